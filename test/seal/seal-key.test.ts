import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Token } from "cdktf";
import { Protection } from "../../lib/aws/protection";
import { SealKey, type SealKeyProps } from "../../lib/seal/seal-key";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const ROLE = "arn:aws:iam::123456789012:role/node";

function make(more: Partial<SealKeyProps> = {}, replicaRegion?: string) {
  const stack = awsStack();
  const replicaProvider =
    replicaRegion === undefined
      ? undefined
      : new AwsProvider(stack, "replica", { alias: "replica", region: replicaRegion });
  const key = new SealKey(stack, "seal", { clusterName: "vault", replicaProvider, ...more });
  const statement = key.grants.unseal(ROLE);
  key.grants.unseal(ROLE);
  return { statement, synthesized: Synthesized.of(stack) };
}

describe("SealKey", () => {
  test("cannot vanish: multi-Region, rotated, 30 days, protected", () => {
    expect(make().synthesized.get("aws_kms_key", "seal/Resource")).toMatchObject({
      multi_region: true,
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
  });

  test("is administered by the account, without cryptography and grants", () => {
    const { policy } = make().synthesized.get("aws_kms_key", "seal/Resource");
    const statements = Synthesized.statements(policy);
    expect(Object.keys(statements)).toEqual(["AccountAdministers", "Unseal"]);
    const actions = statements.AccountAdministers?.Action as string[];
    expect(actions).toContain("kms:PutKeyPolicy");
    expect(actions.filter((action) => /crypt|GenerateDataKey|CreateGrant|\*/.test(action))).toEqual([]);
  });

  test("is used by exactly who was granted it, for exactly three actions", () => {
    const { statement, synthesized } = make();
    const { policy } = synthesized.get("aws_kms_key", "seal/Resource");
    expect(Synthesized.statements(policy).Unseal).toMatchObject({
      Principal: { AWS: ROLE },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
    });
    expect(Synthesized.statements(policy).Unseal?.Condition).toBeUndefined();
    expect(statement.actions).toEqual(["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"]);
  });

  test("has a replica with the same policy in the other region", () => {
    const { statement, synthesized } = make({}, "eu-west-1");
    const replica = synthesized.get("aws_kms_replica_key", "seal/replica");
    expect(replica).toMatchObject({
      provider: "aws.replica",
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    expect(replica.policy).toBe(synthesized.get("aws_kms_key", "seal/Resource").policy);
    expect(statement.resources).toHaveLength(2);
  });

  test.each(["eu-central-1", "cn-north-1", "us-gov-west-1"])("fails for a replica in %s", (region) => {
    expect(expectRefused("REPLICA_REGION_INVALID", () => make({}, region)).path).toBe("stack/seal");
  });

  test("takes a replica region that only Terraform knows", () => {
    expect(() => make({}, Token.asString({ a: 1 }))).not.toThrow();
  });

  test("relaxed protection lets go", () => {
    const { synthesized } = make({
      protection: Protection.relaxed({ reason: "a cluster for one afternoon" }),
    });
    expect(synthesized.get("aws_kms_key", "seal/Resource").lifecycle).toBeUndefined();
  });

  test("a key that exists already keeps its policy", () => {
    const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1234";
    expect(SealKey.fromAttributes({ keyArn }).grants.unseal(ROLE).resources).toEqual([keyArn]);
    expectRefused("IDENTIFIER_INVALID", () => SealKey.fromAttributes({ keyArn: "alias/vault" }));
    expectRefused("IDENTIFIER_INVALID", () =>
      SealKey.fromAttributes({ keyArn: "arn:aws:kms:eu-central-1:123456789012:alias/vault" }),
    );
  });
});
