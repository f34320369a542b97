import { snapshotIdentity } from "../../../../lib/checks/rules/bkp/snapshot-identity";
import { mending, NO_MACHINE, NODES, overriding, UNSEEN, without } from "../../support/cases";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const FILE = "/etc/hardened-vault/first-boot.json";
const POLICY = "vault_policy.snapshots";
const ROLE = "vault_aws_auth_backend_role.snapshots";

/** Requests of the first boot, one of them changed. */
const request = (
  when: string,
  path: string,
  edit: (body: Record<string, unknown>) => void,
  says?: RegExp,
): EditCase => ({
  when,
  on: NODES,
  ...(says === undefined ? {} : { says }),
  edit: (draft) =>
    draft.edit(FILE, (content) => {
      const requests = JSON.parse(content) as { path: string; body: Record<string, unknown> }[];
      const found = requests.find((one) => one.path === path);
      if (found === undefined) throw new Error(`no request to ${path}`);
      edit(found.body);
      return JSON.stringify(requests);
    }),
});

const policy = (when: string, text: string) =>
  request(when, "sys/policies/acl/hardened-snapshots", (body) => {
    body.policy = text;
  });
const role = (when: string, key: string, value: unknown) =>
  request(when, "auth/aws/role/snapshots", (body) => {
    body[key] = value;
  });

const path = (name: string, ...capabilities: string[]) => ({ [name]: { capabilities } });
const text = (...paths: object[]) => JSON.stringify({ path: Object.assign({}, ...paths) });
const READ = path("sys/storage/raft/snapshot", "read");

/** The same by Terraform. */
const inside = (when: string, on: string, changes: { policy?: string; role?: object }): EditCase => ({
  when,
  on,
  edit: (draft: Draft) => {
    draft.add("vault_policy", "snapshots", { name: "snapshots", policy: changes.policy ?? text(READ) });
    draft.add("vault_aws_auth_backend_role", "snapshots", {
      role: "snapshots",
      token_policies: ["snapshots"],
      token_type: "batch",
      token_ttl: 600,
      token_max_ttl: 600,
      bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/node"],
      ...changes.role,
    });
  },
});

export const cases: RuleCases = {
  rule: snapshotIdentity,
  passes: [
    { on: NODES },
    role("tokens are shorter", "token_max_ttl", 120),
    policy("the policy is in HCL", 'path "sys/storage/raft/snapshot" {\n  capabilities = ["read"]\n}\n'),
    inside("Terraform owns the policy", POLICY, {}),
    inside("Terraform owns the role", ROLE, {}),
    inside("a role is for something else", ROLE, {
      role: { token_policies: ["payments"], token_ttl: 86_400 },
    }),
  ],
  fails: [
    without(FILE),
    policy("it may restore", text(path("sys/storage/raft/snapshot", "read", "update"))),
    policy("it may create", text(path("sys/storage/raft/snapshot", "create", "read"))),
    policy("it may restore by force", text(READ, path("sys/storage/raft/snapshot-force", "update"))),
    policy("it reads all of Raft", text(path("sys/storage/raft/*", "read"))),
    policy("it reads secrets", text(READ, path("secret/*", "read"))),
    request("another policy restores", "sys/policies/acl/hardened-metrics", (body) => {
      body.policy = text(path("sys/storage/raft/snapshot-force", "update"));
    }),
    policy("it takes none", text(path("sys/health", "read"))),
    role("tokens are kept", "token_type", "service"),
    role("nobody says which tokens", "token_type", undefined),
    role("tokens live for an hour", "token_ttl", 3600),
    role("tokens may live for an hour", "token_max_ttl", 3600),
    role("tokens live for ever", "token_ttl", 0),
    role("any role may", "bound_iam_principal_arn", ["arn:aws:iam::123456789012:role/*"]),
    role("two roles may", "bound_iam_principal_arn", [
      "@NODE_ROLE_ARN@",
      "arn:aws:iam::123456789012:role/ci",
    ]),
    role("nobody says whose", "bound_iam_principal_arn", []),
    inside("Terraform lets it restore", POLICY, {
      policy: text(path("sys/storage/raft/snapshot", "update")),
    }),
    inside("Terraform lets tokens live for a day", ROLE, { role: { token_ttl: 86_400 } }),
  ],
  unknown: [
    UNSEEN,
    inside("a variable is the policy", POLICY, { policy: "${var.policy}" }),
    inside("a variable is the kind of token", ROLE, { role: { token_type: "${var.type}" } }),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("token_type", FILE, '"token_max_ttl": 600', '"token_max_ttl": 7200')],
  repaired: [mending("token_type", FILE, '"token_max_ttl": 600', '"token_max_ttl": 7200')],
};
