import type { Editable } from "../../editable";
import type { Mutation } from "../../mutation";
import { more, policy } from "./added";

const written = (rule: string, path: string, data: object): Mutation =>
  more(rule, "vault_generic_endpoint", { path, data_json: JSON.stringify(data) });

const pinned = (type: string, ...each: readonly Editable[]): readonly Mutation[] =>
  each.map((attributes) => more("TOK-06", type, attributes));

const connection = (block: Editable, beside: Editable = {}): Editable => ({
  backend: "database",
  name: "more",
  allowed_roles: ["more"],
  ...block,
  ...beside,
});
const postgresql = (url: string): Editable =>
  connection({ postgresql: [{ connection_url: url, username: "vault" }] });

const SSH = {
  backend: "ssh",
  name: "more",
  key_type: "ca",
  allowed_users: "deploy",
  ttl: 3600,
  max_ttl: 3600,
};
const AWS = { backend: "aws", name: "more", default_sts_ttl: 900, max_sts_ttl: 3600 };
const PKI = {
  backend: "pki",
  name: "more",
  allowed_domains: ["more.corp.example"],
  allow_wildcard_certificates: false,
  key_type: "ec",
  key_bits: 256,
  ttl: 3600,
  max_ttl: 3600,
};

/** Engines, and who vouches for whom, that are as open as their own settings let them be. */
export const ENGINES_BESIDE: readonly Mutation[] = [
  written("TOK-06", "pki/roles/payments", { allow_any_name: true, ttl: "1h", max_ttl: "1h" }),
  written("TOK-05", "pki/roles/payments", { allowed_domains: ["a.corp.example"], max_ttl: "90000h" }),
  written("TOK-06", "pki/issuers/generate/root/internal", { key_type: "rsa", key_bits: 1024 }),
  written("TOK-03", "pki/root/generate/exported", { common_name: "x" }),
  written("TOK-03", "pki/sign-verbatim", { csr: "x" }),
  written("TOK-03", "pki/root/sign-intermediate", { csr: "x" }),
  written("TOK-06", "transit/keys/payments/config", { exportable: true }),
  written("TOK-06", "transit/keys/payments/config", { auto_rotate_period: "0" }),
  written("TOK-06", "transit/keys/more", { auto_rotate_period: "720h", allow_plaintext_backup: true }),
  written("TOK-03", "transit/restore/more", { backup: "x" }),
  written("TOK-03", "transit/keys/payments/trim", { min_available_version: 3 }),
  written("TOK-06", "ssh/roles/more", { key_type: "ca", allowed_users: "*", max_ttl: "1h" }),
  written("TOK-06", "aws/roles/more", { role_arns: "arn:aws:iam::123456789012:role/*", max_sts_ttl: 900 }),
  written("TOK-05", "aws/config/lease", { lease: "9000h", lease_max: "9000h" }),
  written("TOK-06", "database/config/more", { connection_url: "postgresql://db/x?sslmode=disable" }),
  written("TOK-05", "database/roles/more", { db_name: "x", default_ttl: "9000h", max_ttl: "9000h" }),
  written("TOK-05", "database/static-roles/more", { db_name: "x", rotation_period: "9000h" }),
  written("TOK-06", "sys/policies/password/more", { policy: 'length = 4\nrule "charset" { charset = "a" }' }),
  written("TOK-08", "identity/mfa/method/totp", { issuer: "x", digits: 4 }),
  written("TOK-08", "identity/mfa/login-enforcement/people", { auth_method_types: ["approle"] }),
  written("TOK-03", "identity/entity/merge", { from_entity_ids: ["x"], to_entity_id: "y" }),
  written("TOK-06", "auth/jwt/config", { jwks_url: "http://issuer.example" }),
  written("TOK-06", "auth/ldap/config", { url: "ldap://ldap.corp.example" }),
  written("TOK-06", "auth/kerberos/config/ldap", { url: "ldap://ldap.corp.example" }),
  written("TOK-06", "auth/okta/config", { org_name: "corp", bypass_okta_mfa: true }),
  written("TOK-06", "auth/cert/config", { disable_binding: true }),
  written("TOK-06", "auth/kubernetes/config", { kubernetes_host: "http://k8s.corp.example" }),
  written("TOK-03", "auth/github/map/teams/more", { value: "hardened-terraform" }),
  written("TOK-03", "auth/approle/role/more/policies", { token_policies: "root" }),
  written("TOK-03", "auth/approle/role/more/bind-secret-id", { bind_secret_id: false }),
  written("TOK-06", "sys/mounts/deep/more", { type: "kv", config: { listing_visibility: "unauth" } }),
  written("TOK-08", "sys/auth/deep/more", { type: "userpass" }),
  ...["loggers", "plugins/pins/secret/kv", "managed-keys/awskms/x", "storage/raft/demote"].map((path) =>
    written("TOK-03", `sys/${path}`, {}),
  ),

  ...[
    ["pki/roles/*", "update"],
    ["pki/config/*", "update"],
    ["pki/issuers/generate/root/exported", "update"],
    ["pki/issuer/+/sign-intermediate", "update"],
    ["transit/export/*", "read"],
    ["transit/backup/payments", "read"],
    ["transit/keys/+/config", "update"],
    ["transit/*", "create", "read", "update", "delete", "list"],
    ["database/config/*", "update"],
    ["aws/roles/*", "update"],
    ["ssh/config/ca", "delete"],
    ["secret/*", "create", "read", "update", "delete", "list"],
    ["+/data/*", "read"],
    ["s*", "read"],
    ["sys/mounts/secret", "delete"],
    ["sys/mounts/secret/tune", "update"],
    ["sys/loggers/*", "update"],
    ["sys/namespaces/*", "create"],
    ["sys/leases/revoke-prefix/auth", "update"],
    ["sys/locked-users/+/unlock/*", "update"],
    ["sys/step-down", "update", "sudo"],
    ["sys/storage/raft/promote", "update"],
    ["sys/rekey/recovery-key-backup", "read"],
    ["sys/pprof/heap", "read"],
    ["auth/token/accessors", "list", "sudo"],
  ].map(([path = "", ...capabilities]) => policy(path, ...capabilities)),
  ...["operators", "auditors", "metrics", "node-lifecycle", "terraform"].map((name) =>
    more("TOK-03", "vault_policy", {
      name: `hardened-${name}`,
      policy: 'path "secret/data/orders" { capabilities = ["read"] }',
    }),
  ),
  more("TOK-03", "vault_policy", {
    name: "hardened-auditors",
    policy: 'path "sys/leases/revoke" { capabilities = ["update"] }',
  }),
  more("TOK-03", "vault_policy", {
    name: "default",
    policy: 'path "secret/data/orders" { capabilities = ["read"] }',
  }),

  ...pinned(
    "vault_password_policy",
    {
      name: "more",
      policy: 'length = 8\nrule "charset" { charset = "abcdefghijklmnopqrstuvwxyz0123456789" }',
    },
    { name: "more", policy: 'length = 40\nrule "charset" { charset = "a" }' },
    { name: "more", policy: "no policy {" },
    { name: "more", policy: "" },
  ),
  ...pinned(
    "vault_database_secret_backend_connection",
    postgresql("postgresql://{{username}}:{{password}}@db.corp.example/orders"),
    postgresql("postgresql://{{username}}:{{password}}@db.corp.example/orders?sslmode=require"),
    postgresql("host=db.corp.example user={{username}} sslmode=disable"),
    connection({ mysql: [{ connection_url: "{{username}}:{{password}}@tcp(db:3306)/?tls=skip-verify" }] }),
    connection({ mysql: [{ connection_url: "{{username}}:{{password}}@tcp(db:3306)/" }] }),
    connection({ mssql: [{ connection_url: "sqlserver://db.corp.example?encrypt=disable" }] }),
    connection({ mongodb: [{ connection_url: "mongodb://db.corp.example/admin" }] }),
    connection({ redis: [{ host: "db.corp.example" }] }),
    connection({ cassandra: [{ hosts: ["db.corp.example"], tls: false }] }),
    connection({ elasticsearch: [{ url: "http://db.corp.example:9200" }] }),
    connection({ redis: [{ host: "db.corp.example", tls: true }] }, { allowed_roles: ["*"] }),
  ),
  ...pinned("vault_database_secret_backend_role", {
    backend: "database",
    name: "more",
    db_name: "more",
    creation_statements: ['CREATE ROLE "{{name}}" SUPERUSER LOGIN'],
    default_ttl: 3600,
    max_ttl: 3600,
  }),
  more("TOK-06", "vault_database_secrets_mount", { path: "more", listing_visibility: "unauth" }),
  more("TOK-05", "vault_database_secrets_mount", { path: "more", max_lease_ttl_seconds: 31_536_000 }),
  ...pinned(
    "vault_ssh_secret_backend_role",
    { ...SSH, allowed_users: "{{identity.entity.name}}", allowed_users_template: true },
    { ...SSH, allowed_extensions: "*" },
    { ...SSH, allow_host_certificates: true, allowed_domains: "*" },
    { ...SSH, allow_user_key_ids: true },
    { ...SSH, algorithm_signer: "ssh-rsa" },
    { ...SSH, key_type: "otp", cidr_list: "0.0.0.0/0" },
  ),
  more("TOK-05", "vault_ssh_secret_backend_role", { ...SSH, max_ttl: 31_536_000 }),
  more("TOK-05", "vault_ssh_secret_backend_role", { ...SSH, max_ttl: undefined }),
  ...pinned("vault_ssh_secret_backend_ca", { backend: "ssh", key_type: "ssh-rsa", key_bits: 1024 }),
  ...pinned(
    "vault_aws_secret_backend_role",
    { ...AWS, credential_type: "assumed_role", role_arns: ["*"] },
    { ...AWS, credential_type: "assumed_role", role_arns: ["arn:aws:iam::123456789012:role/*"] },
    { ...AWS, credential_type: "iam_user", policy_arns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    {
      ...AWS,
      credential_type: "iam_user",
      policy_document: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    },
    {
      ...AWS,
      credential_type: "iam_user",
      policy_document: '{"Statement":{"Effect":"Allow","Action":["iam:Put*"],"Resource":"*"}}',
    },
    {
      ...AWS,
      credential_type: "iam_user",
      policy_document: '{"Statement":{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}}',
    },
  ),
  more("TOK-05", "vault_aws_secret_backend_static_role", { name: "more", rotation_period: 31_536_000 }),
  ...pinned("vault_aws_secret_backend", { path: "aws", iam_endpoint: "https://iam.example.com" }),
  ...pinned("vault_gcp_secret_roleset", { roleset: "more", binding: [{ roles: ["roles/owner"] }] }),
  ...pinned("vault_azure_secret_backend_role", {
    role: "more",
    azure_roles: [{ role_name: "Owner", scope: "/subscriptions/x" }],
    ttl: 3600,
    max_ttl: 3600,
  }),
  more("TOK-05", "vault_azure_secret_backend_role", { role: "more", azure_roles: [] }),
  ...pinned("vault_kubernetes_secret_backend_role", { name: "more", allowed_kubernetes_namespaces: ["*"] }),
  ...pinned("vault_consul_secret_backend", { path: "consul", address: "consul.corp.example:8500" }),
  ...pinned("vault_consul_secret_backend_role", { name: "more", consul_policies: ["global-management"] }),
  ...pinned("vault_nomad_secret_backend", { backend: "nomad", address: "http://nomad.corp.example" }),
  ...pinned("vault_nomad_secret_role", { role: "more", type: "management" }),
  ...pinned("vault_rabbitmq_secret_backend", { path: "mq", connection_uri: "http://mq.corp.example" }),
  ...pinned("vault_ldap_secret_backend", { path: "ldap", url: "ldap://ldap.corp.example" }),
  ...pinned("vault_ldap_auth_backend", {
    path: "ldap",
    url: "ldaps://ldap.corp.example",
    tls_min_version: "tls10",
  }),
  more("TOK-05", "vault_ldap_auth_backend", {
    path: "ldap",
    url: "ldaps://ldap.corp.example",
    token_ttl: 86_400,
  }),
  more("TOK-03", "vault_ldap_auth_backend", {
    path: "ldap",
    url: "ldaps://ldap.corp.example",
    token_policies: ["hardened-terraform"],
  }),

  ...pinned(
    "vault_pki_secret_backend_role",
    { ...PKI, key_usage: ["CertSign"] },
    { ...PKI, ext_key_usage: ["Any"] },
    { ...PKI, allowed_domains: ["{{identity.entity.name}}"], allowed_domains_template: true },
  ),
  ...pinned("vault_pki_secret_backend_config_acme", {
    backend: "pki",
    enabled: true,
    eab_policy: "always-required",
    default_directory_policy: "sign-verbatim",
  }),
  ...pinned("vault_pki_secret_backend_config_est", { backend: "pki", default_path_policy: "sign-verbatim" }),
  ...pinned("vault_pki_secret_backend_key", {
    backend: "pki",
    type: "internal",
    key_type: "rsa",
    key_bits: 1024,
  }),
  more("TOK-09", "vault_pki_secret_backend_key", { backend: "pki", type: "exported", key_type: "ec" }),

  ...pinned("vault_identity_oidc_provider", { name: "more", https_enabled: false }),
  ...pinned("vault_identity_oidc_client", { name: "more", redirect_uris: ["http://app.corp.example/back"] }),
  more("TOK-05", "vault_identity_oidc_client", { name: "more", access_token_ttl: 31_536_000 }),
  more("TOK-05", "vault_identity_oidc_role", { name: "more", key: "more", ttl: 31_536_000 }),
  more("TOK-09", "vault_identity_oidc_client", { name: "more", redirect_uris: ["https://app.corp.example"] }),
  more("TOK-05", "vault_token_auth_backend_role", {
    role_name: "more",
    allowed_policies: ["payments"],
    token_ttl: 900,
    token_max_ttl: 900,
    orphan: true,
  }),
  ...pinned(
    "vault_approle_auth_backend_role",
    ...[["0.0.0.0/1", "128.0.0.0/1"], ["::/0"]].map((secret_id_bound_cidrs) => ({
      backend: "approle",
      role_name: "more",
      secret_id_ttl: 3600,
      secret_id_bound_cidrs,
    })),
  ),
  ...pinned("vault_jwt_auth_backend_role", {
    backend: "oidc",
    role_name: "more",
    user_claim: "sub",
    bound_audiences: ["vault"],
    bound_claims: { email_verified: "true" },
    allowed_redirect_uris: ["http://localhost:8250/oidc/callback"],
  }),
  ...pinned("vault_saml_auth_backend_role", { path: "saml", name: "more", bound_subjects: ["*"] }),
  ...pinned("vault_alicloud_auth_backend_role", { role: "more", arn: "acs:ram::1:role/*" }),
  more("CFG-07", "vault_plugin", { type: "secret", name: "x", command: "../sh", sha256: "a".repeat(64) }),
  more("TOK-06", "vault_mount", {
    path: "more",
    type: "kv",
    passthrough_request_headers: ["X-Amz-Security-Token"],
  }),
];
