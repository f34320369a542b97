import type { HostFile } from "../evidence/host";
import { parseShell } from "./shell";

/** Files that a boot script writes by here-documents: `cat >/etc/vault.d/vault.hcl <<EOF`, `tee FILE <<EOF`. */
export function filesWrittenBy(script: string): readonly HostFile[] {
  return parseShell(script).flatMap(({ words, writesTo, hereDocument }) => {
    if (hereDocument === undefined) return [];
    const teed = words.includes("tee") ? words.filter((word) => word.startsWith("/")) : [];
    return [...writesTo, ...teed]
      .filter((path) => path.startsWith("/"))
      .map((path) => ({ path, owner: "root", group: "root", mode: 0o644, content: `${hereDocument}\n` }));
  });
}
