import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { end, start } from "../../terraform/processes";
import { must, outcome, PLAIN } from "../command";
import type { AppliedNetwork } from "./applied";
import { balancingRules } from "./balancing";
import { LINK_LOCAL } from "./link-local";
import { type Lease, leaseLines, resolverSettings } from "./names";
import { GROUPS_TABLE, membersOf, securityGroupRules } from "./security-groups";

/** Something that is attached to the router by a cable of its own. */
export interface Attachment {
  /** Name of its namespace and of its end of the cable at the router. */
  readonly name: string;
  /** Its address; by DHCP when it has a `mac`. */
  readonly address: string;
  readonly mac?: string;
  /** Security groups that it is in. @default - none */
  readonly groups?: readonly string[];
}

/**
 * The VPC as one router in a network namespace that leads nowhere else. Everything hangs on a cable of its own, so that
 * no packet between two machines, not even of one subnet, passes it by.
 */
export class Router {
  /** Its namespace. */
  public readonly namespace: string;
  private readonly attached = new Set<string>();
  private readonly leases: (Lease & Required<Pick<Attachment, "groups">>)[] = [];
  private readonly leaseFile: string;
  private enforced = false;
  private resolver?: ReturnType<typeof start>;

  public constructor(
    /** What stands before the names of all namespaces of this run. */
    private readonly prefix: string,
    private readonly network: AppliedNetwork,
    private readonly folder: string,
  ) {
    this.namespace = `${prefix}-router`;
    this.leaseFile = path.join(folder, "leases");
  }

  /** Makes it, with DNS, DHCP and the rules of load balancer and security groups. */
  public async up(hopLimit: number): Promise<void> {
    await must("ip", ["netns", "add", this.namespace]);
    this.attached.add(this.namespace);
    await this.ip("link", "set", "lo", "up");
    const { endpoints, balancer, resolver } = this.network;
    const own = [
      ...endpoints.flatMap(({ addresses }) => addresses),
      ...balancer.addresses,
      resolver,
      ...Object.values(LINK_LOCAL),
    ];
    for (const address of own) await this.ip("addr", "add", `${address}/32`, "dev", "lo");
    await this.run("sysctl", "--quiet", "--write", "net.ipv4.ip_forward=1");
    // What metadata answers dies after as many hops as the launch template says.
    await this.filter(
      `table ip metadata {\n  chain outgoing {\n    type filter hook output priority mangle;\n    ip saddr ${LINK_LOCAL.metadata} ip ttl set ${hopLimit}\n  }\n}\n`,
    );
    await this.enforceSecurityGroups(true);
    await this.balance([]);

    const settings = path.join(this.folder, "resolver.conf");
    writeFileSync(
      settings,
      resolverSettings(this.network, this.leaseFile, path.join(this.folder, "resolver.log")),
    );
    writeFileSync(this.leaseFile, "");
    this.resolver = start(
      "ip",
      ["netns", "exec", this.namespace, "dnsmasq", "--keep-in-foreground", `--conf-file=${settings}`],
      { cwd: this.folder, env: PLAIN, log: path.join(this.folder, "resolver.log") },
    );
  }

  /** Attaches something by a cable of its own. */
  public async attach({ name, address, mac, groups = [] }: Attachment): Promise<string> {
    const namespace = `${this.prefix}-${name}`;
    const gateway = address.replace(/\d+$/, "1");
    await must("ip", ["netns", "add", namespace]);
    this.attached.add(namespace);
    await must("ip", [
      "-netns", this.namespace, "link", "add", name, "type", "veth",
      "peer", "name", "ens5", ...(mac === undefined ? [] : ["address", mac]), "netns", namespace,
    ]); // biome-ignore format: a command line
    // Hosts of one subnet ask each other's Ethernet address: the router answers, and the packets come to it.
    await this.run(
      "sysctl",
      "--quiet",
      "--write",
      `net.ipv4.conf.${name}.proxy_arp=1`,
      `net.ipv4.neigh.${name}.proxy_delay=0`,
    );
    await this.ip("addr", "add", `${gateway}/24`, "dev", name, "noprefixroute");
    await this.ip("link", "set", name, "up");
    await this.ip("route", "add", `${address}/32`, "dev", name);
    await must("ip", ["-netns", namespace, "link", "set", "lo", "up"]);
    if (mac === undefined) {
      await must("ip", ["-netns", namespace, "addr", "add", `${address}/24`, "dev", "ens5"]);
      await must("ip", ["-netns", namespace, "link", "set", "ens5", "up"]);
      await must("ip", ["-netns", namespace, "route", "add", "default", "via", gateway]);
    } else {
      this.leases.push({ mac, address, name, groups });
      writeFileSync(this.leaseFile, leaseLines(this.leases));
      this.resolver?.kill("SIGHUP");
      await this.member(address, groups, "add");
    }
    return namespace;
  }

  /** Takes a cable away with what hung on it. */
  public async detach(name: string): Promise<void> {
    const namespace = `${this.prefix}-${name}`;
    const lease = this.leases.find((one) => one.name === name);
    if (lease !== undefined) await this.member(lease.address, lease.groups, "delete");
    await outcome("ip", ["-netns", this.namespace, "link", "delete", name]);
    await outcome("ip", ["netns", "delete", namespace]);
    this.attached.delete(namespace);
    if (lease !== undefined) this.leases.splice(this.leases.indexOf(lease), 1);
  }

  /** Cuts a cable, or mends it. */
  public async cable(name: string, state: "up" | "down"): Promise<void> {
    await this.ip("link", "set", name, state);
    // A link that went down lost its routes.
    const lease = this.leases.find((one) => one.name === name);
    if (state === "up" && lease !== undefined)
      await this.ip("route", "replace", `${lease.address}/32`, "dev", name);
  }

  /** Switches the security groups on, with machines in their groups, or off. */
  public async enforceSecurityGroups(on: boolean): Promise<void> {
    await this.filter(`table inet ${GROUPS_TABLE}\ndelete table inet ${GROUPS_TABLE}\n`);
    this.enforced = on;
    if (!on) return;
    await this.filter(securityGroupRules(this.network));
    for (const { address, groups } of this.leases) await this.member(address, groups, "add");
  }

  /** Says where the load balancer passes connections on to. */
  public async balance(targets: readonly string[]): Promise<void> {
    await this.filter(balancingRules(this.network, targets));
  }

  /** Runs a program in its namespace that must succeed. */
  public run(command: string, ...args: readonly string[]): Promise<string> {
    return must("ip", ["netns", "exec", this.namespace, command, ...args]);
  }

  /** Takes everything away. */
  public async down(): Promise<void> {
    if (this.resolver !== undefined) end(this.resolver);
    for (const namespace of [...this.attached].reverse()) await outcome("ip", ["netns", "delete", namespace]);
    this.attached.clear();
  }

  /** Puts an address into groups, or takes it out. */
  private async member(address: string, groups: readonly string[], change: "add" | "delete"): Promise<void> {
    if (!this.enforced) return;
    for (const group of groups) {
      await this.filter(`${change} element inet ${GROUPS_TABLE} ${membersOf(group)} { ${address} }\n`);
    }
  }

  private ip(...args: readonly string[]): Promise<string> {
    return must("ip", ["-netns", this.namespace, ...args]);
  }

  private async filter(rules: string): Promise<void> {
    await must("ip", ["netns", "exec", this.namespace, "nft", "--file", "-"], { input: rules });
  }
}
