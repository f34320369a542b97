import Table from "cli-table3";
import colours from "picocolors";
import { countedIn } from "./acceptance";
import { label } from "./label";
import { plain } from "./plain";
import { endingOf, findings, type Report, type ReportedResult } from "./report";
import { wrap } from "./wrap";

/** How a table is shown. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly isColoured: boolean;
}

type Paint = ReturnType<typeof colours.createColors>;

/** Fewer columns leave no room for columns side by side. */
const NARROW = 76;

/** A report for people at a terminal. */
export function renderTable(report: Report, { width, isColoured }: TableOptions): string {
  const paint = colours.createColors(isColoured);
  const found = findings(report);
  const said = (text: string, indent = "  ") => wrap(plain(text), width - indent.length).join(`\n${indent}`);
  const { summary, evidence, relaxations, profile } = report;
  const counts = `${summary.pass} pass, ${summary.fail} fail, ${summary.waived} waived, ${summary.unknown} unknown, ${summary.error} errors, ${summary["not-applicable"]} not applicable`;
  const names = evidence.stacks.map(({ name }) => name).join(", ");
  const blocks = [
    ...(found.length === 0
      ? []
      : [width < NARROW ? listOf(found, width, paint) : tableOf(found, width, paint)]),
    ...evidence.integrity.map((text) => paint.yellow(said(`not as recorded: ${text}`))),
    ...evidence.missingRules.map((id) =>
      paint.yellow(said(`not judged by ${id}, a rule of your own: name its pack with --pack`)),
    ),
    ...evidence.unchecked.map((text) => paint.red(said(`not judged: ${text}`))),
    ...relaxations.map(({ name, scope, reason }) => said(`relaxed: ${name} at ${scope}: ${reason}`)),
    ...evidence.ignoredRecords.map((file) => said(`counted for nothing: what was accepted in ${file}`)),
    ...countedIn(evidence.acceptances).map((text) => said(text)),
    ...evidence.withoutVault.map((name) => said(`no Vault in ${name}`)),
    said(`${names}, profile ${profile}: ${counts}`),
    ...ending(report, paint),
    ...(found.length === 0 ? [] : [paint.dim(said("What a rule is about: hardened-vault explain RULE"))]),
  ];
  return `${blocks.join("\n")}\n`;
}

function ending(report: Report, paint: Paint): readonly string[] {
  const { stopping } = report.summary;
  const ending = endingOf(report);
  if (ending === "passed") return [paint.green("passed")];
  return [
    ...(stopping === 0 ? [] : [paint.red(`${stopping} to mend`)]),
    ...(ending === "unchecked" ? [paint.red("could not be judged as a whole")] : []),
  ];
}

function tableOf(found: readonly ReportedResult[], width: number, paint: Paint): string {
  const fixed = { rule: Math.max(...found.map(({ rule }) => rule.length), 8) + 2, label: 10 };
  const rest = width - fixed.rule - fixed.label - 5;
  const where = Math.floor(rest * 0.35);
  const table = new Table({
    head: ["rule", "", "where", "what there is, and what should be"],
    colWidths: [fixed.rule, fixed.label, where, rest - where],
    style: { head: [], border: [] },
  });
  for (const result of found) {
    table.push([
      plain(result.rule),
      painted(result, paint),
      wrap(place(result), where - 2).join("\n"),
      wrap(details(result), rest - where - 2).join("\n"),
    ]);
  }
  return table.toString();
}

function listOf(found: readonly ReportedResult[], width: number, paint: Paint): string {
  return found
    .map((result) =>
      [
        ...wrap(`${plain(result.rule)} ${label(result)}`, width).map((line) =>
          line.replace(label(result), painted(result, paint)),
        ),
        ...wrap(place(result), width - 2).map((line) => `  ${line}`),
        ...wrap(details(result), width - 2).map((line) => `  ${line}`),
      ].join("\n"),
    )
    .join("\n\n");
}

function painted(result: ReportedResult, paint: Paint): string {
  return result.stops ? paint.red(label(result)) : paint.yellow(label(result));
}

function place({ constructPath, resource, source, stack }: ReportedResult): string {
  return plain([constructPath, resource, source].filter(Boolean).join("\n") || stack);
}

function details({ actual, reason, expected, remediation, waived }: ReportedResult): string {
  const until = waived?.expires === undefined ? "" : ` until ${waived.expires}`;
  return plain(
    [
      actual === "" ? reason : `is: ${actual}`,
      ...(expected === "" ? [] : [`should: ${expected}`]),
      waived === undefined
        ? `repair: ${remediation}`
        : `accepted by ${waived.approvedBy}${until}: ${waived.reason}`,
    ].join("\n"),
  );
}
