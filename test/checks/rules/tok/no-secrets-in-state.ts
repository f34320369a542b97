import type { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { noSecretsInState } from "../../../../lib/checks/rules/tok/no-secrets-in-state";
import type { Draft } from "../../support/draft";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: noSecretsInState,
  from: "inside",
  passes: [
    { on: "vault_mount.configuration_secrets" },
    {
      when: "a password is written only",
      on: "vault_database_secret_backend_connection.db",
      edit: (draft) =>
        draft.add("vault_database_secret_backend_connection", "db", {
          postgresql: { username: "vault", password_wo: "${var.password}" },
        }),
    },
  ],
  fails: [
    {
      when: "a secret of AWS is read",
      on: "data.aws_secretsmanager_secret_version.more",
      edit: (draft) => {
        draft.configuration.data = { aws_secretsmanager_secret_version: { more: { secret_id: "orders" } } };
      },
    },
    {
      when: "what Terraform made is handed over",
      on: "vault_ldap_secret_backend.more",
      says: /random_password.more.result/,
      edit: (draft) => {
        draft.add("random_password", "more", { length: 32 });
        draft.add("vault_ldap_secret_backend", "more", { bindpass_wo: "${random_password.more.result}" });
      },
    },
    {
      when: "a secret is written to an engine by its path",
      on: "vault_generic_endpoint.more",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "more", { path: "kv/orders", data_json: '{"pencils":"x"}' }),
    },
    ...(
      [
        ["vault_generic_secret", { path: "secret/a", data_json: "{}" }],
        ["vault_kv_secret_v2", { mount: "secret", name: "a", data_json: "{}" }],
        ["vault_approle_auth_backend_role_secret_id", { role_name: "a" }],
        ["vault_pki_secret_backend_cert", { common_name: "a" }],
        ["vault_pki_secret_backend_root_cert", { type: "exported" }],
        ["vault_database_secret_backend_connection", { postgresql: { password: "${var.password}" } }],
        ["vault_jwt_auth_backend", { oidc_client_secret: "${var.secret}" }],
        ["vault_generic_endpoint", { path: "auth/userpass/users/a", data_json: '{"password":"x"}' }],
        ["vault_generic_endpoint", { path: "transit/export/a", write_fields: ["keys"], data_json: "{}" }],
      ] as const
    ).map(([type, attributes], index) => ({
      when: `somebody adds ${type} (${index})`,
      on: `${type}.other`,
      edit: (draft: Draft) => draft.add(type, "other", attributes),
    })),
    {
      when: "a secret is read",
      on: "data.vault_kv_secret_v2.read",
      edit: (draft) => {
        draft.configuration.data = { vault_kv_secret_v2: { read: { mount: "secret", name: "a" } } };
      },
    },
  ],
  unknown: [
    {
      when: "a variable says what is written",
      on: "vault_generic_endpoint.configuration_key-rotation",
      edit: (draft) => {
        draft.resource("vault_generic_endpoint", "key-rotation").data_json = "${var.data}";
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
      when: "write_fields",
      on: "vault_generic_endpoint.configuration_key-rotation",
      override: (inside) =>
        inside
          .at<GenericEndpoint>("configuration/key-rotation/Resource")
          .addOverride("write_fields", ["key"]),
    },
  ],
  repaired: [
    {
      when: "write_fields",
      on: "vault_generic_endpoint.configuration_key-rotation",
      override: (inside) => {
        const endpoint = inside.at<GenericEndpoint>("configuration/key-rotation/Resource");
        endpoint.writeFields = ["key"];
        endpoint.addOverride("write_fields", undefined);
      },
    },
  ],
};
