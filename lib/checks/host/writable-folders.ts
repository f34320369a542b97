import type { Host } from "../evidence/host";
import { blocksOf } from "./listeners";
import { VaultService } from "./vault-service";

/** Settings of a unit that make a folder for it, and where. */
const FOLDERS: readonly (readonly [setting: string, parent: string])[] = [
  ["StateDirectory", "/var/lib"],
  ["LogsDirectory", "/var/log"],
  ["CacheDirectory", "/var/cache"],
  ["RuntimeDirectory", "/run"],
];

/** Folders that Vault writes in: its data, its audit logs, whatever its unit lets it, and those that everybody writes in. */
export function writableFolders(host: Host): readonly string[] {
  const unit = VaultService.of(host)?.unit;
  const data = host.server === undefined ? [] : blocksOf(host.server, "storage");
  const named = [
    ...(unit?.words("Service", "ReadWritePaths") ?? []).map((path) => path.replace(/^[-+]+/, "")),
    ...FOLDERS.flatMap(([setting, parent]) =>
      (unit?.words("Service", setting) ?? []).map((name) => `${parent}/${name}`),
    ),
    ...data.map(({ settings }) => settings.at("path").literal).filter((path) => typeof path === "string"),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/var/log/vault",
  ];
  return [...new Set(named.filter((path) => path.startsWith("/")))];
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((one) => `${one.replace(/\/+$/, "")}/`);
  return (inner as string).startsWith(outer as string);
}
