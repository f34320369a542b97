import { ACCOUNT, REGION } from "../terraform/emulators";
import type { Document, Principal, Target } from "./parties";

/** Another account. */
export const STRANGER = "999999999999";

/** Names of what the emulator numbers itself: they are known when the run has made them. */
export const FOREIGN = ["key:foreign", "secret:foreign"] as const;

const allow = (action: string): Document => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Allow", Effect: "Allow", Action: action, Resource: "*" }],
});

const role = (name: string, action: string, accountId = ACCOUNT): Principal => ({
  name: `arn:aws:iam::${accountId}:role/${name}`,
  accountId,
  policies: { allow: allow(action) },
  assumedBy: "account",
});

const service = (name: string): Principal => ({ name, accountId: ACCOUNT, policies: {} });

/** Who and what stands beside a stack in its account, and in another one. */
export function surroundings(foreign: Readonly<Record<string, string>>): {
  readonly principals: Readonly<Record<string, Principal>>;
  readonly targets: Readonly<Record<string, Target>>;
} {
  const inAccount = (arn: string, policy?: Document): Target => ({ arn, accountId: ACCOUNT, policy });
  const bucketOfStranger: Document = {
    Version: "2012-10-17",
    Statement: [{ Sid: "Everybody", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }],
  };
  return {
    principals: {
      administrator: role("trial-administrator", "*"),
      "key-user": role("trial-key-user", "kms:*"),
      stranger: role("trial-stranger", "*", STRANGER),
      anonymous: { accountId: STRANGER, policies: {} },
      ec2: service("ec2.amazonaws.com"),
      events: service("events.amazonaws.com"),
      s3: service("s3.amazonaws.com"),
      logs: service(`logs.${REGION}.amazonaws.com`),
      "vpc-flow-logs": service("vpc-flow-logs.amazonaws.com"),
    },
    targets: {
      "log-groups": inAccount(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group::log-stream:`),
      "log-group:foreign": inAccount(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/foreign:log-stream:trial`),
      "bucket:foreign": inAccount(`arn:aws:s3:::trial-foreign-${ACCOUNT}`),
      "object:foreign": inAccount(`arn:aws:s3:::trial-foreign-${ACCOUNT}/unrelated`),
      "object:release": inAccount("arn:aws:s3:::software-mirror/vault/2.1.2/vault_2.1.2_linux_arm64.zip"),
      "object:other-release": inAccount(
        "arn:aws:s3:::software-mirror/vault/1.0.0/vault_1.0.0_linux_arm64.zip",
      ),
      "object:packages": {
        arn: `arn:aws:s3:::al2023-repos-${REGION}-de612dc2/core/repodata/repomd.xml`,
        accountId: STRANGER,
        policy: bucketOfStranger,
      },
      "object:of-stranger": {
        arn: "arn:aws:s3:::bucket-of-a-stranger/object",
        accountId: STRANGER,
        policy: bucketOfStranger,
      },
      "bus:default": inAccount(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`),
      "bus:foreign": inAccount(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/foreign`),
      "topic:foreign": inAccount(`arn:aws:sns:${REGION}:${ACCOUNT}:trial-foreign`),
      "queue:foreign": inAccount(`arn:aws:sqs:${REGION}:${ACCOUNT}:trial-foreign`),
      "rule:foreign": inAccount(`arn:aws:events:${REGION}:${ACCOUNT}:rule/trial-foreign`),
      "parameter:foreign": inAccount(`arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/trial-foreign`),
      "instance:foreign": inAccount(`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0123456789abcdef0`),
      "group:foreign": inAccount(
        `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/foreign`,
      ),
      "authority:foreign": inAccount(
        `arn:aws:acm-pca:${REGION}:${ACCOUNT}:certificate-authority/99999999-2222-3333-4444-555555555555`,
      ),
      "role:administrator": inAccount(`arn:aws:iam::${ACCOUNT}:role/trial-administrator`, {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Account",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
            Action: "sts:AssumeRole",
          },
        ],
      }),
      ...Object.fromEntries(
        FOREIGN.map((name) => [
          name,
          inAccount(String(foreign[name]), name === "key:foreign" ? delegatingToAccount() : undefined),
        ]),
      ),
    },
  };
}

/** The policy that AWS gives to a key by default. */
function delegatingToAccount(): Document {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}
