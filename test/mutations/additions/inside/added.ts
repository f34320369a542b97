import type { Draft } from "../../../checks/support/draft";
import type { Editable } from "../../editable";
import type { Mutation } from "../../mutation";
import { added } from "../added";

/** A change of what is inside Vault that a rule must notice. */
export const inside = (rule: string, name: string, edit: (draft: Draft) => unknown): Mutation =>
  added(rule, name, edit, "inside");

/** A resource more, after both audit devices as everything is. */
export const more = (rule: string, type: string, attributes: Editable, name = "more"): Mutation =>
  inside(rule, `${type} ${JSON.stringify(attributes).slice(0, 100)}`, (draft) =>
    draft.add(type, name, { depends_on: devices(draft), ...attributes }),
  );

/** Addresses of both audit devices. */
export function devices(draft: Draft): readonly string[] {
  return Object.keys(draft.configuration.resource.vault_audit).map((name) => `vault_audit.${name}`);
}

/** A policy that says one thing, in HCL as people write it. */
export const policy = (path: string, ...capabilities: readonly string[]): Mutation =>
  more("TOK-03", "vault_policy", {
    name: "platform",
    policy: `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`,
  });
