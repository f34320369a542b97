import type { Box, BoxOf, Edge, Part } from "./graph";
import { constant, SERVICES } from "./stores";
import type { Resource, Synthesized } from "./synthesized";

const ALARMS = "alarms";

/** Who is told what, and how operators get a shell. */
export function alarms(stack: Synthesized): Part {
  return {
    frames: [{ id: ALARMS, kind: "services", row: 4, title: "Alarms", lines: [], claims: [] }],
    boxes: [
      ...stack.all("aws_cloudwatch_event_rule").map((rule) => ruleBox(stack, rule)),
      ...stack.all("aws_sns_topic").map((topic) => topicBox(stack, topic)),
      ...stack.all("aws_sns_topic_subscription").map(receiverBox),
      ...stack.all("aws_ssm_document").map(documentBox),
    ],
  };
}

function ruleBox(stack: Synthesized, rule: Resource): Box {
  const targets = stack.pointing("aws_cloudwatch_event_target", "rule", rule);
  const roles = targets.flatMap(({ block }) => stack.referred(block.role_arn, "aws_iam_role"));
  const forwards = targets.some(isForward);
  return {
    id: rule.address,
    kind: "alarm",
    frame: ALARMS,
    title: `EventBridge rule, ${stack.regionOf(rule)}`,
    lines: [
      ...eventNames(rule.block.event_pattern),
      ...(targets.length === 0 ? ["NO target"] : []),
      ...(forwards ? [roles.length === 0 ? "forwards WITHOUT a role" : "forwards to the other region"] : []),
    ],
    claims: [rule, ...targets, ...roles].map(({ address }) => address),
  };
}

/** Whether a target is the event bus of the provider's own region. */
const isForward = ({ block }: Resource): boolean => String(block.arn).includes(":event-bus/");

function eventNames(pattern: unknown): readonly string[] {
  if (typeof pattern !== "string") return [];
  const { detail } = JSON.parse(pattern) as { detail?: { eventName?: readonly string[] } };
  return detail?.eventName === undefined ? [] : [detail.eventName.join(", ")];
}

function topicBox(stack: Synthesized, topic: Resource): Box {
  const policies = stack.pointing("aws_sns_topic_policy", "arn", topic);
  return {
    id: topic.address,
    kind: "alarm",
    frame: ALARMS,
    title: `SNS topic ${constant(topic.block.name)}`,
    lines: policies.length > 0 ? ["policy of its own"] : ["NO policy of its own"],
    claims: [topic, ...policies].map(({ address }) => address),
  };
}

function receiverBox({ address, block }: Resource): Box {
  return {
    id: address,
    kind: "peer",
    frame: ALARMS,
    title: `Receiver (${block.protocol})`,
    lines: [String(block.endpoint)],
    claims: [address],
  };
}

/** What a Session Manager document asks of every session. */
interface Session {
  readonly inputs?: {
    readonly cloudWatchLogGroupName?: string;
    readonly idleSessionTimeout?: string;
    readonly maxSessionDuration?: string;
  };
}

function documentBox({ address, block }: Resource): Box {
  const { inputs } = JSON.parse(String(block.content)) as Session;
  const {
    cloudWatchLogGroupName: group,
    idleSessionTimeout: idle,
    maxSessionDuration: longest,
  } = inputs ?? {};
  return {
    id: address,
    kind: "alarm",
    frame: SERVICES,
    title: `SSM ${String(block.document_type).toLowerCase()} document`,
    lines: [
      group ? `logged to ${group}` : "NOT logged",
      `ends after ${idle ?? "?"} min idle, ${longest ?? "?"} min in all`,
    ],
    claims: [address],
  };
}

/** From what is watched to the rule, from rule to rule or topic, from the topic to its receivers. */
export function messages(stack: Synthesized, boxOf: BoxOf): readonly Edge[] {
  const sends = (from: unknown, to: unknown, labels: readonly string[] = []): readonly Edge[] =>
    boxOf(from).flatMap((start) =>
      boxOf(to).map((end) => ({ from: start, to: end, kind: "sends" as const, labels })),
    );
  const self = ({ address }: Resource) => `\${${address}.id}`;
  const rules = stack.all("aws_cloudwatch_event_rule");
  const forwarding = stack.all("aws_cloudwatch_event_target").filter(isForward);
  return [
    ...rules.flatMap((rule) => sends(rule.block.event_pattern, self(rule), ["watched"])),
    ...stack.all("aws_cloudwatch_event_target").flatMap(({ block }) => sends(block.rule, block.arn)),
    ...forwarding.flatMap(({ block }) =>
      rules
        .filter((rule) => rule.block.provider === undefined)
        .flatMap((rule) => sends(block.rule, self(rule))),
    ),
    ...stack
      .all("aws_sns_topic_subscription")
      .flatMap((receiver) => sends(receiver.block.topic_arn, self(receiver))),
  ];
}
