import * as path from "node:path";
import { parseArgs } from "node:util";
import { inFolder, whySkipped } from "../host/tools";
import { EXAMPLES, type ExampleName, synthesizeExample } from "../support/synthesized-examples";
import { table } from "../support/table";
import { installCheckov, scanPlan, scanStack } from "./checkov";
import { compare, problems } from "./compare";
import { EXCEPTIONS } from "./exceptions";
import type { Scan } from "./scan";

const HELP = `usage: npm run scan -- [--install] [--plan FILE --example NAME]

Scans the synthesized examples with checkov and holds what it finds against the list of exceptions, both ways.

  --install       only install checkov into .cache, for what scans without asking
  --plan FILE     scan a plan instead, as "terraform show -json PLAN" writes it
  --example NAME  the example that the plan is of: ${EXAMPLES.join(" | ")}
  --help          this text
`;

const note = (text: string) => process.stdout.write(`${text}\n`);

function main(): number {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      install: { type: "boolean" },
      plan: { type: "string" },
      example: { type: "string" },
    },
  });
  if (values.help === true || (values.plan === undefined) !== (values.example === undefined)) {
    process.stdout.write(HELP);
    return values.help === true ? 0 : 2;
  }
  const reason = whySkipped(["python3"]);
  if (reason !== undefined) {
    note(`checkov ${reason}`);
    return 0;
  }
  installCheckov(note);
  if (values.install === true) return 0;
  const scans =
    values.plan === undefined ? scanExamples() : [scanPlan(values.plan, values.example as ExampleName)];
  return report(scans);
}

function scanExamples(): readonly Scan[] {
  return inFolder((folder) =>
    EXAMPLES.map((name) => scanStack(synthesizeExample(name, path.join(folder, name)), name)),
  );
}

function report(scans: readonly Scan[]): number {
  const comparisons = scans.map((scan) => compare(scan, EXCEPTIONS));
  const rows = comparisons.map(({ scan, explained, unexplained, unused }) =>
    [
      scan.example,
      scan.form,
      scan.passed,
      scan.findings.length,
      explained,
      unexplained.length,
      unused.length,
    ].map(String),
  );
  note(table(["example", "form", "passed", "failed", "explained", "unexplained", "unused exceptions"], rows));
  const lines = comparisons.flatMap(problems);
  for (const line of lines) note(line);
  note(`${EXCEPTIONS.length} exceptions, ${lines.length} problems`);
  return lines.length === 0 ? 0 : 1;
}

process.exitCode = main();
