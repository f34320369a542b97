import type { Profile } from "../checks/engine/profile";
import { label } from "./label";
import { findings, type Report, type ReportedResult } from "./report";

/** A report as Markdown, for a comment or a file. */
export function renderMarkdown(report: Report, profile: Profile): string {
  const { summary, evidence } = report;
  const found = findings(report, profile);
  return `${[
    `# Hardening of ${evidence.stacks.map(({ name }) => name).join(", ")}`,
    `${summary.stopping === 0 ? "**Passed**" : `**${summary.stopping} to mend**`} under the profile \`${report.profile}\`: ${summary.pass} pass, ${summary.fail} fail, ${summary.waived} of them waived, ${summary.unknown} unknown, ${summary.error} errors, ${summary["not-applicable"]} not applicable.`,
    ...(found.length === 0 ? [] : [tableOf(found, profile)]),
    ...(evidence.integrity.length === 0
      ? []
      : [
          `Not as recorded when it was synthesized:\n\n${evidence.integrity.map((text) => `- ${text}`).join("\n")}`,
        ]),
    ...(report.relaxations.length === 0
      ? []
      : [
          `Relaxed in the code:\n\n${report.relaxations
            .map(({ name, scope, reason }) => `- ${name} (${scope}): ${cell(reason)}`)
            .join("\n")}`,
        ]),
    "Each rule: `hardened-vault explain RULE`.",
  ].join("\n\n")}\n`;
}

function tableOf(found: readonly ReportedResult[], profile: Profile): string {
  const rows = found.map((result) => [
    result.rule,
    label(result, profile),
    result.constructPath || result.resource || result.stack,
    result.actual || result.reason,
    result.waived === undefined
      ? result.expected
      : `accepted by ${result.waived.approvedBy}: ${result.waived.reason}`,
  ]);
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [
    line(["rule", "", "where", "there is", "expected"]),
    "|---|---|---|---|---|",
    ...rows.map(line),
  ].join("\n");
}

function cell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll(/\s*\n\s*/g, " ");
}
