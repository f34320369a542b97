import type { ServerTarget } from "../../server/settings-by-version";
import type { Host } from "../evidence/host";

/** The release that a host gets, where its files say so; `undefined` where they do not. */
export function releaseOf(host: Host): ServerTarget | undefined {
  return host.parsed("/etc/hardened-vault/release.json", read, "release");
}

function read(content: string): ServerTarget | undefined {
  try {
    const { version, edition } = JSON.parse(content) as { version?: unknown; edition?: unknown };
    if (typeof version !== "string" || !/^\d+\.\d+\.\d+(\+ent[a-z0-9.]*)?$/.test(version)) return undefined;
    return { version, edition: edition === "enterprise" ? "enterprise" : "community" };
  } catch {
    return undefined;
  }
}
