import type { Mutation } from "../../mutation";
import { inside, more, policy } from "./added";

const ROLE = {
  backend: "aws",
  role: "more",
  auth_type: "iam",
  bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/more"],
  token_ttl: 900,
  token_max_ttl: 900,
};

/** Policies that open more than somebody needs, in each spelling, and ways to be given them. */
export const POLICIES_BESIDE: readonly Mutation[] = [
  policy("*", "read"),
  policy("+/*", "list"),
  policy("/*", "read"),
  policy("+", "read"),
  policy("sys/*", "read", "update"),
  policy("sys/+/acl/*", "update"),
  policy("sys/policies/acl/payments", "update"),
  policy("/sys/policies/acl/payments", "update"),
  policy("sys/policies/*", "create"),
  policy("sys/policy/payments", "update"),
  policy("sys/audit/file", "delete"),
  policy("sys/audit/*", "update"),
  policy("sys/auth/github", "create", "sudo"),
  policy("sys/mounts/auth/aws/tune", "update"),
  policy("sys/mounts/*", "update"),
  policy("auth/aws/role/more", "create"),
  policy("auth/+/role/*", "update"),
  policy("auth/oidc/config", "update"),
  policy("auth/userpass/users/somebody", "create"),
  policy("auth/ldap/groups/somebody", "create"),
  policy("auth/cert/certs/somebody", "create"),
  policy("auth/*", "create", "update"),
  policy("auth/token/create-orphan", "update", "sudo"),
  policy("auth/token/roles/all", "create"),
  policy("identity/entity", "update"),
  policy("identity/group/id/*", "update"),
  policy("identity/entity-alias", "create"),
  policy("identity/*", "update"),
  policy("sys/storage/raft/snapshot", "read"),
  policy("sys/storage/raft/snapshot-force", "update"),
  policy("sys/storage/raft/*", "read"),
  policy("sys/storage/raft/remove-peer", "update"),
  policy("sys/raw/core/keyring", "read"),
  policy("sys/raw*", "read"),
  policy("sys/generate-root/attempt", "update"),
  policy("sys/rekey/init", "update"),
  policy("sys/rekey-recovery-key/update", "update"),
  policy("sys/plugins/catalog/secret/mine", "update", "sudo"),
  policy("sys/remount", "update", "sudo"),
  policy("sys/seal", "update", "sudo"),
  policy("sys/config/auditing/request-headers/authorization", "delete"),
  policy("sys/quotas/rate-limit/everything", "delete"),
  policy("sys/leases/revoke-force/database", "update"),
  policy("secret/data/*", "read", "sudo"),
  policy("secret/data/payments", "deny"),
  more("TOK-03", "vault_policy", { name: "p", policy: 'path "sys/policies/acl/a" { policy = "write" }' }),
  more("TOK-03", "vault_policy", {
    name: "p",
    policy: '{"path":[{"sys/policies/acl/a":[{"capabilities":["update"]}]}]}',
  }),
  more("TOK-03", "vault_policy", {
    name: "p",
    policy: 'path "sys/raw/*" {\n # x\n capabilities=["READ","update"]\n}',
  }),
  more("TOK-03", "vault_policy", {
    name: "p",
    policy: 'path "secret/a" { capabilities = ["read"] }\npath "*" { capabilities = ["read"] }',
  }),
  more("TOK-03", "vault_policy", { name: "Root", policy: 'path "secret/a" { capabilities = ["read"] }' }),
  more("TOK-04", "vault_policy", {
    name: "p",
    policy: 'path "secret/data/{{identity.entity.name}}/*" { capabilities = ["read"] }',
  }),
  more("TOK-04", "vault_policy", {
    name: "p",
    policy:
      'path "secret/data/{{identity.entity.aliases.auth_aws_1.metadata.account}}/*" { capabilities = ["read"] }',
  }),
  more("TOK-04", "vault_policy", {
    name: "p",
    policy: 'path "secret/data/{{identity.groups.names.ops.id}}/*" { capabilities = ["read"] }',
  }),
  more("TOK-03", "vault_aws_auth_backend_role", { ...ROLE, token_policies: ["hardened-terraform"] }),
  more("TOK-03", "vault_aws_auth_backend_role", { ...ROLE, token_policies: ["root"] }),
  inside("TOK-03", "a role with a policy of its own that writes policies", (draft) => {
    draft.add("vault_policy", "own", {
      name: "own",
      policy: 'path "sys/policies/acl/*" { capabilities = ["update"] }',
    });
    draft.add("vault_aws_auth_backend_role", "own", { ...ROLE, token_policies: ["own"] });
  }),
  inside("TOK-03", "a role that refers to the policy of Terraform", (draft) =>
    draft.add("vault_aws_auth_backend_role", "own", {
      ...ROLE,
      token_policies: [`\${${draft.address("vault_policy", "terraform")}.name}`],
    }),
  ),
  more("TOK-03", "vault_identity_group", { name: "ops", policies: ["hardened-terraform"] }),
  more("TOK-03", "vault_identity_entity", { name: "me", policies: ["hardened-break-glass"] }),
  more("TOK-03", "vault_identity_group_policies", { group_id: "x", policies: ["hardened-terraform"] }),
  more("TOK-03", "vault_token_auth_backend_role", {
    role_name: "all",
    allowed_policies: ["hardened-terraform"],
    token_ttl: 900,
    token_max_ttl: 900,
  }),
  more("TOK-03", "vault_token_auth_backend_role", {
    role_name: "all",
    allowed_policies_glob: ["*"],
    token_ttl: 900,
    token_max_ttl: 900,
  }),
  more("TOK-03", "vault_ldap_auth_backend_group", { groupname: "all", policies: ["hardened-terraform"] }),
  more("TOK-03", "vault_generic_endpoint", {
    path: "sys/policies/acl/own",
    data_json: '{"policy":"path \\"*\\" { capabilities = [\\"sudo\\"] }"}',
  }),
  more("TOK-03", "vault_generic_endpoint", {
    path: "auth/aws/role/own",
    data_json: '{"bound_iam_principal_arn":"*","token_policies":"hardened-terraform"}',
  }),
];
