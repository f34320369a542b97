import { type Observation, passIf } from "../../engine/observation";
import { vaultAlarms } from "../../evidence/alarms";
import type { Evidence } from "../../evidence/evidence";
import { meansEverybody, type PolicyStatement, speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { Value } from "../../evidence/value";

/** What sends to a topic, by the service that does it. */
interface Sender {
  readonly service: "cloudwatch" | "events";
  readonly resource: Resource;
}

/**
 * Whoever is to send to a topic may: a policy takes the place of the one that SNS makes, which admits alarms of the own
 * account, and never rules of EventBridge.
 *
 * @param statements of all policies of the topic; `undefined` where it has none
 */
export function admitted(
  topic: Resource,
  statements: readonly PolicyStatement[] | undefined,
  evidence: Evidence,
): readonly Observation[] {
  return sendersTo(topic, evidence).map(({ service, resource }) =>
    passIf(
      statements === undefined
        ? service === "cloudwatch"
        : statements.some((statement) => admits(statement, service, resource, evidence)),
      {
        actual: `${resource.address} sends to ${topic.address}`,
        expected: `a policy of the topic that lets ${service} publish for it`,
      },
    ),
  );
}

function sendersTo(topic: Resource, evidence: Evidence): readonly Sender[] {
  const { resources } = evidence;
  const isTo = (value: Value) => resources.namedBy(value, "aws_sns_topic").includes(topic);
  const alarms = vaultAlarms(evidence).filter((alarm) =>
    ["alarm_actions", "ok_actions", "insufficient_data_actions"].some((key) => isTo(alarm.at(key))),
  );
  const rules = resources
    .ofType("aws_cloudwatch_event_target")
    .filter((target) => isTo(target.at("arn")))
    .flatMap((target) => resources.namedBy(target.at("rule"), "aws_cloudwatch_event_rule"));
  return [
    ...alarms.map((resource) => ({ service: "cloudwatch" as const, resource })),
    ...[...new Set(rules)].map((resource) => ({ service: "events" as const, resource })),
  ];
}

function admits(
  statement: PolicyStatement,
  service: string,
  sender: Resource,
  { resources }: Evidence,
): boolean {
  const isMeant =
    meansEverybody(statement) ||
    statement.principals.some((principal) => principal.startsWith(`Service:${service}.`));
  if (statement.effect !== "Allow" || !isMeant || !speaksOf(statement, "sns:Publish")) return false;
  return statement.conditions
    .filter(({ key }) => /^aws:SourceArn$/i.test(key))
    .every(({ values }) =>
      values.some((value) => {
        const named = resources.namedBy(new Value("", value));
        // What names no resource of this stack, such as a pattern, may well name the sender.
        return named.length === 0 || named.includes(sender);
      }),
    );
}
