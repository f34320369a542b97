import type { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { noTokenInCode } from "../../../../lib/checks/rules/tok/no-token-in-code";
import type { InsideCases } from "../../support/rule-cases";

export const cases: InsideCases = {
  rule: noTokenInCode,
  from: "inside",
  passes: [{ on: "provider.vault" }],
  fails: [
    {
      when: "a header carries the token",
      on: "provider.vault",
      edit: (draft) => {
        draft.configuration.provider.vault[0].headers = [{ name: "X-Vault-Token", value: "${var.token}" }];
      },
    },
    {
      when: "the provider has a token",
      on: "provider.vault",
      says: /token/,
      edit: (draft) => {
        draft.configuration.provider.vault[0].token = "${var.token}";
      },
    },
    {
      when: "the provider takes its token from the environment",
      on: "provider.vault",
      edit: (draft) => delete draft.configuration.provider.vault[0].auth_login_aws,
    },
    {
      when: "the provider logs in with a password",
      on: "provider.vault",
      edit: (draft) => {
        draft.configuration.provider.vault[0].auth_login_userpass = [{ username: "terraform" }];
      },
    },
    {
      when: "the login has a literal key of AWS",
      on: "provider.vault",
      says: /aws_secret_access_key/,
      edit: (draft) => {
        draft.configuration.provider.vault[0].auth_login_aws[0].aws_secret_access_key = "wJalrXUtnFEMI";
      },
    },
    {
      when: "a token is made",
      on: "vault_token.admin",
      edit: (draft) => draft.add("vault_token", "admin", { policies: ["root"] }),
    },
    {
      when: "a token is an output",
      on: "output.token",
      edit: (draft) => {
        draft.configuration.output = {
          token: { value: "${vault_token.admin.client_token}", sensitive: true },
        };
      },
    },
  ],
  unknown: { impossible: "a token is refused whether it is known or not, and so is the absence of a login" },
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
      when: "token",
      on: "provider.vault",
      override: (inside) => inside.at<VaultProvider>("vault").addOverride("token", "hvs.x"),
    },
  ],
  repaired: [
    {
      when: "token",
      on: "provider.vault",
      override: (inside) => {
        const provider = inside.at<VaultProvider>("vault");
        provider.token = "hvs.x";
        provider.addOverride("token", undefined);
      },
    },
  ],
};
