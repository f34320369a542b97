import type { Cidr } from "../core/cidr";

/** A system that Vault must reach, as a rule of a security group names it. */
export interface IBackend {
  /** Where it is. */
  readonly cidr: Cidr;
  /** Its TCP port. */
  readonly port: number;
  /** What it is. */
  readonly description: string;
  /** Names the rule's construct. */
  readonly id: string;
}
