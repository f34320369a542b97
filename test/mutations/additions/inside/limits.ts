import type { Draft } from "../../../checks/support/draft";
import type { Mutation } from "../../mutation";
import { inside, more } from "./added";

const quota = (draft: Draft, name: string) => draft.resource("vault_quota_rate_limit", name);
const PKI = {
  backend: "pki",
  name: "more",
  allowed_domains: ["more.corp.example"],
  allow_any_name: false,
  allow_ip_sans: false,
  allow_localhost: false,
  allow_wildcard_certificates: false,
  key_type: "ec",
  key_bits: 256,
  ttl: 3600,
  max_ttl: 3600,
};

/** Limits that are taken back, and engines that give out too much. */
export const LIMITS_BESIDE: readonly Mutation[] = [
  inside("TOK-07", "no quota for all", (draft) =>
    draft.remove("vault_quota_rate_limit", "configuration_rate-limit"),
  ),
  inside("TOK-07", "no quota for logins of people", (draft) =>
    draft.remove("vault_quota_rate_limit", "people"),
  ),
  inside("TOK-07", "no quota at all", (draft) => draft.remove("vault_quota_rate_limit")),
  inside("TOK-07", "a quota for one role of a login", (draft) => {
    quota(draft, "people").role = "operators";
  }),
  inside("TOK-07", "a quota for one role of all", (draft) => {
    quota(draft, "configuration_rate-limit").role = "operators";
  }),
  inside("TOK-07", "a quota there is none of", (draft) => {
    quota(draft, "people").count = 0;
  }),
  inside("TOK-07", "refused logins are not taken down", (draft) =>
    draft.remove("vault_generic_endpoint", "quota-auditing"),
  ),
  more("TOK-07", "vault_generic_endpoint", {
    path: "sys/quotas/config",
    data_json: '{"rate_limit_exempt_paths":["auth/aws/login"]}',
  }),
  more("TOK-07", "vault_generic_endpoint", {
    path: "/sys/quotas/config",
    data_json: '{"enable_rate_limit_audit_logging":false}',
  }),
  more("TOK-07", "vault_quota_rate_limit", {
    name: "b",
    path: "auth/aws/login",
    rate: 1e9,
    block_interval: 1,
  }),
  more("CFG-13", "vault_raft_autopilot", { cleanup_dead_servers: false, min_quorum: 3 }),
  more("CFG-13", "vault_raft_autopilot", { cleanup_dead_servers: true, min_quorum: 1 }),
  more("SEAL-03", "vault_generic_endpoint", { path: "sys/rotate/config", data_json: '{"enabled":"false"}' }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, allow_any_name: true }),
  more("TOK-06", "vault_pki_secret_backend_role", {
    ...PKI,
    allowed_domains: ["*"],
    allow_glob_domains: true,
  }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, enforce_hostnames: false }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, allow_wildcard_certificates: undefined }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, allowed_uri_sans: ["*"] }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, cn_validations: ["disabled"] }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, key_type: "any" }),
  more("TOK-06", "vault_pki_secret_backend_role", { ...PKI, key_type: "rsa", key_bits: 1024 }),
  more("TOK-05", "vault_pki_secret_backend_role", { ...PKI, not_after: "9999-12-31T23:59:59Z" }),
  more("TOK-05", "vault_pki_secret_backend_role", { ...PKI, max_ttl: "43800h" }),
  more("TOK-06", "vault_pki_secret_backend_crl_config", { backend: "pki", disable: true }),
  more("TOK-06", "vault_pki_secret_backend_config_acme", {
    backend: "pki",
    enabled: true,
    eab_policy: "not-required",
  }),
  more("TOK-06", "vault_ssh_secret_backend_role", {
    backend: "ssh",
    name: "all",
    key_type: "ca",
    allowed_users: "*",
  }),
  more("TOK-06", "vault_ssh_secret_backend_role", { backend: "ssh", name: "all", key_type: "ca" }),
  more("TOK-06", "vault_transit_secret_backend_key", {
    backend: "transit",
    name: "b",
    exportable: true,
    auto_rotate_period: 86_400,
  }),
  more("TOK-06", "vault_transit_secret_backend_key", {
    backend: "transit",
    name: "b",
    auto_rotate_period: 0,
  }),
  more("TOK-06", "vault_mount", { path: "b", type: "kv", listing_visibility: "unauth" }),
  more("TOK-06", "vault_mount", { path: "b", type: "kv", passthrough_request_headers: ["Authorization"] }),
  more("TOK-05", "vault_mount", { path: "b", type: "database", max_lease_ttl_seconds: 31_536_000 }),
  more("TOK-05", "vault_database_secret_backend_role", {
    backend: "database",
    name: "b",
    db_name: "b",
    creation_statements: [],
  }),
  more("TOK-05", "vault_database_secret_backend_role", {
    backend: "database",
    name: "b",
    db_name: "b",
    creation_statements: [],
    default_ttl: 3600,
    max_ttl: 0,
  }),
  more("TOK-05", "vault_aws_secret_backend_role", {
    backend: "aws",
    name: "b",
    credential_type: "assumed_role",
    default_sts_ttl: 3600,
    max_sts_ttl: 864_000,
  }),
  inside("SUP-03", "state beside the code", (draft) => {
    draft.configuration.terraform.backend = { local: { path: "terraform.tfstate" } };
  }),
  inside("SUP-03", "a provider of any version", (draft) => {
    draft.configuration.terraform.required_providers.vault = { source: "hashicorp/vault" };
  }),
];
