import { absent } from "../../engine/assertions";
import { fail, type Observation, pass, passIf } from "../../engine/observation";
import { defineRule, type Subject } from "../../engine/rule";
import { none } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import { providerConfigurations } from "../../evidence/provider-configurations";
import type { Value } from "../../evidence/value";

export const noTokenInCode = defineRule({
  id: "TOK-01",
  title: "Terraform logs in to Vault as somebody, and no token is written down",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "A token in code or state is read by everybody who reads those, and it is nearly always root's: nobody can say later who did what.",
  remediation:
    "Log in with auth_login_aws; take tokens, passwords and outputs of tokens out, and revoke them.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://registry.terraform.io/providers/hashicorp/vault/latest/docs#provider-arguments",
  ],
  guide: ["C09", "S13"],
  controls: {
    soc2: ["CC6.1", "CC6.3"],
    pciDss: ["8.6.2", "7.2.1"],
    iso27001: ["A.8.2", "A.5.17"],
    nist80053: ["AC-6(2)", "IA-5"],
  },
  claims: ["vault_token"],
  subjects: ({ evidence }) => [...providersOf(evidence), ...tokensOf(evidence), ...outputsOf(evidence)],
  notApplicable: "this stack has no Vault provider, no token of Vault and no output of one",
  check: ({ look }: Looked) => look(),
});

interface Looked extends Subject {
  readonly look: () => readonly Observation[];
}

/** Logins by what a machine is, without a secret that somebody keeps. */
const IDENTITIES = ["aws", "azure", "cert", "gcp", "jwt", "kerberos", "oci", "oidc"].map(
  (name) => `auth_login_${name}`,
);
const SECRETS = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "jwt",
  "credentials",
  "client_assertion",
];

function providersOf(evidence: Evidence): readonly Looked[] {
  return providerConfigurations(evidence, "vault").map(({ settings }, index) => ({
    address: `provider.vault${index === 0 ? "" : `.${index}`}`,
    look: () => lookAt(settings, evidence.form),
  }));
}

function lookAt(provider: Value, form: Evidence["form"]): readonly Observation[] {
  const login = IDENTITIES.map((name) => provider.at(name)).find(
    (one) => !one.isAbsent && one.items.length > 0,
  );
  const said = {
    actual:
      login === undefined
        ? "the provider logs in as nobody"
        : `the provider logs in with ${login.path.split(".").at(-1)}`,
    expected: "a login with an identity, such as auth_login_aws",
  };
  return [
    passIf(login !== undefined, said),
    absent(provider.at("token")),
    absent(provider.at("auth_login")),
    absent(provider.at("auth_login_userpass")),
    absent(provider.at("auth_login_token_file")),
    ...none(
      provider
        .at("headers")
        .items.map((header) => String(header.at("name").raw))
        .filter((name) => /token|authorization|cookie/i.test(name))
        .map((name) => `the provider sends the header ${name}`),
      "no header with a token",
    ),
    ...(form === "configuration" && login !== undefined
      ? SECRETS.map((name) => login.at(name))
          .filter((one) => !one.isAbsent)
          .map((one) =>
            (one.isKnown ? fail : pass)({ actual: `${one.path} is set`, expected: "no secret in the code" }),
          )
      : []),
  ];
}

function tokensOf({ resources }: Evidence): readonly Looked[] {
  return resources.ofType("vault_token").map((token) => ({
    address: token.address,
    constructPath: token.constructPath,
    look: () => [
      fail({
        actual: "a token of Vault is kept in the state",
        expected: "tokens that whoever needs one gets by logging in",
      }),
    ],
  }));
}

function outputsOf({ outputs }: Evidence): readonly Looked[] {
  return Object.entries((outputs.raw ?? {}) as Record<string, never>)
    .filter(([, output]) =>
      /(vault_token\.|vault_(generic_secret|kv_secret\w*)\.|data\.vault_(generic_secret|kv_secret\w*)\.|client_token|\.secret_id\b|hvs\.|wrapping_token)/.test(
        JSON.stringify(output),
      ),
    )
    .map(([name]) => ({
      address: `output.${name}`,
      look: () => [
        fail({ actual: `the output ${name} gives a token out`, expected: "outputs without tokens" }),
      ],
    }));
}
