import { fits } from "../../engine/assertions";
import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule, type RuleContext, type Subject } from "../../engine/rule";
import { isOff } from "../../engine/server-assertions";
import { MACHINES, nodeGroups, onHost } from "../../engine/subjects";
import type { Evidence } from "../../evidence/evidence";
import { NodeGroup } from "../../evidence/node-group";
import { providerConfigurations } from "../../evidence/provider-configurations";
import type { Resource } from "../../evidence/resource";
import type { Json, Value } from "../../evidence/value";
import { vaultResources } from "../../evidence/vault-resources";
import { parseShell } from "../../host/shell";
import { type SkippedVerification, skippedBy, skippedIn, skippedOn } from "../../host/skipped-verification";

const EXPECTED = "nothing that skips the verification of certificates";

export const nobodySkipsVerification = defineRule<Subject>({
  id: "TLS-06",
  title: "Nobody skips the verification of certificates",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "Who does not look at the certificate of Vault gives tokens and secrets to whoever stands between.",
  remediation:
    "Take VAULT_SKIP_VERIFY, -tls-skip-verify, skip_tls_verify, curl -k and insecure out; give the authority's certificate instead (VAULT_CACERT, --cacert).",
  sources: [
    "https://registry.terraform.io/providers/hashicorp/vault/latest/docs",
    "https://developer.hashicorp.com/vault/docs/commands#environment-variables",
  ],
  guide: ["C01"],
  controls: { soc2: ["CC6.7"], pciDss: ["4.2.1"], iso27001: ["A.8.24"], nist80053: ["SC-8", "SC-23"] },
  claims: MACHINES,
  subjects: (context) => [...nodeGroups(context), ...documents(context), ...callers(context)],
  notApplicable: "no machine of this stack runs Vault, and nothing configures one",
  check: (subject, context) => {
    if (subject instanceof NodeGroup) return [...onUserData(subject), ...onFiles(subject, context)];
    return subject.address === "" ? onCallers(context) : said(inDocument(subject as Resource));
  },
});

const onFiles = onHost((host) => said(skippedOn(host)));

function onUserData({ userData }: NodeGroup): readonly Observation[] {
  return parseShell(userData?.text ?? "")
    .flatMap((command) => skippedBy(command, "user data"))
    .map(finding);
}

function said(skipped: readonly SkippedVerification[]): readonly Observation[] {
  return skipped.length === 0
    ? [pass({ actual: "every certificate is verified", expected: EXPECTED })]
    : skipped.map(finding);
}

function finding({ what, isKnown }: SkippedVerification): Observation {
  return isKnown
    ? fail({ actual: what, expected: EXPECTED })
    : unknown({ actual: what, expected: EXPECTED, reason: "a variable decides" });
}

/** Commands that people or schedules run on the nodes. */
function documents({ evidence }: RuleContext): readonly Resource[] {
  return vaultResources(evidence).ofType("aws_ssm_document");
}

function inDocument(document: Resource): readonly SkippedVerification[] {
  return scriptsIn(document.at("content").raw).flatMap((script) =>
    parseShell(script).flatMap((command) => skippedBy(command, document.address)),
  );
}

/** Texts of a document: its commands are among them, a line each or in one. */
function scriptsIn(content: Json | undefined): readonly string[] {
  try {
    return [textsOf(JSON.parse(String(content)) as Json).join("\n")];
  } catch {
    return [String(content ?? "")];
  }
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** The stack, where something of it speaks to Vault or to machines of Vault. */
function callers(context: RuleContext): readonly Subject[] {
  const { resources } = context.evidence;
  const speaks =
    nodeGroups(context).length > 0 ||
    providerConfigurations(context.evidence, "vault").length > 0 ||
    resources.all.some(({ type }) => type.startsWith("vault_"));
  return speaks ? [{ address: "" }] : [];
}

/** Who answers for AWS is AWS, also by an endpoint of one's own network; a variable may be anybody. */
const OF_AWS = /^(https:\/\/)?[\w.-]+\.(amazonaws\.com(\.cn)?|api\.aws)(:443)?(\/.*)?$/i;

function calls(endpoint: string): Observation {
  const said = { actual: `the provider calls ${endpoint}`, expected: "endpoints of AWS itself, with TLS" };
  return endpoint.includes("${") && !/^http:/i.test(endpoint)
    ? unknown({ ...said, reason: "who answers is known when it is deployed" })
    : fail(said);
}

function settingsOf(evidence: Evidence, kind: "aws" | "vault"): readonly Value[] {
  return providerConfigurations(evidence, kind).map(({ settings }) => settings);
}

function onCallers({ evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const vault = settingsOf(evidence, "vault");
  const aws = settingsOf(evidence, "aws");
  const configured = resources.all
    .filter(({ type }) => type.startsWith("vault_"))
    .flatMap(({ address, attributes }) => skippedIn(attributes.raw, address));
  return [
    ...vault.flatMap((one) => [
      isOff(one.at("skip_tls_verify")),
      fits(one.at("address"), "address of the provider is https://", (got) => /^https:/i.test(String(got)), {
        whenAbsent: "https:",
      }),
    ]),
    ...aws.map((one) => isOff(one.at("insecure"))),
    ...aws
      .flatMap((one) => textsOf(one.at("endpoints").raw ?? null))
      .filter((endpoint) => !OF_AWS.test(endpoint))
      .map((endpoint) => calls(endpoint)),
    ...said(configured),
  ];
}
