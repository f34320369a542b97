import { absent, fits, present } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { accessRulesOf, describe, portsOf, protocolOf } from "../../evidence/access-rules";
import type { NodeGroup } from "../../evidence/node-group";
import { speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { grantsOf } from "../../evidence/role-policies";
import { type Json, Value } from "../../evidence/value";
import { vaultResources } from "../../evidence/vault-resources";
import { guardedGroups } from "./guarded-groups";
import { sshMasked } from "./ssh-masked";

/** SSH and the remote desktop. */
const PORTS = [22, 3389];

/** What the agent of Session Manager calls. */
const SESSIONS = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:OpenDataChannel",
];
const SESSION_POLICY = /:policy\/AmazonSSMManagedInstanceCore$/;

export const noSsh = defineRule({
  id: "NET-04",
  title: "Nobody logs in by SSH; sessions are recorded and encrypted",
  severity: "error",
  since: "0.1.0",
  rationale:
    "SSH needs a port, keys that are passed on and leaves no record of who did what. Session Manager needs none of it, asks IAM and writes everything down.",
  remediation:
    "Take out key_name, the rules for 22 and 3389 and EC2 Instance Connect endpoints; let the role open sessions, and give sessions a document with an encrypted log.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening#extended-recommendations",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html",
  ],
  guide: ["C06"],
  controls: {
    soc2: ["CC6.6", "CC6.2"],
    pciDss: ["2.2.7", "1.3.1"],
    iso27001: ["A.8.20", "A.6.7"],
    nist80053: ["AC-17", "CM-7"],
  },
  attestable: {
    statement: "The session preferences of the account write encrypted logs of every session.",
    days: 180,
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    absent(group.template.at("key_name")),
    ...ports(group, context),
    ...connectEndpoints(group, context),
    ...authorizedKeys(group),
    ...sshMasked(group),
    // Nobody logs in to a machine for drills at all.
    ...(group.isDrill ? [] : [sessions(group, context)]),
    ...logs(context),
  ],
});

function ports(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const guarded = guardedGroups(context).filter(
    ({ from }) => from === group.template || group.loadBalancers.includes(from),
  );
  const rules = guarded
    .flatMap(({ key }) => (key === undefined ? [] : accessRulesOf(key, context.evidence)))
    .filter((rule) => rule.direction === "in" && !["udp", "icmp", "icmpv6"].includes(protocolOf(rule) ?? ""));
  const expected = "no rule for 22 or 3389";
  const found = rules.flatMap((rule) => {
    const range = portsOf(rule);
    const said = { actual: `${rule.holder.address}: ${describe(rule)}`, expected };
    if (range === undefined) return [unknown({ ...said, reason: "the ports are known when it is deployed" })];
    return PORTS.some((port) => range.first <= port && port <= range.last) ? [fail(said)] : [];
  });
  return found.length > 0 ? found : [pass({ actual: "no rule for 22 or 3389", expected })];
}

/** Endpoints by which EC2 Instance Connect reaches the subnets. */
function connectEndpoints(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  return group.subnets
    .flatMap((subnet) => evidence.resources.naming(subnet, "aws_ec2_instance_connect_endpoint", "subnet_id"))
    .map(({ address }) =>
      fail({ actual: `${address} reaches the nodes`, expected: "no EC2 Instance Connect endpoint" }),
    );
}

function authorizedKeys({ userData, host }: NodeGroup): readonly Observation[] {
  const keys = /^\s*(ssh_authorized_keys|ssh_import_id)\s*:/m.test(userData?.text ?? "");
  const files = (host?.files ?? []).filter(({ path }) => /\/authorized_keys2?$/.test(path));
  return [...(keys ? ["user data"] : []), ...files.map(({ path }) => path)].map((where) =>
    fail({ actual: `${where} lets keys log in`, expected: "no key that may log in" }),
  );
}

/** Whether the nodes' role opens sessions. */
function sessions({ roles, template }: NodeGroup, { evidence }: RuleContext): Observation {
  const expected = "a role that opens sessions of Session Manager";
  const grants = roles.map((role) => grantsOf(role, evidence));
  const statements = grants.flatMap(({ policies }) => policies.flatMap((one) => one.statements ?? []));
  const missing = SESSIONS.filter(
    (action) => !statements.some((one) => one.effect === "Allow" && speaksOf(one, action)),
  );
  const attached = grants.flatMap(({ elsewhere }) => elsewhere);
  if (missing.length === 0 || attached.some((arn) => SESSION_POLICY.test(String(arn.raw)))) {
    return pass({ actual: "the role opens sessions", expected });
  }
  const isOpen =
    (roles.length === 0 && !template.at("iam_instance_profile").isAbsent) ||
    attached.length > 0 ||
    grants.some(({ policies }) => policies.some((one) => one.statements === undefined));
  const said = { actual: `the role may not ${missing.join(", ")}`, expected };
  return isOpen ? unknown({ ...said, reason: "what the role may do is not all known here" }) : fail(said);
}

/** Documents that say how sessions are recorded. */
function logs({ evidence }: RuleContext): readonly Observation[] {
  const isSession = (document: Resource) => document.at("document_type").literal === "Session";
  const own = vaultResources(evidence).ofType("aws_ssm_document").filter(isSession);
  const documents = own.length > 0 ? own : evidence.resources.ofType("aws_ssm_document").filter(isSession);
  if (documents.length === 0) {
    const actual = "no document for sessions: the account's preferences decide";
    return [unknown({ actual, expected: "encrypted logs of sessions", reason: actual })];
  }
  return documents.flatMap((document) => {
    const text = document.at("content").literal ?? document.at("content").raw;
    const content = jsonOf(typeof text === "string" ? text : "");
    if (content === undefined) {
      const reason = "what the document says is known when it is deployed";
      return [
        unknown({ actual: `${document.address} content`, expected: "encrypted logs of sessions", reason }),
      ];
    }
    return recorded(
      document,
      new Value("content", content),
      evidence.resources.ofType("aws_cloudwatch_log_group"),
    );
  });
}

function recorded(document: Resource, content: Value, groups: readonly Resource[]): readonly Observation[] {
  const at = (name: string) => content.at(`inputs.${name}`);
  const goesTo = (name: string) => !at(name).isAbsent && at(name).raw !== "";
  const named = groups.filter(
    (group) =>
      group.at("name").raw === at("cloudWatchLogGroupName").raw ||
      at("cloudWatchLogGroupName").references.some(({ address }) => address === group.address),
  );
  const isTrue = (name: string) =>
    fits(at(name), `${name} is true`, (got) => String(got) === "true", { whenAbsent: false });
  return [
    passIf(goesTo("cloudWatchLogGroupName") || goesTo("s3BucketName"), {
      actual: `${document.address} writes to ${at("cloudWatchLogGroupName")} ${at("s3BucketName")}`,
      expected: "a log of sessions",
    }),
    ...(goesTo("cloudWatchLogGroupName") ? [isTrue("cloudWatchEncryptionEnabled")] : []),
    ...(goesTo("s3BucketName") ? [isTrue("s3EncryptionEnabled")] : []),
    present(at("kmsKeyId")),
    ...named.map((group) => present(group.at("kms_key_id"), { name: `${group.address} kms_key_id` })),
  ];
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
