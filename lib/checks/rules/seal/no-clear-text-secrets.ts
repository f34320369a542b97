import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule, type RuleContext, type Subject } from "../../engine/rule";
import { MACHINES, nodeGroups, stackWithVault } from "../../engine/subjects";
import type { Evidence } from "../../evidence/evidence";
import { insideVault } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { type Json, Value } from "../../evidence/value";
import { vaultResources } from "../../evidence/vault-resources";
import { hintOf, isSecretValue, secretsIn } from "../../host/secrets";
import { isTraced } from "../../host/shell";

const EXPECTED = "no secret in clear text";

/** Settings of Vault's configuration, of providers and of backends that hold a secret. */
const SECRET_NAME =
  /^(access_key|secret_key|session_token|token|pin|password|secret_id|client_secret|tls_key|private_key|license|encryption_key|connection_url|shared_access_key|secret_string|secret_binary|master_password|db_password|auth_token|sse_customer_key)$/i;

/** Attributes of resources in which a provider keeps a secret that it made. */
const SECRET_ATTRIBUTE =
  /^(result|client_secret|secret_id|private_key(_pem|_openssh|_pem_pkcs8)?|secret|ses_smtp_password_v4|secret_string|client_token|auth_login_token|bcrypt_hash|token)$/;
const SECRET_TYPE =
  /^(random_password|tls_private_key|aws_iam_access_key|aws_secretsmanager_secret_version|aws_ssm_parameter|vault_\w+)$/;

export const noClearTextSecrets = defineRule<Subject>({
  id: "SEAL-02",
  title: "No secret stands anywhere in clear text",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "What is in configuration, user data or state is read by everybody who reads the repository, the instance or the state file, is kept in every backup of them, and is never changed.",
  remediation:
    "Take credentials from the machine's role, secrets from Secrets Manager or Vault when they are needed, and change every secret that was written down.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/terraform/language/state/sensitive-data",
  ],
  guide: ["S18"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["8.6.2", "3.3.1"],
    iso27001: ["A.5.17", "A.8.12"],
    nist80053: ["IA-5(7)", "SC-28"],
  },
  claims: MACHINES,
  subjects: (context) => [
    ...(insideVault(context.evidence).length > 0 ? [{ address: "" }] : stackWithVault(context)),
    ...nodeGroups(context),
  ],
  notApplicable: "no machine of this stack runs Vault, and nothing is inside one",
  check: (subject, context) => (subject instanceof NodeGroup ? onNodes(subject) : inConfiguration(context)),
});

/** Files of nodes and their user data. */
function onNodes({ host, userData, template }: NodeGroup): readonly Observation[] {
  const texts = [
    ...(host?.files ?? []).map(({ path, content }) => [path, content] as const),
    ["user data", userData?.text ?? ""] as const,
  ];
  const found = [
    ...texts.flatMap(([where, text]) => secretsIn(text).map((one) => said(where, one.kind, one.hint))),
    ...texts.flatMap(([where, text]) => (isTraced(text) ? [traced(where)] : [])),
    ...(host?.serverFiles ?? []).flatMap(({ path, value }) =>
      value === undefined ? [] : named(path, value),
    ),
  ];
  if (found.length > 0) return found;
  if (userData === undefined && host === undefined) {
    const actual = "nothing of these machines can be seen";
    return [unknown({ actual, expected: EXPECTED, reason: actual })];
  }
  if (userData !== undefined && !userData.isKnown) {
    const reason = "user data are known when they are deployed";
    return [unknown({ actual: `user_data = ${template.at("user_data")}`, expected: EXPECTED, reason })];
  }
  return [pass({ actual: `none in ${texts.length} texts`, expected: EXPECTED })];
}

/** A script that shows each command with its variables writes secrets to the log of the boot. */
function traced(where: string): Observation {
  return fail({ actual: `${where} shows each command that it runs`, expected: "scripts without set -x" });
}

