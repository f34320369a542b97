import { isLoopback, splitSocket } from "../../server/addresses";
import type { Host } from "../evidence/host";
import { type Json, Value } from "../evidence/value";

/** A file that the CloudWatch agent ships. */
export interface ShippedFile {
  readonly path: string;
  readonly logGroup: Value;
  /** Whether lines are left out. */
  readonly isFiltered: boolean;
}

/** Configurations of the CloudWatch agent on a host; one that is no JSON is left out. */
export function agentConfigurations(host: Host): readonly Value[] {
  return host
    .filesAt(/^\/opt\/aws\/amazon-cloudwatch-agent\/(etc|bin)\/(.+\/)?[^/]+\.json$/)
    .flatMap(({ path, content }) => {
      try {
        return [new Value(path, JSON.parse(content) as Json)];
      } catch {
        return [];
      }
    });
}

/** Receivers that listen on every address unless they are told otherwise. */
const OPEN_BY_DEFAULT = ["statsd"];
const ADDRESSES = /^(service_address|bind_address|tcp_proxy|grpc_endpoint|http_endpoint)$/;

/** Where the agent listens beyond its own machine: receivers of figures, of events and of traces. */
export function openReceivers(host: Host): readonly string[] {
  return agentConfigurations(host).flatMap((configuration) => [
    ...OPEN_BY_DEFAULT.map((name) => configuration.at(`metrics.metrics_collected.${name}`))
      .filter((receiver) => !receiver.isAbsent && receiver.at("service_address").isAbsent)
      .map((receiver) => `${configuration.path}: ${receiver.path} on every address`),
    ...addressesIn(configuration.raw ?? null)
      .filter((address) => !isLoopback(splitSocket(address.replace(/^(udp|tcp|http):\/\//, "")).host))
      .map((address) => `${configuration.path}: listens on ${address}`),
  ]);
}

/** Addresses anywhere in a configuration, by the names that the agent has for them. */
function addressesIn(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => addressesIn(item as Json));
  return Object.entries(value).flatMap(([key, inner]) =>
    ADDRESSES.test(key) && typeof inner === "string" ? [inner] : addressesIn(inner as Json),
  );
}

/** All files that the agent ships. */
export function shippedFiles(host: Host): readonly ShippedFile[] {
  return agentConfigurations(host).flatMap((configuration) =>
    configuration.at("logs.logs_collected.files.collect_list").items.map((entry) => ({
      path: String(entry.at("file_path").raw),
      logGroup: entry.at("log_group_name"),
      isFiltered: entry.at("filters").items.length > 0 || !entry.at("blacklist").isAbsent,
    })),
  );
}

/** Whether a path of the agent, perhaps with wildcards, takes in a file. */
export function ships({ path }: ShippedFile, file: string): boolean {
  const source = path
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**", "\u0000")
    .replaceAll("*", "[^/]*")
    .replaceAll("\u0000", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(file);
}
