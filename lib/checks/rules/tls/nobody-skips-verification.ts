import { fits } from "../../engine/assertions";
import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule, type RuleContext, type Subject } from "../../engine/rule";
import { isOff } from "../../engine/server-assertions";
import { MACHINES, nodeGroups, onHost } from "../../engine/subjects";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { type Json, Value } from "../../evidence/value";
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
  const { providers, resources } = context.evidence;
  const speaks =
    nodeGroups(context).length > 0 ||
    !providers.at("vault").isAbsent ||
    resources.all.some(({ type }) => type.startsWith("vault_"));
  return speaks ? [{ address: "" }] : [];
}

function onCallers({ evidence }: RuleContext): readonly Observation[] {
  const { providers, resources } = evidence;
  const vault = configurationsOf(providers, "vault");
  const aws = configurationsOf(providers, "aws");
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
      .filter((endpoint) => /^http:/i.test(endpoint))
      .map((endpoint) => fail({ actual: `the provider calls ${endpoint}`, expected: EXPECTED })),
    ...said(configured),
  ];
}

/** Configurations of a provider: a list of them, or one. A plan names each, and has expressions in it. */
function configurationsOf(providers: Value, type: string): readonly Value[] {
  const { raw } = providers;
  if (typeof raw !== "object" || raw === null) return [];
  return Object.entries(raw)
    .filter(([key]) => key === type || key.startsWith(`${type}.`))
    .flatMap(([key, value]) => new Value(`provider.${key}`, value).items)
    .map((one) => (one.at("expressions").isAbsent ? one : constantsOf(one)));
}

function constantsOf(shown: Value): Value {
  const expressions = Object.entries((shown.at("expressions").raw ?? {}) as Readonly<Record<string, Json>>);
  return new Value(
    shown.path,
    Object.fromEntries(
      expressions.map(([key, one]) => {
        const constant = new Value("", one).at("constant_value");
        return [key, constant.isAbsent ? "${(expression)}" : (constant.raw as Json)];
      }),
    ),
  );
}
