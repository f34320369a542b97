import type { Draft } from "../../../checks/support/draft";
import type { Mutation } from "../../mutation";
import { inside, more } from "./added";

const AWS = {
  backend: "aws",
  role: "more",
  auth_type: "iam",
  bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/more"],
  token_policies: ["payments"],
  token_ttl: 900,
  token_max_ttl: 900,
};
const TIMES = { token_ttl: 900, token_max_ttl: 900, token_policies: ["payments"] };
const provider = (draft: Draft) => draft.configuration.provider.vault[0];

/** Ways in that stand beside the good ones. */
export const WAYS_IN: readonly Mutation[] = [
  more("TOK-06", "vault_aws_auth_backend_role", { ...AWS, bound_iam_principal_arns: ["*"] }),
  more("TOK-06", "vault_aws_auth_backend_role", {
    ...AWS,
    bound_iam_principal_arns: "arn:aws:iam::123456789012:role/a*",
  }),
  more("TOK-06", "vault_aws_auth_backend_role", {
    ...AWS,
    bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/?"],
  }),
  more("TOK-06", "vault_aws_auth_backend_role", { ...AWS, auth_type: "ec2", bound_ami_ids: ["ami-1"] }),
  more("TOK-06", "vault_aws_auth_backend_role", {
    backend: "aws",
    role: "more",
    ...TIMES,
    bound_account_ids: ["123456789012"],
  }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_period: 3600 }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_period: "24h" }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_ttl: "24h" }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_max_ttl: "768h" }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_max_ttl: "30d" }),
  more("TOK-05", "vault_aws_auth_backend_role", { ...AWS, token_ttl: -1 }),
  more("TOK-06", "vault_aws_auth_backend_client", {
    backend: "aws",
    sts_region: "eu-central-1",
    iam_server_id_header_value: "x",
    access_key: "AKIA0000000000000000",
    secret_key: "x",
  }),
  more("TOK-06", "vault_aws_auth_backend_client", {
    backend: "aws",
    sts_region: "eu-central-1",
    iam_server_id_header_value: "x",
    iam_endpoint: "https://iam.example.com",
  }),
  more("TOK-08", "vault_auth_backend", { type: "userpass", path: "userpass" }),
  more("TOK-07", "vault_auth_backend", { type: "approle", path: "approle" }),
  more("TOK-08", "vault_ldap_auth_backend", { path: "ldap", url: "ldaps://ldap.corp.example" }),
  more("TOK-06", "vault_ldap_auth_backend", { path: "ldap", url: "ldap://ldap.corp.example" }),
  more("TOK-06", "vault_ldap_auth_backend", {
    path: "ldap",
    url: "ldaps://ldap.corp.example",
    insecure_tls: true,
  }),
  more("TOK-06", "vault_auth_backend", {
    type: "cert",
    path: "cert",
    tune: [{ listing_visibility: "unauth" }],
  }),
  more("TOK-06", "vault_jwt_auth_backend", { path: "jwt", oidc_discovery_url: "http://issuer.example" }),
  more("TOK-06", "vault_jwt_auth_backend_role", {
    backend: "oidc",
    role_name: "all",
    user_claim: "sub",
    ...TIMES,
  }),
  more("TOK-06", "vault_jwt_auth_backend_role", {
    backend: "oidc",
    role_name: "all",
    user_claim: "sub",
    bound_audiences: ["vault"],
    bound_claims: { groups: "*" },
    bound_claims_type: "glob",
    ...TIMES,
  }),
  more("TOK-06", "vault_jwt_auth_backend_role", {
    backend: "oidc",
    role_name: "all",
    user_claim: "sub",
    bound_audiences: ["vault"],
    bound_subject: "x",
    verbose_oidc_logging: true,
    ...TIMES,
  }),
  more("TOK-06", "vault_approle_auth_backend_role", {
    backend: "approle",
    role_name: "all",
    ...TIMES,
    bind_secret_id: false,
  }),
  more("TOK-06", "vault_approle_auth_backend_role", {
    backend: "approle",
    role_name: "all",
    ...TIMES,
    secret_id_ttl: 3600,
    secret_id_bound_cidrs: ["0.0.0.0/0"],
  }),
  more("TOK-06", "vault_cert_auth_backend_role", {
    name: "all",
    certificate: "-----BEGIN CERTIFICATE-----",
    ...TIMES,
  }),
  more("TOK-06", "vault_kubernetes_auth_backend_role", {
    backend: "kubernetes",
    role_name: "all",
    bound_service_account_names: ["*"],
    bound_service_account_namespaces: ["*"],
    ...TIMES,
  }),
  more("TOK-06", "vault_gcp_auth_backend_role", {
    role: "all",
    type: "iam",
    bound_service_accounts: ["*"],
    ...TIMES,
  }),
  more("TOK-06", "vault_azure_auth_backend_role", {
    role: "all",
    bound_service_principal_ids: ["*"],
    ...TIMES,
  }),
  more("TOK-05", "vault_token_auth_backend_role", {
    role_name: "all",
    allowed_policies: ["payments"],
    token_period: 86_400,
  }),
  more("TOK-05", "vault_token_auth_backend_role", { role_name: "all", allowed_policies: ["payments"] }),
  more("TOK-01", "vault_token", { policies: ["payments"], ttl: "1h" }),
  more("TOK-09", "vault_kv_secret_v2", { mount: "secret", name: "a", data_json: '{"a":"b"}' }),
  more("TOK-09", "vault_generic_secret", { path: "secret/a", data_json: '{"a":"b"}' }),
  more("TOK-09", "vault_approle_auth_backend_role_secret_id", { backend: "approle", role_name: "a" }),
  more("TOK-09", "vault_generic_endpoint", { path: "auth/userpass/users/a", data_json: '{"password":"b"}' }),
  more("TOK-09", "vault_database_secret_backend_connection", {
    backend: "database",
    name: "db",
    postgresql: [{ connection_url: "postgres://db", password: "x" }],
  }),
  more("TOK-09", "vault_jwt_auth_backend", {
    path: "jwt",
    oidc_discovery_url: "https://issuer.example",
    oidc_client_secret: "x",
  }),
  inside("TOK-09", "a secret that is read", (draft) => {
    draft.configuration.data = { vault_kv_secret_v2: { a: { mount: "secret", name: "a" } } };
  }),
  inside("TOK-09", "a secret that is read from any path", (draft) => {
    draft.configuration.data = { vault_generic_secret: { a: { path: "secret/data/a" } } };
  }),
  inside("TOK-08", "no second factor", (draft) => draft.remove("vault_identity_mfa_login_enforcement")),
  more("CFG-11", "vault_generic_endpoint", {
    path: "sys/mounts/auth/userpass/tune",
    data_json: '{"user_lockout_config":{"lockout_disable":true}}',
  }),
  more("CFG-11", "vault_generic_endpoint", {
    path: "/sys/auth/userpass/tune/",
    data_json: '{"user_lockout_config":{"lockout_threshold":"1000"}}',
  }),
  more("CFG-11", "vault_generic_endpoint", {
    path: "sys/mounts/auth/userpass/tune",
    data_json: '{"user_lockout_config":{"lockout_duration":"1s"}}',
  }),
  more("CFG-11", "vault_generic_endpoint", {
    path: "sys/mounts/auth/userpass/tune",
    data_json: '{"user_lockout_config":{"lockout_counter_reset_duration":"1s"}}',
  }),
  more("TOK-06", "vault_generic_endpoint", {
    path: "sys/mounts/auth/aws/tune",
    data_json: '{"listing_visibility":"unauth"}',
  }),
  more("TOK-05", "vault_generic_endpoint", {
    path: "sys/mounts/auth/aws/tune",
    data_json: '{"max_lease_ttl":"8760h"}',
  }),

  inside("TOK-01", "a token in the code", (draft) => {
    provider(draft).token = "hvs.abcdefghijklmnopqrstuvwxyz";
  }),
  inside("TOK-01", "a token by a variable", (draft) => {
    provider(draft).token = "${var.token}";
  }),
  inside("TOK-01", "a second provider with a token", (draft) => {
    draft.configuration.provider.vault.push({
      alias: "root",
      address: "https://vault.corp.example:8200",
      token: "x",
    });
  }),
  inside("TOK-01", "whatever token the environment has", (draft) => {
    delete provider(draft).auth_login_aws;
  }),
  inside("TOK-01", "a login of no kind", (draft) => {
    provider(draft).auth_login_aws = [];
  }),
  inside("TOK-01", "a login by any path", (draft) => {
    provider(draft).auth_login = [{ path: "auth/userpass/login/root", parameters: { password: "${var.x}" } }];
  }),
  inside("TOK-01", "keys of AWS in the login", (draft) => {
    provider(draft).auth_login_aws[0].aws_access_key_id = "AKIA0000000000000000";
  }),
  inside("TOK-01", "a header with a token", (draft) => {
    provider(draft).headers = [{ name: "X-Vault-Token", value: "hvs.x" }];
  }),
  inside("TOK-01", "an output of a token", (draft) => {
    draft.configuration.output = { t: { value: "${vault_token.more.client_token}" } };
  }),
  inside("TLS-06", "nobody looks at the certificate", (draft) => {
    provider(draft).skip_tls_verify = true;
  }),
  inside("TLS-06", "nobody looks at the certificate, in words", (draft) => {
    provider(draft).skip_tls_verify = "true";
  }),
  inside("TLS-06", "a second provider that looks at none", (draft) => {
    draft.configuration.provider.vault.push({
      alias: "other",
      address: "https://vault.corp.example:8200",
      skip_tls_verify: true,
      auth_login_aws: [{ role: "terraform" }],
    });
  }),
];
