import type { Rule } from "../trial";

const ONCE = { "s3:if-none-match": "*" };
const THROUGH_S3 = { "kms:ViaService": "s3.eu-central-1.amazonaws.com" };

/** The beginning of a cluster: nodes make each object once, and never see a recovery share again. */
export const LIFE: readonly Rule[] = [
  {
    who: "node",
    may: ["s3:PutObject"],
    on: ["object:attempt", "object:committed", "object:shares"],
    when: ONCE,
    why: "leases, the recovery shares and the decision are made once",
  },
  {
    who: "node",
    mayNot: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectTagging"],
    on: ["object:attempt", "object:committed", "object:shares"],
    why: "nobody takes a lease from another, or rewrites what was decided",
  },
  {
    who: "node",
    may: ["s3:GetObject"],
    on: ["object:attempt", "object:committed"],
    why: "nodes see who holds the lease and what was decided",
  },
  {
    who: "node",
    mayNot: ["s3:GetObject", "s3:GetObjectVersion"],
    on: ["object:shares"],
    why: "shares are for their operators alone",
  },
  {
    who: "node",
    mayNot: ["s3:GetObject"],
    on: ["object:other-life"],
    why: "one life, not those before it",
  },
  {
    who: "node",
    mayNot: ["s3:PutObject"],
    on: ["object:other-life", "object:bundle", "object:unrelated", "object:foreign"],
    when: ONCE,
    why: "nothing else is written, not even once",
  },
  {
    who: "node",
    may: ["s3:ListBucket"],
    on: ["bucket:artifacts"],
    when: { "s3:prefix": "@LIFE@" },
    why: "what is not there yet can only be seen in a list",
  },
  {
    who: "node",
    mayNot: ["s3:ListBucket"],
    on: ["bucket:artifacts", "bucket:foreign"],
    when: { "s3:prefix": "@CLUSTER@/" },
    why: "no list of the rest",
  },
  {
    who: "node",
    mayNot: ["s3:ListBucket"],
    on: ["bucket:foreign"],
    when: { "s3:prefix": "@LIFE@" },
    why: "nor of another bucket",
  },
  {
    who: "node",
    may: ["kms:GenerateDataKey"],
    on: ["key:recovery", "key:objects"],
    when: THROUGH_S3,
    why: "S3 encrypts what nodes put",
  },
  {
    who: "node",
    mayNot: ["kms:GenerateDataKey"],
    on: ["key:foreign", "key:seal"],
    when: THROUGH_S3,
    why: "with no other key",
  },
  {
    who: "node",
    mayNot: ["kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom"],
    on: ["key:recovery"],
    when: THROUGH_S3,
    why: "and never decrypts a share that was put",
  },
  {
    who: "node",
    mayNot: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy"],
    on: ["key:recovery"],
    why: "only S3 uses the key for a node",
  },
  {
    who: "administrator",
    may: ["kms:Decrypt"],
    on: ["key:recovery"],
    when: THROUGH_S3,
    why: "who fetches the shares gets them decrypted by S3; each is still encrypted for its operator",
  },
  {
    who: ["administrator", "key-user"],
    mayNot: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt"],
    on: ["key:recovery"],
    why: "the key serves S3 alone",
  },
  {
    who: "administrator",
    may: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy"],
    on: ["key:recovery"],
    why: "no key can be locked out of its account",
  },
  {
    who: "stranger",
    mayNot: ["kms:Decrypt"],
    on: ["key:recovery"],
    when: { ...THROUGH_S3, "kms:CallerAccount": "999999999999" },
    why: "another account",
  },
];
