import type { Policy } from "@cdktf/provider-vault/lib/policy";
import { templatesById } from "../../../../lib/checks/rules/tok/templates-by-id";
import type { Draft } from "../../support/draft";
import type { InsideCases } from "../../support/rule-cases";

const PAYMENTS = "vault_policy.configuration_policy-payments";

function allow(path: string, ...capabilities: readonly string[]) {
  return (draft: Draft) =>
    draft.policy(draft.resource("vault_policy", "policy-payments"), (policy) => {
      policy.path[path] = { capabilities };
    });
}

export const cases: InsideCases = {
  rule: templatesById,
  from: "inside",
  passes: [
    { on: PAYMENTS },
    {
      when: "an id of the caller",
      on: PAYMENTS,
      edit: allow("secret/data/{{identity.entity.id}}/*", "read"),
    },
    {
      when: "an id of the caller's alias",
      on: PAYMENTS,
      edit: allow("secret/data/{{identity.entity.aliases.auth_aws_12.id}}/*", "read"),
    },
  ],
  fails: [
    {
      when: "a name in a policy that is written to its path",
      on: "vault_generic_endpoint.own",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "own", {
          path: "sys/policy/own",
          data_json: JSON.stringify({
            rules: 'path "secret/{{identity.entity.name}}" { capabilities = ["read"] }',
          }),
        }),
    },
    { when: "a name", on: PAYMENTS, edit: allow("secret/data/{{identity.entity.name}}/*", "read") },
    {
      when: "metadata",
      on: PAYMENTS,
      edit: allow("secret/data/{{identity.entity.metadata.team}}/*", "read"),
    },
    {
      when: "the name of a group",
      on: PAYMENTS,
      edit: allow("secret/data/{{identity.groups.names.x.id}}/*", "read"),
    },
  ],
  unknown: [
    {
      when: "a variable holds the policy",
      on: PAYMENTS,
      edit: (draft) => {
        draft.resource("vault_policy", "policy-payments").policy = "${var.policy}";
      },
    },
  ],
  notApplicable: [
    {
      when: "nothing is inside Vault",
      on: "",
      edit: (draft) => {
        draft.configuration.resource = {};
        draft.configuration.provider = {};
      },
    },
  ],
  weakened: [
    {
      when: "policy",
      on: PAYMENTS,
      override: (inside) =>
        inside
          .at<Policy>("configuration/policy-payments")
          .addOverride(
            "policy",
            JSON.stringify({ path: { "a/{{identity.entity.name}}": { capabilities: ["read"] } } }),
          ),
    },
  ],
  repaired: [
    {
      when: "policy",
      on: PAYMENTS,
      override: (inside) => {
        const policy = inside.at<Policy>("configuration/policy-payments");
        policy.policy = JSON.stringify({
          path: { "a/{{identity.entity.name}}": { capabilities: ["read"] } },
        });
        policy.addOverride(
          "policy",
          JSON.stringify({ path: { "a/{{identity.entity.id}}": { capabilities: ["read"] } } }),
        );
      },
    },
  ],
};
