import { fits, is, names } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { none } from "../../engine/unit-assertions";
import { vaultAlarms, vaultTopics } from "../../evidence/alarms";
import type { Evidence } from "../../evidence/evidence";
import { foreignAccounts } from "../../evidence/own-account";
import { isNarrowed, meansEverybody, type PolicyStatement, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { admitted } from "./publishers";

const KEYS = [
  "aws_kms_key",
  "aws_kms_replica_key",
  "aws_kms_alias",
  "data.aws_kms_key",
  "data.aws_kms_alias",
];
/** Services may not use the key that SNS provides, so an alarm would vanish there. */
const OWN_KEY = /^(arn:[^:]+:kms:[^:]+:\d{12}:)?(key\/|alias\/(?!aws\/)|[0-9a-f]{8}-)/;

export const alarmsReachPeople = defineRule({
  id: "MON-09",
  title: "Every alarm reaches people, by a topic that is encrypted and closed",
  severity: "error",
  since: "0.1.0",
  rationale:
    "An alarm that nobody gets is none, and a topic that strangers may write to is one that nobody believes.",
  remediation:
    "alarm_actions and ok_actions on every alarm, none switched off; the topic has a customer managed key, subscribers and a policy that names who may publish.",
  sources: [
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  ],
  guide: ["C11", "S39"],
  controls: {
    soc2: ["CC7.3", "CC7.4"],
    pciDss: ["10.7.3", "12.10.5"],
    iso27001: ["A.5.24", "A.8.16"],
    nist80053: ["IR-4", "IR-6", "SI-4(5)"],
  },
  claims: ["aws_sns_topic"],
  subjects: ({ evidence }) => [...vaultAlarms(evidence), ...vaultTopics(evidence)],
  notApplicable: "this stack has neither an alarm nor a topic of Vault's",
  check: (subject, context) => (subject.type === "aws_sns_topic" ? topic(subject, context) : alarm(subject)),
});

function alarm(subject: Resource): readonly Observation[] {
  return [
    is(subject.at("actions_enabled"), true, { whenAbsent: true }),
    ...["alarm_actions", "ok_actions"].map((key) => {
      const actions = subject.at(key);
      return passIf(
        actions.items.some(({ raw }) => raw !== ""),
        {
          actual: `${key} = ${actions}`,
          expected: `${key} that reach somebody`,
        },
      );
    }),
  ];
}

function topic(subject: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { resources } = evidence;
  const subscriptions = resources.naming(subject, "aws_sns_topic_subscription", "topic_arn");
  return [
    names(subject.at("kms_master_key_id"), resources, KEYS, { arn: OWN_KEY }),
    passIf(subscriptions.length > 0, {
      actual: `${subscriptions.length} subscriptions`,
      expected: "somebody who is told",
    }),
    ...subscriptions.flatMap((subscription) => [
      fits(
        subscription.at("protocol"),
        "a protocol that keeps the message secret",
        (text) => text !== "http",
        {
          name: `${subscription.address} protocol`,
        },
      ),
      ...(subscription.at("filter_policy").isAbsent
        ? []
        : [
            passIf(false, {
              actual: `${subscription.address} has a filter_policy`,
              expected: "a receiver of every alarm",
            }),
          ]),
    ]),
    ...policy(subject, evidence),
  ];
}

/** Who may publish. Without a policy that is the topic's own account. */
function policy(subject: Resource, evidence: Evidence): readonly Observation[] {
  const { resources } = evidence;
  const own = subject.at("policy");
  const policies = [
    ...(own.isAbsent ? [] : [own]),
    ...resources.naming(subject, "aws_sns_topic_policy", "arn").map((one) => one.at("policy")),
  ];
  const expected = "a policy that names who may publish";
  const read = policies.map((value) => statementsOf(value, resources));
  const known = read.flatMap((statements) => statements ?? []);
  const senders = read.includes(undefined)
    ? []
    : admitted(subject, policies.length === 0 ? undefined : known, evidence);
  const judged = policies.flatMap((value, index) => {
    const statements = read[index];
    if (statements === undefined) {
      return [
        unknown({ actual: `policy = ${value}`, expected, reason: "nobody can say what this policy will be" }),
      ];
    }
    const open = statements.filter(
      (statement) => statement.effect === "Allow" && isForStrangers(statement) && !isClosed(statement),
    );
    const denied = statements.filter(
      (statement) =>
        statement.effect === "Deny" && meansEverybody(statement) && statement.conditions.length === 0,
    );
    return none(
      [
        ...open.map(({ sid }) => `${sid || "a statement"} lets everybody in`),
        ...denied.map(({ sid }) => `${sid || "a statement"} keeps everybody out`),
        ...foreignAccounts(statements, evidence).map((account) => `account ${account} is let in`),
      ],
      expected,
    );
  });
  return [...senders, ...judged];
}

/** Whether more than principals of accounts are let in: everybody, or a service on whoever's behalf. */
function isForStrangers(statement: PolicyStatement): boolean {
  return (
    meansEverybody(statement) || statement.principals.some((principal) => principal.startsWith("Service:"))
  );
}

/** Whether who comes is known and may publish, nothing else. */
function isClosed(statement: PolicyStatement): boolean {
  const { principals, actions, notActions } = statement;
  const onlyPublish =
    notActions.length === 0 && actions.every((action) => action.toLowerCase() === "sns:publish");
  return isNarrowed(statement) && !principals.includes("Service:*") && onlyPublish;
}
