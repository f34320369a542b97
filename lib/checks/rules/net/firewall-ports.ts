import { type Observation, passIf } from "../../engine/observation";
import type { Host } from "../../evidence/host";
import { networkOf, widthOf } from "../../evidence/network-width";
import type { Firewall } from "../../host/firewall";
import { tcpListeners } from "../../host/listeners";
import { VaultService } from "../../host/vault-service";
import { covers, portsOf } from "./firewall-rules";

/** Ports that Vault listens on are ports that the filter speaks of. */
export function knownPorts(firewall: Firewall, { server }: Host): readonly Observation[] {
  if (server === undefined) return [];
  const admitted = firewall.base("input").flatMap((chain) => firewall.accepting(chain));
  return tcpListeners(server)
    .filter((listener) => !listener.isLoopback)
    .flatMap(({ port }) => (port === undefined ? [] : [port]))
    .map((port) => {
      const isKnown = admitted.some((rule) => portsOf(rule, "dport").some((one) => covers(one, port)));
      return passIf(isKnown, {
        actual: `Vault listens on ${port}, which the filter ${isKnown ? "knows" : "does not know"}`,
        expected: "listeners on ports that the filter admits somebody to",
      });
    });
}

/** The unit's own filter of addresses: everything is denied that is not allowed by name. */
export function addressFilter(host: Host): readonly Observation[] {
  const service = VaultService.of(host);
  if (service === undefined) return [];
  const words = (key: string) => service.unit.words("Service", key).filter(Boolean);
  const denied = words("IPAddressDeny");
  const allowed = words("IPAddressAllow");
  const wide = allowed.filter((word) => {
    const network = networkOf(word);
    return word === "any" || (network !== undefined && widthOf(network) === "world");
  });
  return [
    passIf(denied.includes("any"), {
      actual: `IPAddressDeny=${denied.join(" ")}`,
      expected: `${service.name} has IPAddressDeny=any`,
    }),
    passIf(wide.length === 0, {
      actual: `IPAddressAllow=${(wide.length > 0 ? wide : allowed).join(" ")}`,
      expected: "IPAddressAllow names networks",
    }),
  ];
}
