import type { Draft } from "./draft";
import type { EditCase, RuleCases } from "./rule-cases";

/** Makes cases of one resource, a line each. */
export function casesOn(on: string) {
  return (when: string, edit: (draft: Draft) => unknown, says?: RegExp): EditCase => ({
    when,
    on,
    edit: (draft) => void edit(draft),
    ...(says === undefined ? {} : { says }),
  });
}

/** A stack whose machines are gone. */
export const withoutMachines: Extract<RuleCases["notApplicable"], readonly unknown[]> = [
  { when: "there are no machines", on: "", edit: (draft) => draft.remove("aws_launch_template") },
];

/** A reference to the one resource of a type. */
export function refer(draft: Draft, type: string, name = "", attribute = "id"): string {
  return `\${${draft.address(type, name)}.${attribute}}`;
}
