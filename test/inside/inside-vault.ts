import type { AuditLog } from "./audit-log";
import type { Json, VaultClient } from "./vault-client";

/** A running Vault that the stack was applied to, wherever it runs. */
export interface InsideVault {
  /** Shows a client certificate, and no token. */
  readonly client: VaultClient;
  /** Both audit devices. */
  readonly logs: readonly AuditLog[];
  /** The root token of the initialisation, where anybody saw it. */
  readonly firstRoot?: string;
  /** Lets something be done by a root token that operators make for it, and revokes that. */
  withRoot<T>(action: (root: VaultClient) => Promise<T>): Promise<T>;
  /** Logs in to a role of the AWS method as an AWS role; throws where Vault refuses. */
  awsLogin(role: string, awsRole: string, header?: string): Promise<Json>;
}
