import type { Draft } from "../../checks/support/draft";
import { devices } from "../additions/inside/added";
import type { Editable } from "../editable";
import type { Harmless } from "../run";
import { edited } from "./change";
import { rewritten } from "./spelling";

const inside = (name: string, edit: (draft: Draft) => unknown): Harmless =>
  edited(`inside: ${name}`, edit, "inside");

/** A resource more, after both audit devices. */
const more = (name: string, type: string, attributes: Editable): Harmless =>
  inside(name, (draft) => draft.add(type, "more", { depends_on: devices(draft), ...attributes }));

const each = (draft: Draft, type: string, change: (attributes: Editable) => unknown): void => {
  for (const attributes of draft.resources(type)) change(attributes);
};

const role = (more: Editable = {}): Editable => ({
  backend: "aws",
  role: "orders",
  auth_type: "iam",
  bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/orders"],
  token_policies: ["orders"],
  token_ttl: 600,
  token_max_ttl: 3600,
  ...more,
});

/** A policy in HCL, as people write it. */
const hcl = (paths: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(paths)
    .map(
      ([path, capabilities]) =>
        `# for orders\npath "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`,
    )
    .join("\n");

const SPELLED: readonly Harmless[] = [
  inside("booleans and numbers as texts", (draft) =>
    rewritten(draft, (value) => (["boolean", "number"].includes(typeof value) ? String(value) : value)),
  ),
  inside("switches of devices as booleans", (draft) =>
    each(draft, "vault_audit", ({ options }) => {
      options.log_raw = false;
      options.hmac_accessor = true;
    }),
  ),
  inside("blocks as objects", (draft) =>
    each(draft, "vault_auth_backend", (one) => {
      [one.tune] = one.tune;
    }),
  ),
  inside("a mode without its zero", (draft) => {
    draft.resource("vault_audit", "file").options.mode = "640";
  }),
  inside("a mode for Vault alone", (draft) => {
    draft.resource("vault_audit", "file").options.mode = "0600";
  }),
  inside("policies in HCL", (draft) =>
    each(draft, "vault_policy", (one) => {
      const { path } = JSON.parse(one.policy);
      one.policy = hcl(
        Object.fromEntries(
          Object.entries(path).map(([name, block]) => [name, (block as Editable).capabilities]),
        ),
      );
    }),
  ),
  inside("policies on one line", (draft) =>
    each(draft, "vault_policy", (one) => {
      one.policy = JSON.stringify(JSON.parse(one.policy));
    }),
  ),
  inside("capabilities in another order", (draft) =>
    each(draft, "vault_policy", (one) => {
      const policy = JSON.parse(one.policy);
      for (const block of Object.values(policy.path) as Editable[]) block.capabilities.reverse();
      one.policy = JSON.stringify(policy);
    }),
  ),
  inside("dependencies in another order", (draft) =>
    rewritten(draft, (value) =>
      Array.isArray(value) && String(value[0]).startsWith("vault_audit.") ? [...value].reverse() : value,
    ),
  ),
  inside("times in seconds", (draft) =>
    each(draft, "vault_auth_backend", ({ tune }) => {
      tune[0].default_lease_ttl = "3600s";
      tune[0].max_lease_ttl = "86400s";
    }),
  ),
  inside("what is empty is left out", (draft) =>
    each(draft, "vault_auth_backend", ({ tune }) => {
      for (const [key, value] of Object.entries(tune[0])) if (Array.isArray(value)) delete tune[0][key];
    }),
  ),
  inside("roles bound to one principal, written without a list", (draft) =>
    each(draft, "vault_aws_auth_backend_role", (one) => {
      [one.bound_iam_principal_arns] = one.bound_iam_principal_arns;
    }),
  ),
  inside("principals by reference to their roles", (draft) => {
    draft.add("aws_iam_role", "payments", { name: "payments", assume_role_policy: "{}" });
    draft.resource("vault_aws_auth_backend_role", "payments").bound_iam_principal_arns = [
      "${aws_iam_role.payments.arn}",
    ];
  }),
  inside("policies by reference", (draft) => {
    draft.resource("vault_aws_auth_backend_role", "payments").token_policies = [
      `\${${draft.address("vault_policy", "payments")}.name}`,
    ];
  }),
  inside("a quota by the literal path", (draft) => {
    draft.resource("vault_quota_rate_limit", "people").path = "auth/oidc/";
  }),
  inside("the region of STS by a data source", (draft) => {
    draft.configuration.data = { aws_region: { here: {} } };
    draft.resource("vault_aws_auth_backend_client").sts_endpoint =
      "https://sts.${data.aws_region.here.id}.amazonaws.com";
  }),
];

const VALUED: readonly Harmless[] = [
  inside("shorter tokens", (draft) =>
    each(draft, "vault_jwt_auth_backend_role", (one) => {
      one.token_ttl = 900;
      one.token_max_ttl = 28_800;
    }),
  ),
  inside("five nodes", (draft) => {
    draft.resource("vault_raft_autopilot").min_quorum = 5;
  }),
  inside("dead servers leave after an hour", (draft) => {
    draft.resource("vault_raft_autopilot").dead_server_last_contact_threshold = "1h";
  }),
  inside("stricter quotas", (draft) =>
    each(draft, "vault_quota_rate_limit", (one) => {
      one.rate = 5;
      one.block_interval = 300;
    }),
  ),
  inside("another region", (draft) => {
    Object.assign(draft.resource("vault_aws_auth_backend_client"), {
      sts_endpoint: "https://sts.us-gov-west-1.amazonaws.com",
      sts_region: "us-gov-west-1",
    });
  }),
  inside("the STS of another partition", (draft) => {
    draft.resource("vault_aws_auth_backend_client").sts_endpoint = "https://sts.cn-north-1.amazonaws.com.cn";
  }),
  inside("eight digits", (draft) => {
    draft.resource("vault_identity_mfa_totp").digits = 8;
  }),
  inside("larger keys", (draft) => {
    draft.resource("vault_pki_secret_backend_role").key_bits = 384;
  }),
  inside("keys of RSA", (draft) => {
    Object.assign(draft.resource("vault_pki_secret_backend_role"), { key_type: "rsa", key_bits: 3072 });
  }),
  inside("certificates for a month", (draft) => {
    Object.assign(draft.resource("vault_pki_secret_backend_role"), { ttl: "720h", max_ttl: "720h" });
  }),
  inside("more versions of secrets", (draft) => {
    draft.resource("vault_kv_secret_backend_v2").max_versions = 50;
  }),
  inside("another folder of audit logs", (draft) => {
    draft.resource("vault_audit", "file").options.file_path = "/var/log/vault/audit-2.log";
  }),
  inside("a key within that changes each month", (draft) => {
    draft.resource("vault_generic_endpoint", "key-rotation").data_json = '{"enabled":true,"interval":"720h"}';
  }),
  inside("nothing is said of the key within", (draft) =>
    draft.remove("vault_generic_endpoint", "key-rotation"),
  ),
  inside("another address, another port", (draft) => {
    draft.configuration.provider.vault[0].address = "https://secrets.example.org:443";
  }),
  inside("a newer provider, with an upper end", (draft) => {
    draft.configuration.terraform.required_providers.vault.version = "~> 5.6";
  }),
  inside("the application is gone", (draft) => {
    draft.remove("vault_aws_auth_backend_role", "payments");
    draft.remove("vault_policy", "payments");
  }),
  inside("no certificates", (draft) => {
    for (const type of Object.keys(draft.configuration.resource)) {
      if (type.startsWith("vault_pki_")) delete draft.configuration.resource[type];
    }
    draft.remove("vault_mount", "certificates");
  }),
];

const BESIDE: readonly Harmless[] = [
  inside("a third device", (draft) => {
    draft.add("vault_audit", "siem", {
      type: "socket",
      path: "siem",
      options: { address: "10.40.9.9:6514", socket_type: "tcp" },
      lifecycle: { prevent_destroy: true },
    });
    rewritten(draft, (value) =>
      Array.isArray(value) && String(value[0]).startsWith("vault_audit.")
        ? [...value, "vault_audit.siem"]
        : value,
    );
  }),
  more("another engine", "vault_mount", {
    path: "orders",
    type: "kv",
    options: { version: "2" },
    default_lease_ttl_seconds: 3600,
    max_lease_ttl_seconds: 86_400,
  }),
  more("an engine with the server's times", "vault_mount", { path: "orders", type: "kv" }),
  more("a policy of an application", "vault_policy", {
    name: "orders",
    policy: hcl({
      "secret/data/orders/*": ["create", "read", "update"],
      "transit/encrypt/orders": ["update"],
    }),
  }),
  more("a policy with a template by id", "vault_policy", {
    name: "own",
    policy: hcl({ "secret/data/{{identity.entity.id}}/*": ["create", "read", "update"] }),
  }),
  more("a policy for oneself", "vault_policy", {
    name: "self",
    policy: hcl({
      "auth/token/lookup-self": ["read"],
      "auth/token/renew-self": ["update"],
      "sys/capabilities-self": ["update"],
    }),
  }),
  more("a role of an application", "vault_aws_auth_backend_role", role()),
  more(
    "a role with batch tokens for a network",
    "vault_aws_auth_backend_role",
    role({ token_type: "batch", token_bound_cidrs: ["10.20.0.0/16"] }),
  ),
  more("a group with its policy", "vault_identity_group", { name: "orders", policies: ["orders"] }),
  more("another key of transit", "vault_transit_secret_backend_key", {
    backend: "transit",
    name: "orders",
    auto_rotate_period: 2_592_000,
  }),
  more("another quota", "vault_quota_rate_limit", {
    name: "kv",
    path: "secret/",
    rate: 100,
    block_interval: 10,
  }),
  more("another header that is hashed", "vault_audit_request_header", {
    name: "x-forwarded-for",
    hmac: true,
  }),
  more("a header in clear that carries no secret", "vault_audit_request_header", {
    name: "user-agent",
    hmac: false,
  }),
  more("a password policy", "vault_password_policy", {
    name: "long",
    policy: 'length = 32\nrule "charset" { charset = "abcdefghijklmnopqrstuvwxyz" }',
  }),
  more("a lockout that is stricter", "vault_generic_endpoint", {
    path: "sys/mounts/auth/approle/tune",
    data_json:
      '{"user_lockout_config":{"lockout_threshold":"3","lockout_duration":"1h","lockout_counter_reset_duration":"1h","lockout_disable":false}}',
  }),
  more("credentials of a database", "vault_database_secret_backend_role", {
    backend: "database",
    name: "orders",
    db_name: "orders",
    creation_statements: ["CREATE ROLE x"],
    default_ttl: 3600,
    max_ttl: 86_400,
  }),
  inside("resources of somebody else's cloud", (draft) => {
    draft.add("aws_s3_bucket", "reports", { bucket: "reports" });
    draft.add("aws_iam_role", "reports", { name: "reports", assume_role_policy: "{}" });
  }),
  inside("an output without a secret", (draft) => {
    draft.configuration.output = { address: { value: "https://vault.corp.example:8200" } };
  }),
  inside("a variable that nothing of it uses", (draft) => {
    draft.configuration.variable = { owner: { type: "string", default: "platform" } };
  }),
];

/** Changes inside Vault that do no harm. */
export const HARMLESS_INSIDE: readonly Harmless[] = [...SPELLED, ...VALUED, ...BESIDE];
