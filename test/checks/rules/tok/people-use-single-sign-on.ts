import type { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { peopleUseSingleSignOn } from "../../../../lib/checks/rules/tok/people-use-single-sign-on";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: peopleUseSingleSignOn,
  from: "inside",
  passes: [{ on: "vault_auth_backend.configuration_people" }],
  fails: [
    {
      when: "another resource writes the same enforcement",
      on: "vault_auth_backend.configuration_people",
      says: /writes the same enforcement/,
      edit: (draft) =>
        draft.add("vault_identity_mfa_login_enforcement", "again", { name: "people", mfa_method_ids: [] }),
    },
    {
      when: "the second factor is asked for in another Vault",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.configuration.provider.vault.push({ alias: "other", address: "https://other.example" });
        draft.resource("vault_identity_mfa_login_enforcement").provider = "vault.other";
      },
    },
    {
      when: "the method asks for no factor of its own",
      on: "vault_okta_auth_backend.more",
      edit: (draft) => {
        draft.add("vault_okta_auth_backend", "more", { organization: "corp", bypass_okta_mfa: true });
        draft.resource("vault_identity_mfa_login_enforcement").auth_method_types = ["okta"];
      },
    },
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
  unknown: [
    {
      when: "a variable says whether a second factor is asked for",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_identity_mfa_login_enforcement").for_each = "${var.enforced}";
      },
    },
    {
      when: "a variable says which second factor",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_identity_mfa_login_enforcement").mfa_method_ids = "${var.methods}";
      },
    },
  ],
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
