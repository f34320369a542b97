import { Token } from "cdktf";
import { AlarmReceivers, Protection } from "../../lib";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const context = { clusterName: "vault", protection: Protection.enabled() };

describe("AlarmReceivers.emails", () => {
  const stack = awsStack();
  const topic = AlarmReceivers.emails(["oncall@corp.example", "security@corp.example"]).bind(stack, context);
  topic.admitRule("arn:aws:events:eu-central-1:123456789012:rule/one");
  const made = Synthesized.of(stack);

  test("each address is subscribed under an id of its own, so that one can go without the others", () => {
    const all = made.all("aws_sns_topic_subscription");
    expect(Object.keys(all).sort()).toEqual(["alarms/oncall-corp-example", "alarms/security-corp-example"]);
    expect(all["alarms/oncall-corp-example"]).toMatchObject({
      protocol: "email",
      endpoint: "oncall@corp.example",
    });
  });

  test("the topic is encrypted with a key that rules of the own account may use, and nobody else", () => {
    expect(made.get("aws_sns_topic", "alarms/Resource").kms_master_key_id).toContain(
      "aws_kms_key.alarms_key",
    );
    const key = Synthesized.statements(made.get("aws_kms_key", "alarms/key/Resource").policy);
    expect(Object.keys(key).sort()).toEqual(["AccountAdministers", "AlarmsPublish", "RulesPublish"]);
    expect(key.RulesPublish).toMatchObject({
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Condition: { StringEquals: { "aws:SourceAccount": expect.anything() } },
    });
  });

  test("only admitted rules publish, and only over TLS", () => {
    const policy = Synthesized.statements(made.get("aws_sns_topic_policy", "alarms/policy").policy);
    expect(policy.RulesPublish).toMatchObject({
      Action: "sns:Publish",
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/one" } },
    });
    expect(policy.TlsOnly).toMatchObject({
      Effect: "Deny",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    expect(Object.keys(policy)).toHaveLength(2);
  });
});

describe("a receiver that would hear nothing is refused", () => {
  test.each([
    [[]],
    [["oncall"]],
    [["oncall@corp"]],
    [["on call@corp.example"]],
    [["oncall@corp.example, other@corp.example"]],
    [["<oncall@corp.example>"]],
    [["oncall@corp.example", "OnCall@corp.example"]],
    [[Token.asString({ later: true })]],
    ["oncall@corp.example" as unknown as string[]],
  ])("%j", (addresses) => {
    expectRefused("RECEIVER_INVALID", () => AlarmReceivers.emails(addresses));
  });

  test("a topic by its name", () => {
    expectRefused("IDENTIFIER_INVALID", () => AlarmReceivers.topic("alarms"));
  });
});

test("an existing topic stays its owner's: nothing is made", () => {
  const stack = awsStack();
  const arn = "arn:aws:sns:eu-central-1:123456789012:alarms";
  const topic = AlarmReceivers.topic(arn).bind(stack, context);
  topic.admitRule("arn:aws:events:eu-central-1:123456789012:rule/one");
  expect(topic.topicArn).toBe(arn);
  expect(Synthesized.of(stack).types).toEqual([]);
});
