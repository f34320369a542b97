import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { keyTamperingAlarms } from "../../../../lib/checks/rules/seal/key-tampering-alarms";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const SEAL = "aws_kms_key.vault_seal";
const REPLICA = "aws_kms_replica_key.vault_seal_replica";
// biome-ignore lint/suspicious/noExplicitAny: patterns are JSON of any shape
type Pattern = any;

/** The rule of the first region, or that of the replica. */
const rule = (draft: Draft, name = "A65D0260") => draft.resource("aws_cloudwatch_event_rule", name);
const pattern = (change: (pattern: Pattern) => void, name?: string) => (draft: Draft) =>
  draft.policy(rule(draft, name), change, "event_pattern");
const fails = (on: string, when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on,
  edit,
  ...(says === undefined ? {} : { says }),
});

/** A metric filter with an alarm, instead of rules. */
const counted = (actions: readonly string[]) => (draft: Draft) => {
  draft.remove("aws_cloudwatch_event_rule");
  const names = ["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"];
  draft.add("aws_cloudwatch_log_metric_filter", "keys", {
    pattern: `{ ($.eventSource = kms.amazonaws.com) && (${names.map((name) => `($.eventName = ${name})`).join(" || ")}) }`,
    metric_transformation: [{ name: "KeyTampering", namespace: "Trail", value: "1" }],
  });
  draft.add("aws_cloudwatch_metric_alarm", "keys", { metric_name: "KeyTampering", alarm_actions: actions });
};

export const cases: RuleCases = {
  rule: keyTamperingAlarms,
  passes: [
    { on: SEAL },
    { on: REPLICA },
    {
      when: "every call on any key is reported",
      on: SEAL,
      edit: pattern(({ detail }) => delete detail.eventName),
    },
    {
      when: "calls are named by how they begin",
      on: SEAL,
      edit: pattern(({ detail }) => {
        detail.eventName = [
          { prefix: "Disable" },
          { prefix: "Put" },
          "CreateGrant",
          { wildcard: "Schedule*" },
        ];
      }),
    },
    { when: "a trail's log is counted instead", on: SEAL, edit: counted(["arn:aws:sns:eu:1:alarms"]) },
  ],
  fails: [
    fails(SEAL, "there is no rule", (draft) => draft.remove("aws_cloudwatch_event_rule"), /no rule notices/),
    fails(SEAL, "the rule is disabled", (draft) => {
      rule(draft).state = "DISABLED";
    }),
    fails(SEAL, "the rule is off, as it was once written", (draft) => {
      rule(draft).is_enabled = false;
    }),
    ...["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"].map((name) =>
      fails(
        SEAL,
        `${name} is not noticed`,
        pattern(({ detail }) => {
          detail.eventName = detail.eventName.filter((one: string) => one !== name);
        }),
        new RegExp(name),
      ),
    ),
    fails(
      SEAL,
      "the source is another",
      pattern((all) => {
        all.source = ["aws.s3"];
      }),
    ),
    fails(
      SEAL,
      "the kind of event is another",
      pattern((all) => {
        all["detail-type"] = ["KMS CMK Rotation"];
      }),
    ),
    fails(
      SEAL,
      "only another key is watched",
      pattern(({ detail }) => {
        detail.resources.ARN = ["${aws_kms_key.vault_objects-key_8F11726E.arn}"];
      }),
    ),
    fails(
      SEAL,
      "only one user is watched",
      pattern(({ detail }) => {
        detail.userIdentity = { userName: ["intern"] };
      }),
    ),
    fails(
      SEAL,
      "there is no target",
      (draft) => draft.remove("aws_cloudwatch_event_target", "target_B3DA7962"),
      /reaches nobody/,
    ),
    fails(SEAL, "nobody has subscribed", (draft) => draft.remove("aws_sns_topic_subscription"), /subscribed/),
    fails(SEAL, "the topic refuses events", (draft) =>
      draft.policy(draft.resource("aws_sns_topic_policy"), (policy) => {
        policy.Statement = policy.Statement.filter(({ Sid }: { Sid: string }) => Sid !== "RulesPublish");
      }),
    ),
    fails(SEAL, "an alarm has no action", counted([])),
    fails(REPLICA, "the replica's region has no rule", (draft) =>
      draft.remove("aws_cloudwatch_event_rule", "replica"),
    ),
    fails(
      REPLICA,
      "the first region ignores the replica",
      pattern(({ detail }) => detail.resources.ARN.pop()),
    ),
    fails(REPLICA, "the replica's rule forwards nothing", (draft) =>
      draft.remove("aws_cloudwatch_event_target", "replica"),
    ),
    fails(REPLICA, "the bus takes nothing without a role", (draft) => {
      delete draft.resource("aws_cloudwatch_event_target", "replica").role_arn;
    }),
    fails(SEAL, "a queue gets it", (draft) => {
      draft.resource("aws_cloudwatch_event_target", "target_B3DA7962").arn =
        "arn:aws:sqs:eu-central-1:1:unread";
    }),
  ],
  unknown: [
    {
      when: "a variable is the pattern",
      on: SEAL,
      edit: (draft) => {
        rule(draft).event_pattern = "${var.pattern}";
      },
    },
    {
      when: "a variable turns it on",
      on: SEAL,
      edit: (draft) => {
        rule(draft).state = "${var.state}";
      },
    },
  ],
  notApplicable: [
    { when: "there are no machines", on: "", edit: (draft) => draft.remove("aws_launch_template") },
  ],
  weakened: [
    {
      when: "state",
      on: SEAL,
      override: (production) =>
        production.at<CloudwatchEventRule>("key-tampering/Resource").addOverride("state", "DISABLED"),
    },
  ],
  repaired: [
    {
      when: "state",
      on: SEAL,
      override: (production) => {
        const events = production.at<CloudwatchEventRule>("key-tampering/Resource");
        events.state = "DISABLED";
        events.addOverride("state", "ENABLED");
      },
    },
  ],
};
