import type { Draft } from "../../../checks/support/draft";
import type { Mutation } from "../../mutation";
import { inside, more, policy } from "./added";

const written = (rule: string, path: string, data: object): Mutation =>
  more(rule, "vault_generic_endpoint", { path, data_json: JSON.stringify(data) });

const file = (draft: Draft) => draft.resource("vault_audit", "file");
const people = (draft: Draft) => draft.resource("vault_auth_backend", "people");

/** What is written past the types of the provider, and what Terraform itself is told. */
export const PAST_TYPES: readonly Mutation[] = [
  policy("auth/token/create", "update", "sudo"),
  policy("sys/config/ui/headers/x", "update"),
  policy("sys/replication/dr/primary/enable", "update"),
  policy("pki/root/sign-intermediate", "update"),
  policy("pki/sign-verbatim/payments", "update"),
  written("TOK-03", "sys/seal", {}),
  written("TOK-03", "sys/generate-root/attempt", {}),
  written("TOK-03", "sys/config/cors", { enabled: true, allowed_origins: "*" }),
  written("TOK-03", "/sys/plugins/catalog/secret/mine", { sha256: "0", command: "mine" }),
  written("TOK-03", "auth/userpass/users/somebody", { token_policies: "hardened-terraform" }),
  written("TOK-03", "identity/group/name/ops", { policies: ["hardened-terraform"] }),
  written("TOK-09", "auth/token/create", { policies: ["payments"] }),
  written("TOK-09", "auth/oidc/config", { oidc_client_secret: "x" }),
  written("TOK-06", "sys/mounts/more", { type: "kv", config: { listing_visibility: "unauth" } }),
  written("TOK-05", "sys/mounts/more", { type: "kv", config: { max_lease_ttl: "87600h" } }),
  written("TOK-06", "pki/config/acme", { enabled: true }),
  written("TOK-06", "pki/config/crl", { disable: true }),
  written("TOK-06", "auth/aws/config/client", { sts_endpoint: "https://sts.example.com" }),
  written("AUD-02", "sys/mounts/secret/tune", { audit_non_hmac_response_keys: ["data"] }),
  written("CFG-13", "sys/storage/raft/autopilot/configuration", { cleanup_dead_servers: false }),
  written("TOK-07", "sys/quotas/rate-limit/everything", { rate: 1e9, block_interval: 1 }),
  more("TOK-09", "vault_aws_auth_backend_login", { backend: "aws", role: "terraform" }),
  more("TOK-09", "vault_pki_secret_backend_config_ca", { backend: "pki", pem_bundle: "x" }),
  more("TOK-09", "vault_pki_secret_backend_intermediate_cert_request", {
    backend: "pki",
    common_name: "more",
    type: "exported",
  }),
  more("TOK-09", "vault_gcp_secret_backend", { path: "gcp", credentials: "{}" }),
  more("TOK-09", "vault_database_secret_backend_connection", {
    backend: "database",
    name: "more",
    postgresql: [{ connection_url: "postgres://vault:pencils@db.corp.example/orders" }],
  }),
  inside("AUD-05", "a device is made anew with something else", (draft) => {
    file(draft).lifecycle = { prevent_destroy: true, replace_triggered_by: ["vault_mount.more"] };
  }),
  inside("AUD-05", "nobody sees what a device has become", (draft) => {
    file(draft).lifecycle = { prevent_destroy: true, ignore_changes: ["all"] };
  }),
  inside("AUD-01", "the second device is another Vault's", (draft) => {
    draft.resource("vault_audit", "syslog").provider = "vault.other";
  }),
  inside("TOK-06", "a second block says otherwise", (draft) => {
    people(draft).tune.push({ listing_visibility: "unauth" });
  }),
  inside("TOK-05", "a second block says otherwise", (draft) => {
    people(draft).tune.push({ max_lease_ttl: "8760h" });
  }),
  inside("SEAL-02", "a token is a local value", (draft) => {
    draft.configuration.locals = { token: "hvs.CAESIabcdefghijklmnopqrstuvw" };
  }),
  inside("SEAL-02", "a token is a variable's default", (draft) => {
    draft.configuration.variable = { token: { default: "hvs.CAESIabcdefghijklmnopqrstuvw" } };
  }),
  inside("TOK-01", "an output of a secret", (draft) => {
    draft.configuration.output = { orders: { value: "${data.vault_kv_secret_v2.orders.data}" } };
  }),
];
