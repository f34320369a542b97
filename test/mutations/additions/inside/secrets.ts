import type { Editable } from "../../editable";
import type { Mutation } from "../../mutation";
import { inside, more } from "./added";

const written = (path: string, data: object): Mutation =>
  more("TOK-09", "vault_generic_endpoint", { path, data_json: JSON.stringify(data) });

const read = (type: string, attributes: Editable): Mutation =>
  inside("TOK-09", `${type} is read`, (draft) => {
    draft.configuration.data = { [type]: { more: attributes } };
  });

/** Secrets that go through the state by whatever way. */
export const SECRETS_BESIDE: readonly Mutation[] = [
  written("kv/orders", { pencils: "x" }),
  written("cubbyhole/orders", { pencils: "x" }),
  written("sys/wrapping/wrap", { pencils: "x" }),
  written("gcp/config", { credentials: "{}" }),
  written("ldap/config", { bindpass: "x", url: "ldaps://ldap.corp.example" }),
  written("kubernetes/config", { service_account_jwt: "x" }),
  written("auth/kerberos/config", { keytab: "x" }),
  written("auth/approle/role/more/secret-id", {}),
  written("pki/config/ca", { pem_bundle: "x" }),
  read("vault_transit_encrypt", { backend: "transit", key: "payments", plaintext: "x" }),
  read("aws_secretsmanager_secret_version", { secret_id: "orders" }),
  more("TOK-09", "vault_pki_secret_backend_acme_eab", { backend: "pki" }),
  ...["${random_password.more.result}", "${tls_private_key.more.private_key_pem}"].map((value) =>
    inside("TOK-09", `${value} is handed over`, (draft) => {
      draft.add("random_password", "more", { length: 32 });
      draft.add("tls_private_key", "more", { algorithm: "ECDSA" });
      draft.add("vault_ldap_secret_backend", "more", { path: "ldap", bindpass_wo: value });
    }),
  ),
  inside("SEAL-02", "a token in what is written", (draft) => {
    draft.resource("vault_audit", "file").description = "hvs.CAESIabcdefghijklmnopqrstuvw";
  }),
  inside("SEAL-02", "the key of the state is written down", (draft) => {
    draft.configuration.terraform.backend.s3.sse_customer_key = "kPzd0ePq1mD3yLr9vGwTx7c2fJ5hN8sB";
  }),
  inside("TOK-01", "an output of a token by a local value", (draft) => {
    draft.configuration.locals = { token: "${vault_token.more.client_token}" };
    draft.configuration.output = { token: { value: "${local.token}" } };
  }),
  inside("SEAL-02", "an output of a client's secret", (draft) => {
    draft.add("vault_identity_oidc_client", "more", { name: "more" });
    draft.configuration.output = { secret: { value: "${vault_identity_oidc_client.more.client_secret}" } };
  }),
  ...["count = 0", "gone"].map((how) =>
    inside("TOK-06", `the settings of the login with AWS are ${how}`, (draft) => {
      if (how === "gone") draft.remove("vault_aws_auth_backend_client");
      else draft.resource("vault_aws_auth_backend_client").count = 0;
    }),
  ),
];
