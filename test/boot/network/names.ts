import type { AppliedNetwork } from "./applied";

/** A machine that may get its address by DHCP. */
export interface Lease {
  readonly mac: string;
  readonly address: string;
  readonly name: string;
}

/**
 * Settings of dnsmasq as the VPC's resolver and DHCP server: it knows the names of the applied endpoints and of the
 * private zone, and nothing else exists.
 */
export function resolverSettings(network: AppliedNetwork, leases: string, log: string): string {
  const names = network.endpoints.flatMap(({ names, addresses }) =>
    names.flatMap((name) => addresses.map((address) => [name, address] as const)),
  );
  const lines = [
    "no-resolv",
    "no-hosts",
    "user=root",
    "bind-dynamic",
    "dhcp-authoritative",
    "log-dhcp",
    // `address` answers for what lies below a name as well, which S3's virtual hosts need; others get the name alone.
    ...names.map(([name, address]) =>
      name.startsWith(".") ? `address=/${name.slice(1)}/${address}` : `host-record=${name},${address}`,
    ),
    ...Object.entries(network.records).flatMap(([name, addresses]) =>
      addresses.map((address) => `host-record=${name},${address}`),
    ),
    "address=/#/",
    ...network.machineSubnets.map(({ cidr }) => `dhcp-range=${cidr.split("/")[0]},static,255.255.255.0,1h`),
    `dhcp-option=option:dns-server,${network.resolver}`,
    `dhcp-hostsfile=${leases}`,
    `dhcp-leasefile=${leases}.given`,
    `log-facility=${log}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The file with who gets which address. */
export function leaseLines(leases: readonly Lease[]): string {
  return leases.map(({ mac, address, name }) => `${mac},${address},${name}\n`).join("");
}
