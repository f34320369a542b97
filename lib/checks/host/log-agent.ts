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
