import type { Rule } from "../trial";

/**
 * Policies of VPC endpoints. All that nodes need passes the endpoint of its service as well (see `simulator.ts`); here
 * is what does not pass, for callers whom every other policy would let through.
 */
export const ENDPOINTS: readonly Rule[] = [
  {
    who: "administrator",
    may: ["kms:DescribeKey"],
    on: ["key:seal"],
    through: "kms",
    why: "the account's own identities pass, with the actions of the list",
  },
  {
    who: "administrator",
    mayNot: ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
    on: ["key:seal"],
    through: "kms",
    why: "not in the list",
  },
  { who: "stranger", mayNot: ["ec2:DescribeInstances"], on: ["*"], through: "ec2", why: "another account" },
  {
    who: "stranger",
    mayNot: ["cloudwatch:PutMetricData"],
    on: ["*"],
    through: "monitoring",
    why: "no way out through somebody else's metrics",
  },
  {
    who: "stranger",
    mayNot: ["ssmmessages:OpenDataChannel"],
    on: ["*"],
    through: "ssmmessages",
    why: "no session of another account",
  },
  {
    who: "stranger",
    mayNot: ["ssm:UpdateInstanceInformation"],
    on: ["*"],
    through: "ssm",
    why: "no node registers elsewhere",
  },
  {
    who: "administrator",
    mayNot: ["ec2:RunInstances"],
    on: ["instance:foreign"],
    through: "ec2",
    why: "not in the list",
  },
  {
    who: "administrator",
    mayNot: ["autoscaling:DeleteAutoScalingGroup"],
    on: ["group"],
    through: "autoscaling",
    why: "not in the list",
  },
  {
    who: "administrator",
    mayNot: ["logs:DeleteLogGroup", "logs:GetLogEvents"],
    on: ["log-group:audit"],
    through: "logs",
    why: "not in the list",
  },
  {
    who: "administrator",
    mayNot: ["secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret"],
    on: ["secret:foreign"],
    through: "secretsmanager",
    why: "not in the list",
  },
  {
    who: "administrator",
    mayNot: ["ssm:SendCommand"],
    on: ["instance:foreign"],
    through: "ssm",
    why: "not in the list",
  },
  {
    who: "administrator",
    mayNot: ["sts:AssumeRole"],
    on: ["role:administrator"],
    through: "sts",
    why: "not in the list",
  },
  {
    who: "administrator",
    may: ["s3:GetObject"],
    on: ["object:bundle", "object:release"],
    through: "s3",
    why: "buckets of the account",
  },
  {
    who: "administrator",
    mayNot: ["s3:DeleteObject"],
    on: ["object:bundle"],
    through: "s3",
    why: "not in the list",
  },
  {
    who: ["administrator", "stranger"],
    mayNot: ["s3:GetObject", "s3:PutObject"],
    on: ["object:of-stranger"],
    through: "s3",
    why: "nothing is carried into another account's bucket, open as it may be",
  },
  {
    who: "anonymous",
    may: ["s3:GetObject"],
    on: ["object:packages"],
    through: "s3",
    why: "Amazon Linux fetches its packages without a signature",
  },
  {
    who: "anonymous",
    mayNot: ["s3:PutObject"],
    on: ["object:packages"],
    through: "s3",
    why: "fetched, not left there",
  },
  {
    who: "anonymous",
    mayNot: ["s3:GetObject"],
    on: ["object:of-stranger"],
    through: "s3",
    why: "no other public bucket",
  },
];
