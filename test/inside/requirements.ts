import { outcome } from "../boot/command";
import { isServerBuilt } from "../boot/vault-binary";

/** What makes the world: mounts, a network that leads nowhere, and processes that end with it. */
export const NAMESPACES: readonly string[] = [
  ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
  "--mount",
  "--net",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
];

/** Why this test level cannot run here, if it cannot. */
export async function whyNot(): Promise<string | undefined> {
  if (process.platform !== "linux") return "it needs Linux";
  for (const program of ["ip", "mount", "openssl", "python3", "unshare"]) {
    const found = await outcome("sh", ["-c", `command -v ${program}`], { env: process.env });
    if (found.code !== 0) return `${program} was not found on this machine`;
  }
  const entered = await outcome("unshare", [...NAMESPACES, "true"], { env: process.env });
  if (entered.code !== 0) return `namespaces cannot be made here: ${entered.err.trim()}`;
  if (isServerBuilt()) return undefined;
  const go = await outcome("go", ["version"], { env: process.env });
  return go.code === 0 ? undefined : "go was not found on this machine, and no server was built before";
}