/** Everything else that Terraform is given. */
function inConfiguration({ evidence }: RuleContext): readonly Observation[] {
  const { variables, outputs, locals, providers, terraform, form } = evidence;
  const found = [
    ...[locals, providers, terraform, outputs].flatMap(scanned),
    ...[providers, terraform].flatMap((value) => named(value.path, value)),
    // A plan tells what variables are; a configuration tells what they are where nobody says it.
    ...(form === "configuration" ? variablesOf(variables) : []),
    ...[...vaultResources(evidence).all, ...insideVault(evidence)].flatMap((resource) => [
      ...scanned(new Value(resource.address, resource.attributes.raw)),
      ...stored(resource),
    ]),
    ...Object.entries((outputs.raw ?? {}) as Readonly<Record<string, Json>>).flatMap(([name, output]) =>
      handedOut(new Value(`output.${name}`, output), evidence),
    ),
  ];
  return found.length > 0 ? found : [pass({ actual: "none in the configuration", expected: EXPECTED })];
}

/** Secrets by their form, in every text of a value. */
function scanned(value: Value): readonly Observation[] {
  // One search of one text is far quicker than one of each; no secret goes across this.
  const text = textsIn(value.raw).join(" ;\n");
  return secretsIn(text).map(({ kind, hint }) => said(value.path, kind, hint));
}

/** Secrets by the name of what they are written to. */
function named(where: string, value: Value): readonly Observation[] {
  const { raw } = value;
  if (typeof raw !== "object" || raw === null) return [];
  return Object.entries(raw as Readonly<Record<string, Json>>).flatMap(([key, inner]) => {
    if (typeof inner === "object") return named(where, new Value(key, inner));
    const isSecret = SECRET_NAME.test(key) && new Value(key, inner).isKnown && isSecretValue(String(inner));
    return isSecret && hasSecret(key, String(inner)) ? [said(where, key, hintOf(String(inner)))] : [];
  });
}

/** An address of a database is a secret only with a password in it. */
function hasSecret(key: string, text: string): boolean {
  return key !== "connection_url" || /:\/\/[^/@:]+:[^@{]+@/.test(text);
}

function variablesOf(variables: Value): readonly Observation[] {
  return Object.entries((variables.raw ?? {}) as Readonly<Record<string, Json>>).flatMap(
    ([name, variable]) => {
      const preset = new Value(`var.${name}`, variable).at("default");
      const isNamed = /password|passwd|secret(?!s?_?(arn|name|id$))|token|private_?key|access_?key/i.test(
        name,
      );
      const found = scanned(new Value(`var.${name}`, preset.raw));
      if (found.length > 0 || !isNamed || typeof preset.raw !== "string") return found;
      return isSecretValue(preset.raw) ? [said(`var.${name}`, "the default", hintOf(preset.raw))] : [];
    },
  );
}

/** Data sources that read a secret. */
const READ = /^aws_(secretsmanager_secret_version|secretsmanager_random_password|kms_secrets)$/;

/** What a resource writes to the state as it stands. */
function stored(resource: Resource): readonly Observation[] {
  const attributes: readonly (readonly [type: string, attribute: string])[] = [
    ["aws_secretsmanager_secret_version", "secret_string"],
    ["aws_secretsmanager_secret_version", "secret_binary"],
    ...(resource.at("type").literal === "SecureString" ? ([["aws_ssm_parameter", "value"]] as const) : []),
  ];
  return attributes
    .filter(([type, attribute]) => type === resource.type && !resource.at(attribute).isAbsent)
    .map(([, attribute]) => said(resource.address, `${attribute}, which is kept in the state`, "…"))
    .concat(
      resource.mode === "data" && READ.test(resource.type)
        ? [said(resource.address, "what it reads, which is kept in the state", "…")]
        : [],
    );
}

/** An output that hands out what a provider made as a secret. */
function handedOut(output: Value, { resources }: Evidence): readonly Observation[] {
  return output.references
    .filter(
      ({ address, attribute }) =>
        SECRET_ATTRIBUTE.test(attribute) &&
        resources.resolve({ address, attribute }).some(({ type }) => SECRET_TYPE.test(type)),
    )
    .map(({ address, attribute }) => said(output.path, `${address}.${attribute}`, "…"));
}

function said(where: string, kind: string, hint: string): Observation {
  return fail({ actual: `${where} has ${kind}: ${hint}`, expected: EXPECTED });
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
