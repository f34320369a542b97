import type { AwsAuthBackendRole } from "@cdktf/provider-vault/lib/aws-auth-backend-role";
import { shortLivedTokens } from "../../../../lib/checks/rules/tok/short-lived-tokens";
import type { InsideCases } from "../../support/rule-cases";

const ROLE = "vault_aws_auth_backend_role.configuration_aws-login_payments";

export const cases: InsideCases = {
  rule: shortLivedTokens,
  from: "inside",
  passes: [
    { on: ROLE },
    { on: "vault_jwt_auth_backend_role.configuration_people_operators" },
    {
      when: "accounts of a database end",
      on: "vault_database_secret_backend_role.reader",
      edit: (draft) =>
        draft.add("vault_database_secret_backend_role", "reader", { default_ttl: 3600, max_ttl: 86400 }),
    },
  ],
  fails: [
    {
      when: "tokens stay when whoever asked for them is cut off",
      on: "vault_token_auth_backend_role.more",
      edit: (draft) =>
        draft.add("vault_token_auth_backend_role", "more", {
          token_ttl: 900,
          token_max_ttl: 900,
          orphan: true,
        }),
    },
    {
      when: "everybody of a method has tokens for a month",
      on: "vault_ldap_auth_backend.more",
      says: /token_ttl/,
      edit: (draft) => draft.add("vault_ldap_auth_backend", "more", { token_ttl: 2_678_400 }),
    },
    {
      when: "the password of an account changes once a year",
      on: "vault_database_secret_backend_static_role.more",
      edit: (draft) =>
        draft.add("vault_database_secret_backend_static_role", "more", { rotation_period: 31_536_000 }),
    },
    {
      when: "an engine that is one resource gives leases for a year",
      on: "vault_database_secrets_mount.more",
      edit: (draft) =>
        draft.add("vault_database_secrets_mount", "more", { max_lease_ttl_seconds: 31_536_000 }),
    },
    {
      when: "what Vault vouches for holds for a year",
      on: "vault_identity_oidc_role.more",
      edit: (draft) => draft.add("vault_identity_oidc_role", "more", { ttl: 31_536_000 }),
    },
    {
      when: "who writes policies is let in for an hour",
      on: "vault_aws_auth_backend_role.configuration_aws-login_terraform",
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "aws-login_terraform").token_ttl = 3600;
      },
    },
    {
      when: "a login method lets tokens live for a month",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_auth_backend", "people").tune[0].max_lease_ttl = "768h";
      },
    },
    {
      when: "a login method is tuned by its path",
      on: "vault_generic_endpoint.tune",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "tune", {
          path: "sys/auth/oidc/tune",
          data_json: '{"default_lease_ttl":"768h"}',
        }),
    },
    {
      when: "an engine gives leases for a month",
      on: "vault_mount.configuration_secrets",
      edit: (draft) => {
        draft.resource("vault_mount", "secrets").max_lease_ttl_seconds = 2_592_000;
      },
    },
    {
      when: "certificates live for a year",
      on: "vault_pki_secret_backend_role.configuration_certificates",
      edit: (draft) => {
        draft.resource("vault_pki_secret_backend_role").max_ttl = "8760h";
      },
    },
    {
      when: "a token lives for a day",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_ttl = 86400;
      },
    },
    {
      when: "a token can be renewed for a month",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_max_ttl = 2_592_000;
      },
    },
    {
      when: "the default of Vault counts",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_max_ttl = 0;
      },
    },
    {
      when: "nothing is said",
      on: ROLE,
      edit: (draft) => delete draft.resource("vault_aws_auth_backend_role", "payments").token_ttl,
    },
    {
      when: "a token is periodic",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_period = 3600;
      },
    },
    {
      when: "accounts of a database do not end",
      on: "vault_database_secret_backend_role.reader",
      edit: (draft) => draft.add("vault_database_secret_backend_role", "reader", { default_ttl: 3600 }),
    },
  ],
  unknown: [
    {
      when: "a variable decides",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").token_ttl = "${var.ttl}";
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
      when: "token_max_ttl",
      on: ROLE,
      override: (inside) =>
        inside
          .at<AwsAuthBackendRole>("configuration/aws-login/payments")
          .addOverride("token_max_ttl", 999_999),
    },
  ],
  repaired: [
    {
      when: "token_max_ttl",
      on: ROLE,
      override: (inside) => {
        const role = inside.at<AwsAuthBackendRole>("configuration/aws-login/payments");
        role.tokenMaxTtl = 999_999;
        role.addOverride("token_max_ttl", 7200);
      },
    },
  ],
};
