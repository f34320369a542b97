import { countedIn } from "./acceptance";
import { label } from "./label";
import { plain } from "./plain";
import { endingOf, findings, type Report, type ReportedResult } from "./report";

/** A report as Markdown, for a comment or a file. */
export function renderMarkdown(report: Report): string {
  const { summary, evidence } = report;
  const found = findings(report);
  return `${[
    `# Hardening of ${cell(evidence.stacks.map(({ name }) => name).join(", "))}`,
    `${ending(report)} under the profile \`${report.profile}\`: ${summary.pass} pass, ${summary.fail} fail, ${summary.waived} of them waived, ${summary.unknown} unknown, ${summary.error} errors, ${summary["not-applicable"]} not applicable.`,
    ...(found.length === 0 ? [] : [tableOf(found)]),
    ...(evidence.integrity.length === 0
      ? []
      : [
          `Not as recorded when it was synthesized:\n\n${evidence.integrity.map((text) => `- ${cell(text)}`).join("\n")}`,
        ]),
    ...(evidence.missingRules.length === 0
      ? []
      : [`Not judged by rules that judged the synthesis: ${cell(evidence.missingRules.join(", "))}.`]),
    ...(evidence.unchecked.length === 0
      ? []
      : [`Not judged:\n\n${evidence.unchecked.map((text) => `- ${cell(text)}`).join("\n")}`]),
    ...evidence.ignoredRecords.map((file) => `Counted for nothing: what was accepted in ${cell(file)}.`),
    ...countedIn(evidence.acceptances).map(cell),
    ...(evidence.withoutVault.length === 0 ? [] : [`No Vault in ${cell(evidence.withoutVault.join(", "))}.`]),
    ...(report.relaxations.length === 0
      ? []
      : [
          `Relaxed in the code:\n\n${report.relaxations
            .map(({ name, scope, reason }) => `- ${cell(name)} (${cell(scope)}): ${cell(reason)}`)
            .join("\n")}`,
        ]),
    "Each rule: `hardened-vault explain RULE`.",
  ].join("\n\n")}\n`;
}

function ending(report: Report): string {
  const { stopping } = report.summary;
  const ending = endingOf(report);
  if (ending === "passed") return "**Passed**";
  return [
    ...(stopping === 0 ? [] : [`**${stopping} to mend**`]),
    ...(ending === "unchecked" ? ["**Could not be judged as a whole**"] : []),
  ].join(", ");
}

function tableOf(found: readonly ReportedResult[]): string {
  const rows = found.map((result) => [
    result.rule,
    label(result),
    result.constructPath || result.resource || result.stack,
    result.actual || result.reason,
    result.waived === undefined
      ? result.expected
      : `accepted by ${result.waived.approvedBy}: ${result.waived.reason}`,
  ]);
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [
    line(["rule", "verdict", "where", "there is", "expected"]),
    "|---|---|---|---|---|",
    ...rows.map(line),
  ].join("\n");
}

function cell(text: string): string {
  return plain(text)
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("`", "\\`")
    .replaceAll("[", "\\[")
    .replaceAll(/\s*\n\s*/g, " ");
}
