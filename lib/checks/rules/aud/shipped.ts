import { atLeast, is, names, oneOf } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { none, onService } from "../../engine/unit-assertions";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";
import { vaultResources } from "../../evidence/vault-resources";
import { systemctl, tell } from "../../host/commands";
import { agentConfigurations, type ShippedFile, shippedFiles, ships } from "../../host/log-agent";
import { auditFile } from "../../host/service-folders";
import { syslogPath } from "../../host/syslog";

const KEYS = ["aws_kms_key", "aws_kms_replica_key", "data.aws_kms_key"];

/**
 * Both devices, from the node to a log group that keeps them. What takes the log on from there, the subscription of a
 * SIEM and an archive that nobody can change, is judged as soon as something makes it; see `to-come.ts`.
 */
export const shipped = defineRule({
  id: "AUD-06",
  title: "Both audit devices are shipped at once into encrypted logs that are kept for a year",
  severity: "error",
  since: "0.1.0",
  rationale: "Whoever takes a node rewrites what lies on it; only what has left it already is evidence.",
  remediation:
    "The CloudWatch agent reads the file of both devices, unfiltered; their log group has a customer managed key, 365 days or more, and prevent_destroy.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/audit/best-practices",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html",
  ],
  guide: ["C08", "S15", "S22"],
  controls: {
    soc2: ["CC7.2", "CC7.3"],
    pciDss: ["10.3.1", "10.3.3", "10.3.4", "10.5.1"],
    iso27001: ["A.8.15", "A.8.16", "A.5.33"],
    nist80053: ["AU-6", "AU-9(2)", "AU-11"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService(({ unit }, context) => {
    const { host, group } = context;
    const files = shippedFiles(host);
    const devices: readonly (readonly [device: string, path: string | undefined])[] = [
      ["file", auditFile(host, unit)],
      ["syslog", syslogPath(host)?.files[0]],
    ];
    const agent = "systemctl enable amazon-cloudwatch-agent.service";
    const isRunning = systemctl(group, "enable").some(
      ({ unit: name }) => name === "amazon-cloudwatch-agent.service",
    );
    const others = (syslogPath(host)?.all ?? []).filter((path) => !files.some((file) => ships(file, path)));
    const agents = agentConfigurations(host);
    const accounts = agents.map((one) => [one.path, one.at("agent.run_as_user")] as const);
    const root = accounts.filter(([, account]) => account.literal === "root");
    // What nobody says is root, and the files add up.
    const isUnsaid = agents.length > 0 && accounts.every(([, { isAbsent, raw }]) => isAbsent || raw === "");
    const stopped = systemctl(group, "disable", "mask").filter(({ unit: name }) =>
      /^(amazon-cloudwatch-agent|rsyslog)\.service$/.test(name),
    );
    return [
      ...none(
        [
          ...others.map((path) => `nothing ships ${path}`),
          ...root.map(([path]) => `${path}: the agent runs as root`),
          ...(isUnsaid ? ["run_as_user is not set: the agent runs as root"] : []),
          ...stopped.map(({ command }) => tell(command)),
        ],
        "an agent without rights that ships every log",
      ),
      ...devices.flatMap(([device, path]) => {
        const expected = `the agent ships the ${device} device`;
        const found = path === undefined ? [] : files.filter((file) => ships(file, path));
        if (found.length === 0) return [missing(host, `what ships the ${device} device`, expected)];
        return [
          ...none(
            found.filter(({ isFiltered }) => isFiltered).map((file) => `${file.path} is filtered`),
            "every line of the audit log",
          ),
        ];
      }),
      ...files.flatMap((file) => groupOf(file, files, context)),
      ...vaultResources(context.evidence)
        .ofType("aws_cloudwatch_log_group")
        .flatMap((logs) => kept(logs, context)),
      isRunning ? passIf(true, { actual: agent, expected: agent }) : missing(host, agent, agent),
    ];
  }),
});

/** The log group that a file goes to: of this stack, or all of them of another one. */
function groupOf(
  { path, logGroup }: ShippedFile,
  files: readonly ShippedFile[],
  { evidence }: RuleContext,
): readonly Observation[] {
  const all = evidence.resources.ofType("aws_cloudwatch_log_group");
  const made = (wanted: Value) => all.some((group) => called(group.at("name"), wanted));
  const said = {
    actual: `${path} goes to ${logGroup}${made(logGroup) ? "" : ", which this stack does not make"}`,
    expected: "a log group with a key that keeps its events",
  };
  if (made(logGroup)) return [pass(said)];
  if (files.some((file) => made(file.logGroup))) return [fail(said)];
  return [unknown({ ...said, reason: "how another stack's log group is set cannot be seen here" })];
}

function called(name: Value, wanted: Value): boolean {
  return name.literal !== undefined && name.literal === wanted.literal;
}

function kept(group: Resource, { evidence, limits }: RuleContext): readonly Observation[] {
  const { resources, form } = evidence;
  const days = group.at("retention_in_days");
  const forEver = days.isAbsent || ["0", ""].includes(String(days.literal));
  const name = (what: string) => ({ name: `${group.address} ${what}` });
  const filters = resources.naming(group, "aws_cloudwatch_log_subscription_filter", "log_group_name");
  return [
    names(group.at("kms_key_id"), resources, KEYS, {
      ...name("kms_key_id"),
      arn: /^arn:[^:]+:kms:[^:]+:\d{12}:key\//,
    }),
    forEver
      ? passIf(true, {
          actual: `${group.address} keeps its events for ever`,
          expected: `${limits.logRetentionDays} days`,
        })
      : atLeast(days, limits.logRetentionDays, name("retention_in_days")),
    // A plan and a state do not tell the lifecycle of a resource.
    ...(form === "configuration"
      ? [is(group.at("lifecycle.prevent_destroy"), true, name("prevent_destroy"))]
      : []),
    oneOf(group.at("log_group_class"), ["STANDARD", ""], {
      ...name("log_group_class"),
      whenAbsent: "STANDARD",
      reason: "nothing filters or ships events of another class",
    }),
    ...filters.map((filter) =>
      is(filter.at("filter_pattern"), "", { whenAbsent: "", name: `${filter.address} filter_pattern` }),
    ),
  ];
}
