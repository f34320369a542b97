import { devices } from "../additions/inside/added";
import type { Editable } from "../editable";
import type { Harmless } from "../run";
import { edited } from "./change";

/** A resource more, after both audit devices. */
const more = (name: string, type: string, attributes: Editable): Harmless =>
  edited(
    `inside: ${name}`,
    (draft) => draft.add(type, "more", { depends_on: devices(draft), ...attributes }),
    "inside",
  );

const policy = (name: string, path: string, ...capabilities: readonly string[]): Harmless =>
  more(`a policy: ${name}`, "vault_policy", {
    name: "orders",
    policy: `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`,
  });

const TIMES = { token_ttl: 900, token_max_ttl: 3600, token_policies: ["orders"] };

/** Engines, logins and policies of one's own that are as they should be, and features of Terraform that open nothing. */
export const HARMLESS_ENGINES: readonly Harmless[] = [
  more("a role of a PKI", "vault_pki_secret_backend_role", {
    backend: "pki",
    name: "orders",
    allowed_domains: ["orders.corp.example"],
    allow_subdomains: true,
    allow_ip_sans: false,
    allow_localhost: false,
    allow_wildcard_certificates: false,
    key_type: "ec",
    key_bits: 256,
    key_usage: ["DigitalSignature", "KeyAgreement"],
    ext_key_usage: ["ServerAuth"],
    no_store: true,
    ttl: 86_400,
    max_ttl: 604_800,
  }),
  more("a connection with TLS", "vault_database_secret_backend_connection", {
    backend: "database",
    name: "orders",
    allowed_roles: ["orders"],
    verify_connection: false,
    postgresql: [
      {
        connection_url:
          "postgresql://{{username}}:{{password}}@${aws_db_instance.orders.endpoint}/x?sslmode=verify-full",
        username: "vault",
        password_wo: "${ephemeral.random_password.orders.result}",
        password_wo_version: 1,
      },
    ],
  }),
  more("a connection of a server known by its name", "vault_database_secret_backend_connection", {
    backend: "database",
    name: "orders",
    allowed_roles: ["orders"],
    postgresql: [
      {
        connection_url:
          "postgresql://{{username}}:{{password}}@db.corp.example:5432/orders?sslmode=verify-full",
        username: "vault",
      },
    ],
  }),
  more("a connection with an authority of its own", "vault_database_secret_backend_connection", {
    backend: "database",
    name: "orders",
    allowed_roles: ["orders"],
    mysql: [{ connection_url: "{{username}}:{{password}}@tcp(db.corp.example:3306)/", tls_ca: "x" }],
  }),
  more("a password of an account that changes", "vault_database_secret_backend_static_role", {
    backend: "database",
    name: "orders",
    db_name: "orders",
    username: "orders",
    rotation_period: 604_800,
  }),
  more("the engine of databases as one resource", "vault_database_secrets_mount", {
    path: "databases",
    default_lease_ttl_seconds: 3600,
    max_lease_ttl_seconds: 86_400,
  }),
  more("a role of AWS", "vault_aws_secret_backend_role", {
    backend: "aws",
    name: "orders",
    credential_type: "assumed_role",
    role_arns: ["arn:aws:iam::123456789012:role/orders"],
    policy_document:
      '{"Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::orders/*"}]}',
    default_sts_ttl: 900,
    max_sts_ttl: 3600,
  }),
  more("an engine of AWS by the role of the nodes", "vault_aws_secret_backend", {
    path: "cloud",
    region: "eu-central-1",
    default_lease_ttl_seconds: 900,
    max_lease_ttl_seconds: 3600,
  }),
  more("signatures of SSH", "vault_ssh_secret_backend_role", {
    backend: "ssh",
    name: "orders",
    key_type: "ca",
    allow_user_certificates: true,
    allowed_users: "deploy,{{identity.entity.id}}",
    allowed_users_template: true,
    allowed_extensions: "permit-pty",
    ttl: 1800,
    max_ttl: 3600,
  }),
  more("an authority of SSH", "vault_ssh_secret_backend_ca", { backend: "ssh", generate_signing_key: true }),
  more("a role of Azure", "vault_azure_secret_backend_role", {
    backend: "azure",
    role: "orders",
    azure_roles: [{ role_name: "Reader", scope: "/subscriptions/x/resourceGroups/orders" }],
    ttl: 3600,
    max_ttl: 86_400,
  }),
  more("a role of a cluster", "vault_kubernetes_secret_backend_role", {
    backend: "kubernetes",
    name: "orders",
    allowed_kubernetes_namespaces: ["orders"],
    kubernetes_role_name: "deployer",
    token_default_ttl: 600,
    token_max_ttl: 3600,
  }),
  more("a client without a secret", "vault_identity_oidc_client", {
    name: "orders",
    client_type: "public",
    redirect_uris: ["https://orders.corp.example/back", "http://localhost:8080/back"],
    assignments: ["orders"],
    access_token_ttl: 3600,
  }),
  more("a role of tokens of identity", "vault_identity_oidc_role", { name: "orders", key: "k", ttl: 3600 }),
  more("programs with a secret id", "vault_approle_auth_backend_role", {
    backend: "approle",
    role_name: "orders",
    secret_id_ttl: 3600,
    secret_id_num_uses: 0,
    secret_id_bound_cidrs: ["10.20.0.0/16", "2001:db8::/32"],
    ...TIMES,
  }),
  more("a role of tokens", "vault_token_auth_backend_role", {
    role_name: "orders",
    allowed_policies: ["orders"],
    token_ttl: 900,
    token_max_ttl: 3600,
  }),
  more("people of a token's own claims", "vault_jwt_auth_backend_role", {
    backend: "oidc",
    role_name: "orders",
    role_type: "oidc",
    user_claim: "sub",
    bound_audiences: ["vault"],
    bound_claims: { groups: "orders", email_verified: "true" },
    allowed_redirect_uris: ["https://vault.corp.example:8200/ui/vault/auth/oidc/oidc/callback"],
    ...TIMES,
  }),
  more("a setting of a PKI by its path", "vault_generic_endpoint", {
    path: "pki/config/auto-tidy",
    data_json: '{"enabled":true,"tidy_cert_store":true}',
  }),
  more("a key of transit by its path", "vault_generic_endpoint", {
    path: "transit/keys/orders",
    data_json: '{"type":"aes256-gcm96","auto_rotate_period":"720h"}',
  }),
  more("a role of a PKI by its path", "vault_generic_endpoint", {
    path: "pki/roles/orders",
    data_json:
      '{"allowed_domains":"orders.corp.example","allow_any_name":false,"allow_glob_domains":false,"allow_ip_sans":false,"allow_localhost":false,"allow_wildcard_certificates":false,"ttl":"24h","max_ttl":"72h"}',
  }),
  more("settings of secrets by their path", "vault_generic_endpoint", {
    path: "secret/config",
    data_json: '{"max_versions":20}',
  }),
  more("a password policy in JSON", "vault_password_policy", {
    name: "orders",
    policy: '{"length":20,"rule":[{"charset":{"charset":"abcdefghijklmnop0123456789","min-chars":1}}]}',
  }),
  more("what people see of it", "vault_config_ui_custom_message", {
    title: "Hello",
    message_base64: "SGVsbG8=",
  }),
  policy("secrets of a team", "secret/data/orders/*", "create", "read", "update", "delete"),
  policy("secrets of many teams", "secret/data/+/public", "read"),
  policy("versions that are deleted", "secret/delete/orders/*", "update"),
  policy("certificates", "pki/issue/orders", "update"),
  policy("accounts of databases", "database/creds/orders", "read"),
  policy("keys that are changed", "transit/keys/orders/rotate", "update"),
  policy("what may be seen of engines", "sys/mounts", "read"),
  policy("own tokens", "auth/token/create", "update"),
  policy("own second factor", "identity/mfa/method/totp/generate", "read"),
  edited(
    "inside: roles for each of a known list",
    (draft) => {
      draft.resource("vault_aws_auth_backend_role", "payments").for_each = { payments: "payments" };
    },
    "inside",
  ),
  edited(
    "inside: a policy for whoever wants one",
    (draft) => {
      draft.resource("vault_policy", "payments").count = "${var.number}";
    },
    "inside",
  ),
  edited(
    "inside: changes of a description are ignored",
    (draft) => {
      draft.resource("vault_auth_backend", "people").lifecycle = { ignore_changes: ["description"] };
    },
    "inside",
  ),
  edited(
    "inside: a mount moves",
    (draft) => {
      draft.configuration.moved = [{ from: "vault_mount.old", to: "vault_mount.new" }];
    },
    "inside",
  ),
  edited(
    "inside: a mount is taken out",
    (draft) => {
      draft.configuration.removed = [{ from: "vault_mount.old", lifecycle: { destroy: false } }];
    },
    "inside",
  ),
  edited(
    "inside: a second login to the same Vault, for one resource",
    (draft) => {
      const [provider] = draft.configuration.provider.vault;
      draft.configuration.provider.vault.push({ ...provider, alias: "second" });
      draft.resource("vault_policy", "payments").provider = "vault.second";
    },
    "inside",
  ),
  edited(
    "inside: a longer description, by a local value",
    (draft) => {
      draft.configuration.locals = { description: "people of the platform, by single sign-on" };
      draft.resource("vault_auth_backend", "people").description = "${local.description}";
    },
    "inside",
  ),
  edited(
    "inside: a resource of Terraform's own that does nothing",
    (draft) => draft.add("terraform_data", "more", { input: "1" }),
    "inside",
  ),
  edited(
    "inside: outputs of names",
    (draft) => {
      draft.configuration.output = {
        accessor: { value: `\${${draft.address("vault_auth_backend", "people")}.accessor}` },
      };
    },
    "inside",
  ),
  edited(
    "inside: a password that stays in its own corner",
    (draft) => draft.add("random_password", "more", { length: 32 }),
    "inside",
  ),
];
