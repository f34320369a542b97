import type { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import type { ClientNetwork } from "../network/client-network";
import type { IVaultNetwork } from "../network/i-vault-network";
import type { NetworkOptions } from "../network/vault-network";

/**
 * Refuses a network that is brought and one that is described at once.
 *
 * @throws SETTING_INVALID
 */
export function requireOneNetwork(
  construct: Construct,
  { network, networkOptions }: { readonly network?: IVaultNetwork; readonly networkOptions?: NetworkOptions },
): void {
  if (network === undefined || networkOptions === undefined) return;
  throw new HardenedVaultError(
    {
      code: "SETTING_INVALID",
      message: "network and networkOptions exclude each other",
      got: { networkOptions },
      expected: "network (one that exists already) or networkOptions (for a new one)",
      repair: "remove networkOptions, or set them where the network is made",
    },
    construct,
  );
}

/**
 * Refuses a cluster that nobody may reach.
 *
 * @throws CLIENT_WITHOUT_CIDR
 */
export function requireClients(construct: Construct, clients: readonly ClientNetwork[]): void {
  if (Array.isArray(clients) && clients.length > 0) return;
  throw new HardenedVaultError(
    {
      code: "CLIENT_WITHOUT_CIDR",
      message: "a cluster needs at least one client network",
      got: clients,
      expected: "one ClientNetwork or more",
      repair: 'name your applications\' networks: ClientNetwork.cidr("10.20.0.0/16", "application subnets")',
    },
    construct,
  );
}
