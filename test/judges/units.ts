import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { inFolder, run, runOnFile } from "../host/tools";
import { filesAt, type Judge, linesOf, type Verdict } from "./judge";
import type { JudgedNode } from "./judged-node";

const version = () => run("systemd-analyze", ["--version"]).output.split("\n")[0] ?? "";

/** Highest exposure of the unit that a network reaches; 1.0 is the floor for a server that listens (HOST-04). */
const HIGHEST = { "vault.service": 1.0 } as const;

/** How much of a machine each unit could reach if it were taken over. */
export const exposure: Judge = {
  name: "systemd-analyze security",
  programs: ["systemd-analyze"],
  version,
  judge: (node) => {
    const units = filesAt(node, /^\/etc\/systemd\/system\/[^/]+\.service$/).map(({ path: file, content }) => {
      const name = path.basename(file);
      const { output } = runOnFile(name, content, "systemd-analyze", (unit) => [
        "security",
        "--offline=true",
        "--no-pager",
        unit,
      ]);
      const figure = /Overall exposure level for \S+: ([\d.]+)/.exec(output)?.[1];
      return { name, figure: Number(figure), limit: HIGHEST[name as keyof typeof HIGHEST] ?? 10 };
    });
    return {
      files: units.length,
      figure: units.map(({ name, figure }) => `${name} ${figure.toFixed(1)}`).join(", "),
      findings: units
        .filter(({ figure, limit }) => !(figure <= limit))
        .map(({ name, figure, limit }) => `${name} has an exposure of ${figure}, more than ${limit}`),
    };
  },
};

/** Programs that units start and that the bundle does not bring. */
const EXECUTABLES = ["/usr/local/bin/vault", "/bin/kill", "/usr/bin/install"];

/** Units of packages that the bundle only adds to: what they would be on a node is not ours to judge. */
const COMPLETED: Readonly<Record<string, string>> = {
  ".service": "[Service]\nExecStart=/bin/kill\n",
  ".timer": "[Timer]\nOnCalendar=daily\nUnit=vault.service\n",
};

/** Whether systemd understands each line of each unit, together with the units of this machine. */
export const verification: Judge = {
  name: "systemd-analyze verify",
  programs: ["systemd-analyze"],
  version,
  judge: (node) => inFolder((root) => verify(node, root)),
};

function verify(node: JudgedNode, root: string): Verdict {
  const place = "/etc/systemd/system/";
  cpSync("/usr/lib/systemd/system", path.join(root, "usr/lib/systemd/system"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const put = (file: string, content: string) => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content, { mode: file.startsWith("/etc/") ? 0o644 : 0o755 });
  };
  // Without them systemd says that the programs are missing, which on this machine is so.
  for (const file of EXECUTABLES) put(file, "#!/bin/sh\n");
  for (const { path: file, content } of filesAt(node, /^\/usr\/local\//)) put(file, content);
  const files = filesAt(node, /^\/etc\/systemd\/system\//);
  const units = new Set<string>();
  for (const { path: file, content } of files) {
    put(file, content);
    const [unit = ""] = file.slice(place.length).split(/\.d\//);
    units.add(unit);
    if (file.includes(".d/")) put(place + unit, COMPLETED[path.extname(unit)] ?? "");
  }
  const { code, output } = run("systemd-analyze", ["verify", "--man=no", `--root=${root}`, ...units]);
  const findings = linesOf(output).map((line) => line.replaceAll(root, ""));
  return {
    files: files.length,
    findings: code === 0 || findings.length > 0 ? findings : [`systemd-analyze ended with ${code}`],
  };
}
