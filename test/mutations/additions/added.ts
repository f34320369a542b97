import { Draft } from "../../checks/support/draft";
import type { ExampleName } from "../../checks/support/example-name";
import { Production } from "../../checks/support/production";
import type { Mutation } from "../mutation";

/** A change of what was written that a rule must notice. */
export function added(
  rule: string,
  name: string,
  edit: (draft: Draft) => unknown,
  from: ExampleName = "production",
): Mutation {
  return {
    name,
    rule,
    verdict: "fail",
    evidence: () => {
      const draft = new Draft(from);
      edit(draft);
      return draft.evidence();
    },
  };
}

/** A change through the constructs, before anything is written. */
export function overridden(
  rule: string,
  name: string,
  change: (production: Production) => unknown,
): Mutation {
  return {
    name: `${name}, by an override`,
    rule,
    verdict: "fail",
    evidence: () => {
      const production = new Production();
      change(production);
      return production.evidence();
    },
  };
}

/** A file of the nodes. */
export function file(draft: Draft, path: string, content: string, mode = 0o644): void {
  draft.files.set(path, { path, owner: "root", group: "root", mode, content });
}

/** Lines at the end of the last step of a first boot. */
export function lastStep(draft: Draft, ...lines: readonly string[]): void {
  draft.edit(
    "/usr/local/lib/hardened-vault/steps.d/60-services.sh",
    (text) => `${text}${lines.join("\n")}\n`,
  );
}
