import { inFolder, whySkipped } from "../host/tools";
import { table } from "../support/table";
import type { Judge } from "./judge";
import { type JudgedNode, judgedNodes } from "./judged-node";
import { JUDGES } from "./judges";

/** Asks every judge about the rendered files of both examples and prints what each said. */
function main(folder: string): number {
  const nodes = judgedNodes(folder);
  const rows: (readonly string[])[] = [];
  const [findings, skipped]: [string[], string[]] = [[], []];
  for (const judge of JUDGES) {
    const reason = whySkipped(judge.programs, judge.root);
    if (reason === undefined) rows.push(ask(judge, nodes, findings));
    else skipped.push(`${judge.name}: ${reason}`);
  }
  const lines = [
    `rendered files of: ${nodes.map(({ name }) => name).join("; ")}`,
    table(["judge", "version", "files", "findings", "figure"], rows),
    ...skipped,
    ...findings,
    `${rows.length} judges, ${findings.length} findings, ${skipped.length} skipped`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return findings.length === 0 ? 0 : 1;
}

function ask(judge: Judge, nodes: readonly JudgedNode[], findings: string[]): readonly string[] {
  const verdicts = nodes.map((node) => ({ node, ...judge.judge(node) }));
  const found = verdicts.flatMap((verdict) =>
    verdict.findings.map((finding) => `${judge.name}: ${verdict.node.name}: ${finding}`),
  );
  findings.push(...found);
  const files = verdicts.reduce((sum, verdict) => sum + verdict.files, 0);
  const figures = [...new Set(verdicts.map(({ figure }) => figure ?? ""))];
  return [judge.name, judge.version(), String(files), String(found.length), figures.join("\n")];
}

process.exitCode = inFolder(main);
