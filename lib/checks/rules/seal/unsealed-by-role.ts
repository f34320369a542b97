import { absent, fits, oneOf, present } from "../../engine/assertions";
import { fail, type Observation, pass, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { onServer, type ServerContext } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { partsOf } from "../../evidence/expression";
import { Value } from "../../evidence/value";
import { blocksOf } from "../../host/listeners";
import { vaultFlag } from "../../host/vault-literals";
import { VaultService } from "../../host/vault-service";

/** Settings by which a seal would use something else than the role of its machine. */
const CREDENTIALS = [
  "access_key",
  "secret_key",
  "session_token",
  "shared_creds_filename",
  "shared_creds_profile",
];

/** Variables that the seal takes before its configuration, or instead of the machine's role. */
const VARIABLES =
  /^(VAULT_SEAL_TYPE|BAO_SEAL_TYPE|(VAULT_|BAO_)?AWSKMS_(SEAL_KEY_ID|WRAPPER_KEY_ID|ENDPOINT)\w*|AWS_KMS_ENDPOINT|AWS_ENDPOINT_URL(_KMS)?|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|SHARED_CREDENTIALS_FILE|CONFIG_FILE|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE))$/;

export const unsealedByRole = defineRule({
  id: "SEAL-01",
  title: "Vault is unsealed by KMS, with the role of its machine",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Without auto-unseal people keep the shares of the root key and bring them to every restart; with static credentials whoever reads the configuration holds the right to decrypt.",
  remediation:
    'Configure seal "awskms" with region and the ARN of the key, no credentials, and give the machines an instance profile. A Shamir seal, or a seal that is disabled while it is migrated, is waived with its reason and its end.',
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/seal/awskms",
    "https://developer.hashicorp.com/vault/docs/concepts/seal#seal-migration",
  ],
  guide: ["S23", "S24"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["3.6.1", "3.7.1", "8.6.2"],
    iso27001: ["A.8.24"],
    nist80053: ["SC-12", "IA-5(7)"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, context) => {
    const seals = blocksOf(server, "seal");
    const actual = seals.length === 0 ? "no seal: shares of people unseal Vault" : `${seals.length} seals`;
    return [
      passIf(seals.length > 0, { actual, expected: 'seal "awskms"' }),
      profile(context.group.template.at("iam_instance_profile")),
      ...seals.flatMap(({ type, settings }) => [
        oneOf(new Value("seal", type), ["awskms"]),
        fits(settings.at("disabled"), "the seal is not disabled", (got) => vaultFlag(got) === false, {
          whenAbsent: false,
        }),
        ...CREDENTIALS.map((name) => absent(settings.at(name))),
        fits(settings.at("region"), "a region", (got) => /^([a-z]{2}-[a-z-]+-\d|@\w+@)$/.test(String(got))),
        fits(
          settings.at("endpoint"),
          "no endpoint, or one by TLS",
          (got) => String(got).startsWith("https://"),
          {
            whenAbsent: "https://",
          },
        ),
        keyId(settings.at("kms_key_id"), context),
      ]),
      ...environment(context),
    ];
  }),
});

/** An instance profile: by name, or in a block by name or ARN. */
function profile(value: Value): Observation {
  return present(
    typeof value.raw === "string" ? value : value.at(value.at("arn").isAbsent ? "name" : "arn"),
    {
      name: "iam_instance_profile",
    },
  );
}

const ARN = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/;

/** The ARN of the key, or a mark that user data replaces by one: an alias can be pointed at another key. */
function keyId(value: Value, { group, evidence }: ServerContext): Observation {
  const mark = /^@(\w+)@$/.exec(String(value.raw))?.[1];
  const expected = "kms_key_id is the ARN of a key";
  if (mark === undefined) return fits(value, expected, (got) => ARN.test(String(got)));
  const text = group.userData?.text ?? "";
  const given = new RegExp(`^${mark}=['"]?([^'"\\n]*)['"]?$`, "m").exec(text)?.[1];
  const fact = new Value(mark, given);
  const keys = evidence.resources
    .namedBy(fact)
    .filter(({ type }) => /^aws_kms_(replica_)?(external_)?key$/.test(type));
  const isArn = fact.references.every(({ attribute }) => attribute === "arn");
  const said = { actual: `${mark} = ${fact}`, expected };
  if (keys.length > 0 && partsOf(given ?? "").length === 1) return passIf(isArn, said);
  return evidence.resources.namedBy(fact).length > 0
    ? fail(said)
    : fits(fact, expected, (got) => ARN.test(String(got)));
}

function environment({ host }: ServerContext): readonly Observation[] {
  const found = (VaultService.of(host)?.environment ?? []).filter(
    ({ name, value }) => VARIABLES.test(name) && !(name.endsWith("SEAL_TYPE") && value === "awskms"),
  );
  const expected = "an environment that says nothing of the seal or of credentials";
  if (found.length === 0) return [pass({ actual: "nothing of the seal in the environment", expected })];
  return found.map(({ name, from }) => fail({ actual: `${name} in ${from}`, expected }));
}
