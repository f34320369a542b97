import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { alarmsReachPeople } from "../../../../lib/checks/rules/mon/alarms-reach-people";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const TOPIC = "aws_sns_topic.vault_alarms";
const ALARM = "aws_cloudwatch_metric_alarm.sealed";
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

/** An alarm of the cluster's, changed. */
function alarm(when: string, change: (alarm: Editable) => void, on = ALARM): EditCase {
  return {
    when,
    on,
    edit: (draft: Draft) => {
      const topic = `\${${draft.address("aws_sns_topic")}.arn}`;
      const sealed = {
        alarm_name: "vault-prod-sealed",
        namespace: "HardenedVault/vault-prod",
        alarm_actions: [topic],
        ok_actions: [topic],
      };
      change(sealed);
      draft.add("aws_cloudwatch_metric_alarm", "sealed", sealed);
    },
  };
}

function topic(when: string, edit: (topic: Editable, draft: Draft) => void): EditCase {
  return { when, on: TOPIC, edit: (draft) => edit(draft.resource("aws_sns_topic"), draft) };
}

function statement(when: string, change: (statements: Editable[]) => void): EditCase {
  return topic(when, (_, draft) =>
    draft.policy(draft.resource("aws_sns_topic_policy"), (policy) => change(policy.Statement)),
  );
}

export const cases: RuleCases = {
  rule: alarmsReachPeople,
  passes: [
    { on: TOPIC },
    alarm("an alarm tells both ways", () => undefined),
    topic("the topic is the account's by default, and no rule sends to it", (_, draft) => {
      draft.remove("aws_sns_topic_policy");
      draft.remove("aws_cloudwatch_event_target");
    }),
    statement("everybody of one account", (statements) =>
      statements.push({
        Sid: "Account",
        Effect: "Allow",
        Principal: "*",
        Action: "sns:Publish",
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      }),
    ),
    {
      when: "an alarm of something else tells nobody",
      on: TOPIC,
      edit: (draft) =>
        draft.add("aws_cloudwatch_metric_alarm", "other", { alarm_name: "shop-errors", namespace: "Shop" }),
    },
  ],
  fails: [
    topic("rules send to it and may not", (_, draft) => draft.remove("aws_sns_topic_policy")),
    topic("its policy is another topic's", (_, draft) => {
      draft.resource("aws_sns_topic_policy").arn = "arn:aws:sns:eu-central-1:123456789012:other";
    }),
    statement("alarms may not send", (statements) => {
      statements.splice(0, statements.length, ...statements.filter(({ Sid }) => Sid !== "AlarmsPublish"));
    }),
    statement("another account may subscribe", (statements) =>
      statements.push({
        Sid: "Other",
        Effect: "Allow",
        Principal: { AWS: "999999999999" },
        Action: "sns:Subscribe",
        Resource: "*",
      }),
    ),
    alarm("an alarm tells nobody", (sealed) => delete sealed.alarm_actions),
    alarm("an alarm tells an empty list", (sealed) => {
      sealed.alarm_actions = [];
    }),
    alarm("nobody learns that it is over", (sealed) => delete sealed.ok_actions),
    alarm("an alarm is switched off", (sealed) => {
      sealed.actions_enabled = false;
    }),
    alarm("an alarm is switched off in words", (sealed) => {
      sealed.actions_enabled = "false";
    }),
    topic("the topic has no key", (sns) => delete sns.kms_master_key_id),
    topic("the topic has SNS's own key", (sns) => {
      sns.kms_master_key_id = "alias/aws/sns";
    }),
    topic("nobody is told", (_, draft) => draft.remove("aws_sns_topic_subscription")),
    topic("the message travels in clear text", (_, draft) => {
      draft.resource("aws_sns_topic_subscription", "oncall").protocol = "http";
    }),
    topic("somebody is told of some alone", (_, draft) => {
      draft.resource("aws_sns_topic_subscription", "oncall").filter_policy = '{"severity":["low"]}';
    }),
    statement("everybody may publish", (statements) =>
      statements.push({ Sid: "Open", Effect: "Allow", Principal: "*", Action: "sns:*", Resource: "*" }),
    ),
    statement("everybody may publish, in a list", (statements) =>
      statements.push({ Effect: "Allow", Principal: { AWS: ["*"] }, Action: "sns:Publish", Resource: "*" }),
    ),
    statement("everybody but one may publish", (statements) =>
      statements.push({
        Effect: "Allow",
        NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "sns:Publish",
        Resource: "*",
      }),
    ),
    statement("nobody may publish", (statements) =>
      statements.push({ Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: "*" }),
    ),
  ],
  unknown: [
    topic("a variable is the policy", (_, draft) => {
      draft.resource("aws_sns_topic_policy").policy = "${var.policy}";
    }),
    alarm("a variable switches it", (sealed) => {
      sealed.actions_enabled = "${var.enabled}";
    }),
  ],
  notApplicable: [
    {
      when: "there is neither a topic nor an alarm",
      on: "",
      edit: (draft) => {
        draft.remove("aws_sns_topic");
        draft.remove("aws_cloudwatch_metric_alarm");
      },
    },
  ],
  weakened: [
    {
      when: "kms_master_key_id",
      on: TOPIC,
      override: (production) =>
        production.at<SnsTopic>("alarms/Resource").addOverride("kms_master_key_id", "alias/aws/sns"),
    },
  ],
  repaired: [
    {
      when: "kms_master_key_id",
      on: TOPIC,
      override: (production) => {
        const sns = production.at<SnsTopic>("alarms/Resource");
        const key = sns.kmsMasterKeyIdInput;
        sns.kmsMasterKeyId = "alias/aws/sns";
        sns.addOverride("kms_master_key_id", key);
      },
    },
  ],
};
