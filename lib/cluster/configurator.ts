import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { requireArn } from "../aws/arn";
import { HardenedVaultError } from "../core/errors";
import { isUnresolved } from "../core/tokens";
import type { ClientNetwork } from "../network/client-network";

/**
 * The ARN as STS names the role of a session: without its path, which Vault would have to ask IAM for.
 *
 * @throws IDENTIFIER_INVALID
 */
export function roleArnWithoutPath(construct: Construct, roleArn: string): string {
  HardenedVaultError.locate(construct, () => requireArn("configurator.roleArn", roleArn, "iam", "role/"));
  if (isUnresolved(roleArn)) return Fn.replace(roleArn, "/:role[/].*[/]/", ":role/");
  return roleArn.replace(/:role\/.*\//, ":role/");
}

/** The clients, and the configurator's network among them. */
export function withConfigurator(
  clients: readonly ClientNetwork[],
  network: ClientNetwork,
): readonly ClientNetwork[] {
  return clients.some(({ id }) => id === network.id) ? clients : [...clients, network];
}
