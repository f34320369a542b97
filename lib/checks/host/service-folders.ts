import type { Host } from "../evidence/host";
import { firstRequests } from "./first-boot";
import { blocksOf } from "./listeners";
import type { UnitFile } from "./unit-file";

/** Settings that give a service folders of its own, and where these lie. */
const OWN: Readonly<Record<string, string>> = {
  CacheDirectory: "/var/cache",
  ConfigurationDirectory: "/etc",
  LogsDirectory: "/var/log",
  RuntimeDirectory: "/run",
  StateDirectory: "/var/lib",
};

/** Folders that a unit opens to its service although the rest is read-only. */
export function openedFolders(unit: UnitFile): readonly string[] {
  const own = Object.entries(OWN).flatMap(([key, base]) =>
    unit
      .words("Service", key)
      .filter(Boolean)
      .map((name) => `${base}/${name.split(":")[0]}`),
  );
  const named = unit
    .words("Service", "ReadWritePaths")
    .filter(Boolean)
    .map((path) => path.replace(/^[-+]+/, ""));
  return [...new Set([...named, ...own].map((path) => (path.length > 1 ? path.replace(/\/+$/, "") : path)))];
}

/** Where Raft keeps its data; `undefined` where the configuration does not say. */
export function raftFolder(host: Host): string | undefined {
  const { server } = host;
  if (server === undefined) return undefined;
  const [raft] = blocksOf(server, "storage").filter(({ type }) => type === "raft");
  const path = raft?.settings.at("path").literal;
  return typeof path === "string" ? path.replace(/(.)\/+$/, "$1") : undefined;
}

/** Where Vault's unit lets it write a log: the folder of its file audit device. */
export function auditFolder(unit: UnitFile): string | undefined {
  return openedFolders(unit).find((folder) => /^\/var\/log\/|audit|\/logs?(\/|$)/.test(folder));
}

/** Where the file audit device writes: as the first boot says, or else `audit.log` in the folder of Vault's log. */
export function auditFile(host: Host, unit: UnitFile): string | undefined {
  const said = (firstRequests(host) ?? [])
    .filter(({ path, body }) => path.startsWith("sys/audit/") && body.at("type").literal === "file")
    .map(({ body }) => body.at("options.file_path").literal)
    .find((path) => typeof path === "string");
  const folder = auditFolder(unit);
  return typeof said === "string" ? said : folder === undefined ? undefined : `${folder}/audit.log`;
}
