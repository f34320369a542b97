import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { CACHE, cached, SOURCES } from "./cache";
import { must } from "./command";

/** A real server, made from the module of the Vault project; the newest version that builds unmodified. */
export const VAULT_VERSION = "1.21.1";
/** Name of the zip, as releases have it. */
export const VAULT_ZIP = `vault_${VAULT_VERSION}_linux_amd64.zip`;

const MODULE = path.join(SOURCES, "vault");

/** The zip that nodes fetch, and its sum. */
export interface ServerZip {
  readonly file: string;
  readonly sha256: string;
}

/** Whether the server was built already, so that nothing is needed to build it. */
export function isServerBuilt(): boolean {
  return existsSync(serverFile());
}

function serverFile(): string {
  return cached(
    "vault",
    "zip",
    ["go.mod", "go.sum"].map((name) => readFileSync(path.join(MODULE, name), "utf8")),
  );
}

/** Builds the server, once per version of its module. Ten minutes on two cores when nothing is cached. */
export async function buildServer(say: (text: string) => void): Promise<ServerZip> {
  const file = serverFile();
  if (!existsSync(file)) {
    say(
      `building Vault ${VAULT_VERSION} from its Go module (once; kept in ${path.relative(process.cwd(), CACHE)})`,
    );
    const folder = mkdtempSync(path.join(CACHE, "vault-"));
    try {
      const binary = path.join(folder, "vault");
      await must("go", ["build", "-trimpath", "-ldflags=-s -w", "-o", binary, "github.com/hashicorp/vault"], {
        cwd: MODULE,
        env: { ...process.env, CGO_ENABLED: "0" },
        limit: 3600,
      });
      await must("python3", ["-m", "zipfile", "-c", `${folder}/vault.zip`, binary], { limit: 300 });
      renameSync(`${folder}/vault.zip`, file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return { file, sha256: createHash("sha256").update(readFileSync(file)).digest("hex") };
}
