import { ArtifactBucket, ClusterLife, Initialization } from "../../lib";
import { awsStack, Synthesized } from "../support/stack";

function make(initialization = Initialization.atFirstBoot()) {
  const stack = awsStack();
  const life = new ClusterLife(stack, "life", {
    clusterName: "vault",
    bucket: ArtifactBucket.fromAttributes({ bucketName: "company-artifacts" }),
    nodeRoleArn: "arn:aws:iam::123456789012:role/vault-node",
    initialization,
    nodeTag: { key: "vault-cluster", value: "vault" },
  });
  return { life, stack: Synthesized.of(stack) };
}

test("a life is one value of Terraform, made once and protected like a key", () => {
  const { stack } = make();
  expect(stack.get("terraform_data", "life/uuid")).toMatchObject({
    input: "${uuid()}",
    lifecycle: { prevent_destroy: true, ignore_changes: ["input"] },
  });
});

test("nodes make objects once, below this life, and read all but the shares", () => {
  const { life } = make();
  const statement = (sid: string) => life.nodeStatements.find((one) => one.sid === sid);
  const below = expect.stringMatching(/^arn:aws:s3:::company-artifacts\/vault\/life\/\$\{.*\}\//);
  expect(statement("MakeClusterLifeOnce")).toMatchObject({
    actions: ["s3:PutObject"],
    resources: [below, below, below],
    conditions: { Null: { "s3:if-none-match": "false" } },
  });
  const read = statement("ReadClusterLife")?.resources ?? [];
  expect(read.filter((resource) => resource.includes("shares"))).toEqual([]);
  expect(life.nodeStatements.flatMap(({ actions }) => actions)).not.toContain("kms:Decrypt");
});

test("people get the shares and the beginning by grants of their own", () => {
  const first = make().life;
  expect(first.grants.initialise()).toEqual([]);
  expect(first.documentName).toBeUndefined();
  expect(first.grants.readShares().flatMap(({ actions }) => actions)).toEqual([
    "s3:GetObject",
    "kms:Decrypt",
  ]);

  const { life, stack } = make(Initialization.byOperator());
  expect(life.grants.initialise().map(({ actions }) => actions)).toEqual([
    ["ssm:SendCommand"],
    ["ssm:SendCommand"],
  ]);
  const { name, content } = stack.get("aws_ssm_document", "life/document");
  expect(name).toBe("vault-initialise");
  expect(JSON.parse(String(content))).toMatchObject({
    schemaVersion: "2.2",
    mainSteps: [{ inputs: { runCommand: ["/usr/local/sbin/hardened-vault-initialise"] } }],
  });
});
