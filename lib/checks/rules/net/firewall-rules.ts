import { fail, type Observation, pass } from "../../engine/observation";
import type { Host } from "../../evidence/host";
import { networkOf, widthOf } from "../../evidence/network-width";
import { contains } from "../../evidence/peers";
import type { FirewallRule } from "../../host/nftables";
import { UnitFile } from "../../host/unit-file";

/** Where a machine asks for the credentials of its role. */
export const METADATA = "169.254.169.254/32";

/** What a filter does with a rule that lets a packet in. */
export function letsIn(rule: FirewallRule): Observation {
  const said = { actual: rule.text, expected: "in from named networks to named ports" };
  if (isUpkeep(rule, "iif")) return pass(said);
  const ports = portsOf(rule, "dport");
  if (ports.length === 0) return fail({ ...said, reason: "it admits every port" });
  const from = networksOf(rule, "saddr");
  if (from.length === 0) return fail({ ...said, reason: "it admits everybody" });
  if (from.some(isWorld)) return fail({ ...said, reason: "it admits the internet" });
  return ports.some((port) => covers(port, 22)) ? fail({ ...said, reason: "it admits SSH" }) : pass(said);
}

/** What a filter does with a rule that lets a packet out. */
export function letsOut(rule: FirewallRule, host: Host): Observation {
  const said = { actual: rule.text, expected: "out to named networks or ports, by users of services" };
  if (isUpkeep(rule, "oif")) return pass(said);
  const ports = portsOf(rule, "dport");
  const to = networksOf(rule, "daddr");
  const users = [...(rule.matches.get("meta skuid") ?? []), ...(rule.matches.get("skuid") ?? [])];
  const toWorld = to.length === 0 || to.some(isWorld);
  const reachesMetadata =
    (to.length === 0 || to.some((network) => contains(network, METADATA) || contains(METADATA, network))) &&
    (ports.length === 0 || ports.some((port) => covers(port, 80))) &&
    !rule.matches.has("udp dport");
  if (reachesMetadata && !areServices(users, host)) {
    return fail({ ...said, reason: "users who are no service may ask for the role's credentials" });
  }
  if (toWorld && ports.length === 0) return fail({ ...said, reason: "it lets everything out" });
  if (toWorld && users.length === 0) return fail({ ...said, reason: "it lets everybody out to everywhere" });
  if (toWorld && users.some((user) => !isRoot(user) && !runsErrands(user, host))) {
    return fail({ ...said, reason: "it lets a service out to everywhere" });
  }
  if (toWorld && ports.some((port) => port !== "443")) {
    return fail({ ...said, reason: "to everywhere there is only 443, for S3" });
  }
  return ports.length === 0 && users.length === 0
    ? fail({ ...said, reason: "it lets out on every port" })
    : pass(said);
}

/** What a filter does with a rule that hands a packet on: a node is no router. */
export function letsThrough({ text }: FirewallRule): Observation {
  return fail({ actual: text, expected: "nothing is handed on" });
}

function isRoot(user: string): boolean {
  return user === "root" || user === "0";
}

/** Whether an account only ever runs what ends by itself, such as an upload: nothing that others speak with is its own. */
function runsErrands(user: string, host: Host): boolean {
  const types = host
    .filesAt(/\/systemd\/system\/[^/]+\.service$/)
    .map(({ path }) => UnitFile.of(host, path.split("/").at(-1) ?? ""))
    .filter((unit) => unit?.value("Service", "User") === user)
    .map((unit) => unit?.value("Service", "Type"));
  return types.length > 0 && types.every((type) => type === "oneshot");
}

/** Whether users are root and what services run as. */
function areServices(users: readonly string[], host: Host): boolean {
  const declared = host
    .filesAt(/\/sysusers\.d\/[^/]+\.conf$/)
    .flatMap(({ content }) => [...content.matchAll(/^u!?\s+(\S+)/gm)].map(([, name = ""]) => name));
  const services = ["root", "0", "vault", "openbao", "cwagent", ...declared];
  return users.length > 0 && users.every((user) => services.includes(user));
}

/** Whether a rule is for what every machine needs: itself, answers, its address, messages about errors. */
export function isUpkeep(rule: FirewallRule, key: "iif" | "oif"): boolean {
  return isLoopback(rule, key) || isAnswer(rule) || isDhcp(rule) || isIcmp(rule);
}

/** Whether only packets of the machine to itself are meant. */
export function isLoopback({ matches }: FirewallRule, key: "iif" | "oif"): boolean {
  const names =
    matches.get(key) ??
    matches.get(`${key}name`) ??
    matches.get(`meta ${key}`) ??
    matches.get(`meta ${key}name`);
  return names !== undefined && names.length > 0 && names.every((name) => name.replaceAll('"', "") === "lo");
}

/** Packets of connections that were let through before. */
function isAnswer({ matches }: FirewallRule): boolean {
  const states = matches.get("ct state") ?? [];
  return states.length > 0 && states.every((state) => ["established", "related"].includes(state));
}

/** A lease is renewed by one port to one port. */
function isDhcp({ matches }: FirewallRule): boolean {
  const of = (key: string) => matches.get(`udp ${key}`) ?? [];
  const pairs = [
    ["67", "68"],
    ["68", "67"],
    ["547", "546"],
    ["546", "547"],
  ];
  return pairs.some(([from, to]) => of("sport").join() === from && of("dport").join() === to);
}

function isIcmp({ matches }: FirewallRule): boolean {
  const protocols = [...(matches.get("meta l4proto") ?? []), ...(matches.get("ip protocol") ?? [])];
  return (
    [...matches.keys()].some((key) => /^icmp(v6)? (type|code)$/.test(key)) ||
    (protocols.length > 0 && protocols.every((one) => ["icmp", "icmpv6", "ipv6-icmp"].includes(one)))
  );
}

/** Ports that a rule names. */
export function portsOf({ matches }: FirewallRule, key: string): readonly string[] {
  return ["tcp", "udp", "th", "sctp"].flatMap((protocol) => matches.get(`${protocol} ${key}`) ?? []);
}

/** Networks that a rule names. */
export function networksOf({ matches }: FirewallRule, key: string): readonly string[] {
  return ["ip", "ip6"].flatMap((version) => matches.get(`${version} ${key}`) ?? []);
}

/** Whether a port or a range of ports takes one in. */
export function covers(ports: string, port: number): boolean {
  const [first = "", last = first] = ports.split("-");
  return Number(first) <= port && port <= Number(last);
}

function isWorld(text: string): boolean {
  const network = networkOf(text);
  return network === undefined || widthOf(network) === "world";
}
