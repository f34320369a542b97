import type { Peer } from "../aws/security-group";

/** Who may reach Vault, as a rule of a security group names them. */
export interface IClientNetwork {
  /** The other side of the rule. */
  readonly peer: Peer;
  /** Who they are. */
  readonly description: string;
  /** Names the rule's construct. */
  readonly id: string;
}
