import type { Policy } from "@cdktf/provider-vault/lib/policy";
import { leastPrivilegePolicies } from "../../../../lib/checks/rules/tok/least-privilege-policies";
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
  rule: leastPrivilegePolicies,
  from: "inside",
  passes: [
    { on: PAYMENTS },
    { on: "vault_policy.configuration_terraform-policy" },
    { on: "vault_policy.configuration_policy-hardened-auditors" },
    { when: "another path is read", on: PAYMENTS, edit: allow("secret/data/shared/*", "read") },
    {
      when: "it is written in HCL",
      on: PAYMENTS,
      edit: (draft) => {
        draft.resource("vault_policy", "policy-payments").policy =
          'path "secret/data/payments/*" {\n  capabilities = ["read"]\n}\n';
      },
    },
  ],
  fails: [
    {
      when: "an application writes roles of an engine whose mount the stack makes",
      on: "vault_policy.more",
      says: /takes in certs\/roles/,
      edit: (draft) => {
        draft.resource("vault_mount", "certificates").path = "certs";
        draft.add("vault_policy", "more", {
          name: "more",
          policy: 'path "certs/roles/payments" { capabilities = ["update"] }',
        });
      },
    },
    {
      when: "the policy of everybody reads secrets",
      on: "vault_policy.more",
      edit: (draft) =>
        draft.add("vault_policy", "more", {
          name: "default",
          policy: 'path "secret/data/orders" { capabilities = ["read"] }',
        }),
    },
    {
      when: "a part of a role is written past it",
      on: "vault_generic_endpoint.more",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "more", {
          path: "auth/approle/role/orders/policies",
          data_json: '{"token_policies":"root"}',
        }),
    },
    {
      when: "everybody of a method gets the policy of Terraform",
      on: "vault_ldap_auth_backend.more",
      edit: (draft) =>
        draft.add("vault_ldap_auth_backend", "more", { token_policies: ["hardened-terraform"] }),
    },
    {
      when: "an application's role gets what Terraform has",
      on: "vault_aws_auth_backend_role.configuration_aws-login_payments",
      says: /hardened-terraform/,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_policies = ["hardened-terraform"];
      },
    },
    {
      when: "two AWS roles log in as Terraform",
      on: "vault_aws_auth_backend_role.configuration_aws-login_terraform",
      edit: (draft) => {
        draft
          .resource("vault_aws_auth_backend_role", "aws-login_terraform")
          .bound_iam_principal_arns.push("arn:aws:iam::123456789012:role/somebody");
      },
    },
    {
      when: "a group is given a policy that writes policies",
      on: "vault_identity_group.ops",
      edit: (draft) => {
        draft.add("vault_policy", "own", {
          name: "own",
          policy: 'path "sys/policies/acl/own" { capabilities = ["update"] }',
        });
        draft.add("vault_identity_group", "ops", { name: "ops", policies: ["own"] });
      },
    },
    {
      when: "tokens of a role may have any policy",
      on: "vault_token_auth_backend_role.all",
      edit: (draft) =>
        draft.add("vault_token_auth_backend_role", "all", { allowed_policies_glob: ["hardened-*"] }),
    },
    {
      when: "a policy is written to its path",
      on: "vault_generic_endpoint.own",
      says: /everything/,
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "own", {
          path: "/sys/policies/acl/own",
          data_json: JSON.stringify({ policy: 'path "*" { capabilities = ["read"] }' }),
        }),
    },
    ...(
      [
        ["everything", "*", ["read"]],
        ["everything one level down", "+/*", ["read"]],
        ["sudo on a glob", "sys/leases/revoke-prefix/*", ["update", "sudo"]],
        ["a deny under an allow", "secret/data/payments/root", ["deny"]],
        ["policies", "sys/policies/acl/payments", ["update"]],
        ["all of sys", "sys/*", ["update"]],
        ["audit devices", "sys/audit/file", ["delete"]],
        ["login methods", "sys/auth/+", ["create"]],
        ["entities", "identity/entity/id/*", ["update"]],
        ["snapshots", "sys/storage/raft/snapshot", ["read"]],
        ["the raw store", "sys/raw/core/*", ["read"]],
        ["a new root token", "sys/generate-root/attempt", ["update"]],
        ["plugins", "sys/plugins/catalog/auth/x", ["create"]],
      ] as const
    ).map(([when, path, capabilities]) => ({ when, on: PAYMENTS, edit: allow(path, ...capabilities) })),
    {
      when: "Terraform may disable an audit device",
      on: "vault_policy.configuration_terraform-policy",
      edit: (draft) =>
        draft.policy(draft.resource("vault_policy", "terraform-policy"), (policy) => {
          policy.path["sys/audit/file"] = { capabilities: ["delete"] };
        }),
    },
    {
      when: "Terraform may take snapshots",
      on: "vault_policy.configuration_terraform-policy",
      edit: (draft) =>
        draft.policy(draft.resource("vault_policy", "terraform-policy"), (policy) => {
          policy.path["sys/storage/raft/snapshot"] = { capabilities: ["read"] };
        }),
    },
    {
      when: "the one for snapshots may restore",
      on: "vault_policy.configuration_policy-hardened-snapshots",
      edit: (draft) =>
        draft.policy(draft.resource("vault_policy", "hardened-snapshots"), (policy) => {
          policy.path["sys/storage/raft/snapshot"].capabilities.push("update");
        }),
    },
    {
      when: "its name is taken for another",
      on: PAYMENTS,
      edit: (draft) => {
        draft.resource("vault_policy", "policy-payments").name = " Root";
      },
    },
    {
      when: "HCL opens everything",
      on: PAYMENTS,
      edit: (draft) => {
        draft.resource("vault_policy", "policy-payments").policy =
          'path "*" { capabilities = ["create", "read", "sudo"] }';
      },
    },
  ],
  unknown: [
    {
      when: "a variable says which policies a role gives",
      on: "vault_aws_auth_backend_role.configuration_aws-login_payments",
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_policies = "${var.policies}";
      },
    },
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
          .addOverride("policy", JSON.stringify({ path: { "*": { capabilities: ["read"] } } })),
    },
  ],
  repaired: [
    {
      when: "policy",
      on: PAYMENTS,
      override: (inside) => {
        const policy = inside.at<Policy>("configuration/policy-payments");
        policy.policy = JSON.stringify({ path: { "*": { capabilities: ["read"] } } });
        policy.addOverride(
          "policy",
          JSON.stringify({ path: { "secret/data/a": { capabilities: ["read"] } } }),
        );
      },
    },
  ],
};
