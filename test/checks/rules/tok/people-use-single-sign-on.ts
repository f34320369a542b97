import type { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { peopleUseSingleSignOn } from "../../../../lib/checks/rules/tok/people-use-single-sign-on";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: peopleUseSingleSignOn,
  from: "inside",
  passes: [{ on: "vault_auth_backend.configuration_people" }],
  fails: [
    {
      when: "a password for once can be tried for ever",
      on: "vault_identity_mfa_totp",
      edit: (draft) => {
        draft.resource("vault_identity_mfa_totp").max_validation_attempts = 1000;
      },
    },
    {
      when: "Vault keeps passwords",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_auth_backend", "people").type = "userpass";
      },
    },
    {
      when: "no second factor is asked for",
      on: "vault_auth_backend.configuration_people",
      says: /no second factor/,
      edit: (draft) => draft.remove("vault_identity_mfa_login_enforcement"),
    },
    {
      when: "the second factor is for another method",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_identity_mfa_login_enforcement").auth_method_accessors = ["auth_ldap_1"];
      },
    },
    {
      when: "somebody adds LDAP without one",
      on: "vault_ldap_auth_backend.staff",
      edit: (draft) => draft.add("vault_ldap_auth_backend", "staff", { url: "ldaps://ldap.corp.example" }),
    },
  ],
  unknown: { impossible: "a type that is not known is not taken for one by which people log in" },
  notApplicable: [
    { when: "only machines log in", on: "", edit: (draft) => draft.remove("vault_auth_backend", "people") },
  ],
  weakened: [
    {
      when: "type",
      on: "vault_auth_backend.configuration_people",
      override: (inside) =>
        inside.at<AuthBackend>("configuration/people/method/Resource").addOverride("type", "userpass"),
    },
  ],
  repaired: [
    {
      when: "type",
      on: "vault_auth_backend.configuration_people",
      override: (inside) => {
        const method = inside.at<AuthBackend>("configuration/people/method/Resource");
        method.type = "userpass";
        method.addOverride("type", "oidc");
      },
    },
  ],
};
