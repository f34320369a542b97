import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AlarmReceivers, KeyTampering } from "../../lib";
import { awsStack, Synthesized } from "../support/stack";

const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/mrk-1";
const topic = () =>
  AlarmReceivers.topic("arn:aws:sns:eu-central-1:123456789012:alarms").bind(awsStack(), {} as never);
const pattern = (block: { readonly event_pattern?: unknown }) => JSON.parse(String(block.event_pattern));

describe("KeyTampering", () => {
  test("hears of everything that takes the key away or lets somebody else use it", () => {
    const stack = awsStack();
    new KeyTampering(stack, "watch", { clusterName: "vault", keyArn, topic: topic() });
    const made = Synthesized.of(stack);
    const { source, detail } = pattern(made.get("aws_cloudwatch_event_rule", "watch/Resource"));
    expect(source).toEqual(["aws.kms"]);
    expect(detail.eventName).toEqual(
      expect.arrayContaining(["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"]),
    );
    expect(detail.resources).toEqual({ ARN: [keyArn] });
    expect(made.get("aws_cloudwatch_event_target", "watch/target").arn).toBe(
      "arn:aws:sns:eu-central-1:123456789012:alarms",
    );
    expect([...made.types].sort()).toEqual(["aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"]);
  });

  test("says who did what to which key, and what to do first", () => {
    const stack = awsStack();
    new KeyTampering(stack, "watch", { clusterName: "vault", keyArn, topic: topic() });
    const { input_transformer } = Synthesized.of(stack).get(
      "aws_cloudwatch_event_target",
      "watch/target",
    ) as {
      input_transformer: { input_paths: Record<string, string>; input_template: string };
    };
    const used = [...input_transformer.input_template.matchAll(/<(\w+)>/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(input_transformer.input_paths)));
    expect(() => JSON.parse(input_transformer.input_template)).not.toThrow();
    expect(input_transformer.input_template).toContain("cancel-key-deletion");
  });

  test("calls on the replica are forwarded by a role that can do nothing else", () => {
    const stack = awsStack();
    const replica = {
      keyArn: "arn:aws:kms:eu-west-1:123456789012:key/mrk-1",
      provider: new AwsProvider(stack, "replica", { alias: "replica", region: "eu-west-1" }),
    };
    new KeyTampering(stack, "watch", { clusterName: "vault", keyArn, replica, topic: topic() });
    const made = Synthesized.of(stack);
    expect(pattern(made.get("aws_cloudwatch_event_rule", "watch/Resource")).detail.resources.ARN).toEqual([
      keyArn,
      replica.keyArn,
    ]);
    const there = made.get("aws_cloudwatch_event_rule", "watch/replica");
    expect(there.provider).toBe("aws.replica");
    expect(pattern(there).detail.resources.ARN).toEqual([replica.keyArn]);
    expect(made.get("aws_cloudwatch_event_target", "watch/replica-target")).toMatchObject({
      provider: "aws.replica",
      arn: expect.stringMatching(/:event-bus\/default$/),
      role_arn: expect.stringContaining("aws_iam_role.watch_forwarder"),
    });
    const policy = Synthesized.statements(made.get("aws_iam_role_policy", "watch/forwarder-policy").policy);
    expect(Object.values(policy)).toEqual([
      expect.objectContaining({ Action: "events:PutEvents", Resource: expect.stringMatching(/default$/) }),
    ]);
  });
});
