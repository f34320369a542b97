import type { Profile } from "../checks/engine/profile";
import type { Rule } from "../checks/engine/rule";
import { PARTS_TO_COME } from "../checks/rules/to-come";
import { FRAMEWORKS } from "./controls";
import { canBeWaived, stoppedBy } from "./effect";
import { wrap } from "./wrap";

/** All that is known of a rule, for a terminal. */
export function explain(rule: Rule, profiles: readonly Profile[], width: number): string {
  const { attestable, guide = [], controls = {} } = rule;
  const partToCome = PARTS_TO_COME[rule.id];
  const stopping = stoppedBy(rule, profiles);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["Why", [rule.rationale]],
    ["Repair", [rule.remediation]],
    ...(partToCome === undefined ? [] : [["Not judged yet", [partToCome]] as const]),
    ["Weight", [`${rule.severity}; stops the deployment under ${stopping.join(", ") || "no profile"}`]],
    [
      "Waiver",
      [
        {
          no: "it cannot be waived",
          warnings: "its warnings can be waived, with a reason, an approver and an end; its errors cannot",
          yes: "it can be waived, with a reason, an approver and an end",
        }[canBeWaived(rule)],
      ],
    ],
    ...(attestable === undefined
      ? []
      : [["Attestation", [`for ${attestable.days} days: ${attestable.statement}`]] as const]),
    ["Nothing to say", [rule.notApplicable]],
    ...(guide.length === 0 ? [] : [["Hardening guide", [guide.join(", ")]] as const]),
    [
      "Controls (a proposal, confirmed by no auditor)",
      FRAMEWORKS.flatMap(({ key, name }) => {
        const listed = controls[key] ?? [];
        return listed.length === 0 ? [] : [`${name}: ${listed.join(", ")}`];
      }),
    ],
    ["Sources", rule.sources],
    ["Since", [rule.since]],
  ];
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) =>
      [title, ...lines.flatMap((line) => wrap(line, width - 2)).map((line) => `  ${line}`)].join("\n"),
    );
  return `${[...wrap(`${rule.id} ${rule.title}`, width), "", ...text].join("\n")}\n`;
}
