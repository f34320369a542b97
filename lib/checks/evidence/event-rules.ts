import type { Evidence } from "./evidence";
import { meansEverybody, speaksOf, statementsOf } from "./policy";
import type { Resource } from "./resource";
import { type Json, Value } from "./value";

type Pattern = Readonly<Record<string, Json>>;

/** A call of an AWS API on a thing. */
export interface ApiCall {
  readonly source: string;
  readonly name: string;
  /** The thing that it is done to. */
  readonly on: Resource;
}

/** Whether a rule of EventBridge is on and its pattern lets the record of a call through; `undefined` where it is not known. */
export function notices(rule: Resource, call: ApiCall, evidence: Evidence): boolean | undefined {
  const state = rule.at("state");
  const enabled = rule.at("is_enabled");
  if ([state, enabled].some((value) => !value.isAbsent && !value.isKnown)) return undefined;
  if (String(state.literal ?? "ENABLED").startsWith("DISABLED") || String(enabled.literal) === "false")
    return false;
  const pattern = patternOf(rule.at("event_pattern"));
  if (pattern === undefined) return rule.at("event_pattern").isAbsent ? false : undefined;
  const { detail, source, "detail-type": type, ...others } = pattern;
  const { eventName, eventSource, resources, ...details } = objectOf(detail);
  const { ARN, ...aboutResources } = objectOf(resources);
  const onKey = ARN === undefined || listOf(ARN).some((one) => names(one, call.on, evidence));
  // What else a pattern asks for may never hold, except that the call went well.
  const isNarrower =
    Object.keys({ ...others, ...aboutResources }).some((key) => !["account", "region"].includes(key)) ||
    Object.keys(details).some((key) => key !== "errorCode");
  return (
    !isNarrower &&
    onKey &&
    fits(source, `aws.${call.source}`) &&
    fits(type, "AWS API Call via CloudTrail") &&
    fits(eventSource, `${call.source}.amazonaws.com`) &&
    fits(eventName, call.name)
  );
}

/** Where a rule sends what it notices. */
export function targetsOf(rule: Resource, { resources }: Evidence): readonly Resource[] {
  return resources
    .ofType("aws_cloudwatch_event_target")
    .filter((target) => {
      const named = resources.namedBy(target.at("rule"), "aws_cloudwatch_event_rule");
      return named.includes(rule) && isSameProvider(target, rule);
    })
    .filter((target) => !target.at("arn").isAbsent && target.at("arn").raw !== "");
}

/** Whether two resources are made by the same provider, as far as it is told. */
export function isSameProvider(one: Resource, other: Resource): boolean {
  return one.at("provider").raw === other.at("provider").raw;
}

/** Why nobody hears of what is sent to a topic of this stack; `undefined` where somebody does, or it is elsewhere. */
export function deafness(target: Resource, { resources }: Evidence): string | undefined {
  const [topic] = resources.namedBy(target.at("arn"), "aws_sns_topic");
  if (topic === undefined) return undefined;
  if (resources.naming(topic, "aws_sns_topic_subscription", "topic_arn").length === 0) {
    return `nobody has subscribed to ${topic.address}`;
  }
  const policies = [
    topic.at("policy"),
    ...resources.naming(topic, "aws_sns_topic_policy", "arn").map((holder) => holder.at("policy")),
  ].filter((policy) => !policy.isAbsent);
  const read = policies.map((policy) => statementsOf(policy, resources));
  if (read.includes(undefined)) return undefined;
  const [rule] = resources.namedBy(target.at("rule"), "aws_cloudwatch_event_rule");
  const admits = read
    .flatMap((statements) => statements ?? [])
    .some(
      (statement) =>
        statement.effect === "Allow" &&
        speaksOf(statement, "sns:Publish") &&
        (meansEverybody(statement) ||
          statement.principals.some((one) => one.startsWith("Service:events."))) &&
        statement.conditions
          .filter(({ key }) => /^aws:SourceArn$/i.test(key))
          .every(({ values }) =>
            values.some((value) => {
              const named = resources.namedBy(new Value("aws:SourceArn", value), "aws_cloudwatch_event_rule");
              return named.length === 0 ? value.includes("*") : named.includes(rule as Resource);
            }),
          ),
    );
  return admits ? undefined : `the policy of ${topic.address} does not let EventBridge publish`;
}

function patternOf(value: Value): Pattern | undefined {
  const text = value.literal ?? value.raw;
  if (typeof text !== "string") return undefined;
  try {
    return objectOf(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** Whether a field of a pattern lets a value through; a field that is not there lets all through. */
function fits(field: Json | undefined, wanted: string): boolean {
  if (field === undefined) return true;
  return listOf(field).some((one) => {
    if (typeof one === "string") return one === wanted;
    const { prefix, suffix, wildcard } = objectOf(one);
    const ignoring = objectOf(one)["equals-ignore-case"];
    return (
      (typeof prefix === "string" && wanted.startsWith(prefix)) ||
      (typeof suffix === "string" && wanted.endsWith(suffix)) ||
      (typeof ignoring === "string" && wanted.toLowerCase() === ignoring.toLowerCase()) ||
      (typeof wildcard === "string" && new RegExp(`^${wildcard.replaceAll("*", ".*")}$`).test(wanted))
    );
  });
}

function names(one: Json, thing: Resource, { resources }: Evidence): boolean {
  if (typeof one !== "string") return "exists" in objectOf(one);
  return resources.namedBy(new Value("ARN", one), thing.type).includes(thing);
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function objectOf(value: Json | undefined): Pattern {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Pattern) : {};
}
