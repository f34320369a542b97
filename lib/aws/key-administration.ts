import type { Statement } from "../policy/document";
import type { AwsAccount } from "./account";

/**
 * What the account may do with each key: administer it, with no cryptography and no grants.
 *
 * `PutKeyPolicy` stays, against lock-out (AWS KMS developer guide, "Default key policy"); whoever uses it to give
 * themselves more is seen by the alarm on key tampering.
 */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ReplicateKey",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
  "kms:UpdatePrimaryRegion",
];

/** The statement that keeps a key manageable by its account. */
export function administeredBy(account: AwsAccount): Statement {
  return {
    sid: "AccountAdministers",
    principals: { AWS: [account.root] },
    actions: ADMINISTRATION,
    resources: ["*"],
  };
}
