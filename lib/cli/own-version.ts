import { readFileSync } from "node:fs";

/** The version of this package. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(require.resolve("cdktf-hardened-vault/package.json"), "utf8")).version;
}
