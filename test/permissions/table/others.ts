import type { Rule } from "../trial";

const USE = ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"];

/** Everybody else: the stack's other roles, services, the account's own people, another account. */
export const OTHERS: readonly Rule[] = [
  // Who may assume the roles.
  { who: "ec2", may: ["sts:AssumeRole"], on: ["role:node"], why: "instances have the node role" },
  {
    who: "vpc-flow-logs",
    may: ["sts:AssumeRole"],
    on: ["role:flow-log"],
    when: {
      "aws:SourceAccount": "123456789012",
      "aws:SourceArn": "arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/fl-0123456789abcdef0",
    },
    why: "the flow log of this account writes with its role",
  },
  {
    who: "vpc-flow-logs",
    mayNot: ["sts:AssumeRole"],
    on: ["role:flow-log"],
    when: {
      "aws:SourceAccount": "999999999999",
      "aws:SourceArn": "arn:aws:ec2:eu-central-1:999999999999:vpc-flow-log/fl-0123456789abcdef0",
    },
    why: "a flow log of another account does not",
  },
  {
    who: "events",
    may: ["sts:AssumeRole"],
    on: ["role:key-events"],
    when: { "aws:SourceAccount": "123456789012" },
    why: "the rule in the replica's region forwards what it sees",
  },
  {
    who: "events",
    mayNot: ["sts:AssumeRole"],
    on: ["role:key-events"],
    when: { "aws:SourceAccount": "999999999999" },
    why: "a rule of another account does not",
  },
  {
    who: "ec2",
    mayNot: ["sts:AssumeRole"],
    on: ["role:flow-log", "role:key-events"],
    why: "each role has one service",
  },
  {
    who: ["events", "vpc-flow-logs"],
    mayNot: ["sts:AssumeRole"],
    on: ["role:node"],
    why: "each role has one service",
  },
  {
    who: ["administrator", "key-user", "stranger", "flow-log"],
    mayNot: ["sts:AssumeRole"],
    on: ["role:node"],
    why: "nobody becomes a node without being an instance",
  },

  // Flow logs.
  {
    who: "flow-log",
    may: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    on: ["log-group:flow"],
    why: "flow logs are written",
  },
  {
    who: "flow-log",
    may: ["logs:DescribeLogGroups"],
    on: ["log-groups"],
    why: "the service looks for its group",
  },
  {
    who: "flow-log",
    mayNot: ["logs:CreateLogStream", "logs:PutLogEvents"],
    on: ["log-group:audit", "log-group:foreign"],
    why: "to no other group",
  },
  {
    who: "flow-log",
    mayNot: ["logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:GetLogEvents", "logs:PutRetentionPolicy"],
    on: ["log-group:flow"],
    why: "written, not read or taken back",
  },
  { who: "flow-log", mayNot: ["kms:Decrypt", "kms:Encrypt"], on: ["key:logs", "key:seal"], why: "no keys" },
  { who: "flow-log", mayNot: ["s3:GetObject"], on: ["object:bundle"], why: "no files of nodes" },
  {
    who: "flow-log",
    mayNot: ["secretsmanager:GetSecretValue"],
    on: ["secret:certificate", "secret:foreign"],
    why: "no secrets",
  },

  // Events of the replica's region.
  {
    who: "key-events",
    may: ["events:PutEvents"],
    on: ["bus:default"],
    why: "events are forwarded to the region of the topic",
  },
  { who: "key-events", mayNot: ["events:PutEvents"], on: ["bus:foreign"], why: "to no other bus" },
  {
    who: "key-events",
    mayNot: ["events:DeleteRule", "events:PutRule"],
    on: ["rule:seal-key-tampering"],
    why: "no say in rules",
  },
  {
    who: "key-events",
    mayNot: ["sns:Publish"],
    on: ["topic:alarms"],
    why: "the rule in the topic's region publishes",
  },
  { who: "key-events", mayNot: ["kms:Decrypt"], on: ["key:seal", "key:alarms"], why: "no keys" },

  // The role that launches nodes.
  {
    who: "auto-scaling",
    may: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
    ],
    on: ["key:data"],
    why: "nodes are launched with encrypted volumes",
  },
  {
    who: "auto-scaling",
    may: ["kms:CreateGrant"],
    on: ["key:data"],
    when: { "kms:GrantIsForAWSResource": "true" },
    why: "EC2 attaches the volumes with a grant",
  },
  {
    who: "auto-scaling",
    mayNot: ["kms:CreateGrant"],
    on: ["key:data"],
    why: "no grants but those for AWS resources",
  },
  {
    who: "auto-scaling",
    mayNot: ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
    on: ["key:data"],
    why: "it uses the key and does not rule it",
  },
  {
    who: "auto-scaling",
    mayNot: USE,
    on: ["key:seal", "key:logs", "key:objects", "key:sessions"],
    why: "only the volumes' key",
  },

  // Services and the keys and topics that they use.
  {
    who: "logs",
    may: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    on: ["key:logs"],
    when: {
      "kms:EncryptionContext:aws:logs:arn":
        "arn:aws:logs:eu-central-1:123456789012:log-group:/hardened-vault/@CLUSTER@/audit",
    },
    why: "log groups of the cluster are encrypted",
  },
  {
    who: "logs",
    mayNot: ["kms:Decrypt", "kms:Encrypt"],
    on: ["key:logs"],
    when: {
      "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:123456789012:log-group:/foreign",
    },
    why: "no other log group hides behind the key",
  },
  {
    who: ["ec2", "events", "logs"],
    mayNot: ["kms:Decrypt"],
    on: ["key:seal"],
    why: "no service opens the seal",
  },
  {
    who: "events",
    may: ["kms:Decrypt", "kms:GenerateDataKey"],
    on: ["key:alarms"],
    when: { "aws:SourceAccount": "123456789012" },
    why: "the rule publishes to an encrypted topic",
  },
  {
    who: "events",
    mayNot: ["kms:Decrypt", "kms:GenerateDataKey"],
    on: ["key:alarms"],
    when: { "aws:SourceAccount": "999999999999" },
    why: "rules of other accounts do not",
  },
  {
    who: "events",
    mayNot: ["sns:Publish"],
    on: ["topic:alarms"],
    when: { "aws:SourceArn": "arn:aws:events:eu-central-1:999999999999:rule/forged" },
    why: "no other rule publishes alarms",
  },

  // People of the account: they administer keys and cannot use them.
  {
    who: "administrator",
    may: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy"],
    on: ["key:seal", "key:seal-replica", "key:data", "key:objects", "key:logs", "key:sessions", "key:alarms"],
    why: "no key can be locked out of its account",
  },
  {
    who: "administrator",
    may: ["kms:CancelKeyDeletion", "kms:DisableKey", "kms:EnableKey", "kms:ScheduleKeyDeletion"],
    on: ["key:seal"],
    destructive: true,
    why: "keys are retired by the account; the alarm tells people",
  },
  {
    who: ["administrator", "key-user"],
    mayNot: [...USE, "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptTo"],
    on: ["key:seal", "key:seal-replica"],
    why: "whoever opens the seal reads every secret",
  },
  {
    who: ["administrator", "key-user"],
    mayNot: ["kms:CreateGrant", "kms:Decrypt"],
    on: ["key:data", "key:logs", "key:objects", "key:sessions", "key:alarms"],
    why: "other keys serve their service",
  },
  {
    who: ["administrator", "key-user"],
    may: ["kms:Decrypt", "kms:Encrypt"],
    on: ["key:foreign"],
    why: "and these calls are refused by the stack's key policies alone: a key that delegates to the account admits them",
  },

  // Others.
  {
    who: "stranger",
    mayNot: ["s3:GetObject", "s3:PutObject"],
    on: ["object:bundle"],
    why: "another account",
  },
  {
    who: "stranger",
    mayNot: ["s3:ListBucket", "s3:PutBucketPolicy"],
    on: ["bucket:artifacts"],
    why: "another account",
  },
  { who: "stranger", mayNot: ["kms:Decrypt", "kms:DescribeKey"], on: ["key:seal"], why: "another account" },
  { who: "anonymous", mayNot: ["s3:GetObject"], on: ["object:bundle"], why: "the bucket is private" },
  { who: "anonymous", mayNot: ["s3:ListBucket"], on: ["bucket:artifacts"], why: "the bucket is private" },
];
