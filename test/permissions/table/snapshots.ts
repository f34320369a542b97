import type { Rule } from "../trial";

const THROUGH_S3 = { "kms:ViaService": "s3.eu-central-1.amazonaws.com" };
const THROUGH_S3_THERE = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
const LOCKS = ["s3:BypassGovernanceRetention", "s3:PutObjectLegalHold", "s3:PutObjectRetention"];
const TAKE_BACK = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectTagging"];
const BUCKET = [
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
  "s3:PutReplicationConfiguration",
];

/** Snapshots: nodes put them and never see them again, S3 copies them, and nobody takes them back. */
export const SNAPSHOTS: readonly Rule[] = [
  { who: "node", may: ["s3:PutObject"], on: ["object:snapshot"], why: "the leader stores a snapshot" },
  {
    who: "node",
    may: ["kms:GenerateDataKey"],
    on: ["key:snapshots"],
    when: THROUGH_S3,
    why: "S3 encrypts what the leader stores",
  },
  {
    who: "node",
    mayNot: ["s3:GetObject", "s3:GetObjectVersion", ...TAKE_BACK, ...LOCKS],
    on: ["object:snapshot", "object:snapshot-copy"],
    why: "whoever takes over a node neither reads a snapshot nor takes one back",
  },
  {
    who: "node",
    mayNot: ["s3:PutObject"],
    on: ["object:other-snapshot", "object:snapshot-copy"],
    why: "below the prefix of its cluster, in the one bucket",
  },
  {
    who: "node",
    mayNot: [...BUCKET, "s3:ListBucket", "s3:ListBucketVersions"],
    on: ["bucket:snapshots", "bucket:snapshot-copies"],
    why: "the lock is the deployment's, and a list would be a map",
  },
  {
    who: "node",
    mayNot: ["kms:Decrypt", "kms:ReEncryptFrom"],
    on: ["key:snapshots", "key:snapshot-copies"],
    when: THROUGH_S3,
    why: "a node encrypts snapshots and never decrypts one",
  },
  {
    who: ["administrator", "key-user"],
    mayNot: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt"],
    on: ["key:snapshots", "key:snapshot-copies"],
    why: "the key serves S3 alone",
  },
  {
    who: "administrator",
    may: ["kms:Decrypt"],
    on: ["key:snapshots"],
    when: THROUGH_S3,
    why: "who restores in anger fetches a snapshot through S3",
  },
  {
    who: "administrator",
    mayNot: ["s3:GetObject"],
    on: ["object:snapshot", "object:snapshot-copy"],
    when: { "aws:SecureTransport": "false" },
    why: "nothing without TLS, for nobody",
  },
  {
    who: ["stranger", "anonymous"],
    mayNot: ["s3:GetObject", "s3:PutObject"],
    on: ["object:snapshot", "object:snapshot-copy"],
    why: "another account, or nobody",
  },

  // The copies.
  {
    who: "s3",
    may: ["sts:AssumeRole"],
    on: ["role:snapshot-copies"],
    when: { "aws:SourceAccount": "123456789012", "aws:SourceArn": "@SNAPSHOTS@" },
    why: "S3 copies for the bucket of this cluster",
  },
  {
    who: "s3",
    mayNot: ["sts:AssumeRole"],
    on: ["role:snapshot-copies"],
    when: { "aws:SourceAccount": "999999999999", "aws:SourceArn": "arn:aws:s3:::bucket-of-a-stranger" },
    why: "not for a bucket of somebody else",
  },
  {
    who: ["ec2", "administrator", "node"],
    mayNot: ["sts:AssumeRole"],
    on: ["role:snapshot-copies"],
    why: "each role has one service",
  },
  {
    who: "snapshot-copies",
    may: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
    on: ["bucket:snapshots"],
    why: "S3 looks what is to be copied",
  },
  {
    who: "snapshot-copies",
    may: [
      "s3:GetObjectLegalHold",
      "s3:GetObjectRetention",
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionTagging",
    ],
    on: ["object:snapshot"],
    why: "a copy keeps the lock of its original",
  },
  {
    who: "snapshot-copies",
    may: ["s3:ReplicateObject", "s3:ReplicateTags"],
    on: ["object:snapshot-copy"],
    why: "copies are written",
  },
  {
    who: "snapshot-copies",
    may: ["kms:Decrypt"],
    on: ["key:snapshots"],
    when: THROUGH_S3,
    why: "S3 decrypts the original",
  },
  {
    who: "snapshot-copies",
    may: ["kms:Encrypt", "kms:GenerateDataKey"],
    on: ["key:snapshot-copies"],
    when: THROUGH_S3_THERE,
    why: "and encrypts the copy with the key of the other region",
  },
  {
    who: "snapshot-copies",
    mayNot: ["kms:Decrypt"],
    on: ["key:snapshot-copies"],
    when: THROUGH_S3_THERE,
    why: "copies are not read back",
  },
  {
    who: "snapshot-copies",
    mayNot: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    on: ["key:seal", "key:objects", "key:snapshots", "key:snapshot-copies"],
    why: "only through S3, and no other key",
  },
  {
    who: "snapshot-copies",
    mayNot: ["s3:GetObject", "s3:PutObject", "s3:ReplicateDelete", ...TAKE_BACK, ...LOCKS],
    on: ["object:snapshot", "object:snapshot-copy"],
    why: "deletions are not copied, and nothing is taken back",
  },
  {
    who: "snapshot-copies",
    mayNot: ["s3:ReplicateObject", "s3:GetObjectVersionForReplication"],
    on: ["object:bundle", "object:shares", "object:foreign"],
    why: "snapshots, and nothing else",
  },
  {
    who: "snapshot-copies",
    mayNot: BUCKET,
    on: ["bucket:snapshots", "bucket:snapshot-copies"],
    why: "the lock is the deployment's",
  },
];
