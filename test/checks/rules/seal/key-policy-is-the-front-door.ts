import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { keyPolicyIsTheFrontDoor } from "../../../../lib/checks/rules/seal/key-policy-is-the-front-door";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const SEAL = "aws_kms_key.vault_seal";
const REPLICA = "aws_kms_replica_key.vault_seal_replica";
const ROLE = "aws_iam_role.vault_node-role";
type Statement = Record<string, unknown>;

const key = (draft: Draft) => draft.resource("aws_kms_key", "vault_seal");
const roleArn = (draft: Draft) => `\${${draft.address("aws_iam_role", "node-role")}.arn}`;

const ofKey = (name: string, sid: string, change: Statement) => (draft: Draft) =>
  draft.policy(draft.resource("aws_kms_key", name), ({ Statement }) =>
    Object.assign(
      Statement.find(({ Sid }: Statement) => Sid === sid),
      change,
    ),
  );

const changed = (sid: string, change: Statement) => ofKey("vault_seal", sid, change);

const added = (more: Statement) => (draft: Draft) =>
  draft.policy(key(draft), ({ Statement }) => Statement.push({ Effect: "Allow", Resource: "*", ...more }));

const granted = (more: Statement) => (draft: Draft) =>
  draft.policy(draft.resource("aws_iam_role_policy", "node-role"), ({ Statement }) =>
    Statement.push({ Effect: "Allow", ...more }),
  );

const uncondition = (sid: string, Condition: unknown) => (draft: Draft) =>
  draft.policy(draft.resource("aws_iam_role_policy", "node-role"), ({ Statement }) =>
    Object.assign(
      Statement.find(({ Sid }: Statement) => Sid === sid),
      { Condition },
    ),
  );

const fails = (on: string, when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on,
  edit,
  ...(says === undefined ? {} : { says }),
});

const DATA_KEY = "aws_kms_key.vault_nodes_data-key_FD7F61E4";

export const cases: RuleCases = {
  rule: keyPolicyIsTheFrontDoor,
  passes: [
    { on: SEAL },
    { on: REPLICA },
    { on: ROLE },
    { on: DATA_KEY },
    {
      when: "the caller's ARN narrows the account to Vault's role",
      on: SEAL,
      edit: (draft) =>
        added({
          Principal: {
            AWS: "arn:aws:iam::${data.aws_caller_identity.hardened-vault-account_identity_F22D5107.account_id}:root",
          },
          Action: ["kms:Decrypt", "kms:Encrypt"],
          Condition: { ArnEquals: { "aws:PrincipalArn": roleArn(draft) } },
        })(draft),
    },
    {
      when: "the policy is a resource of its own",
      on: SEAL,
      edit: (draft) => {
        const { policy } = key(draft);
        delete key(draft).policy;
        draft.add("aws_kms_key_policy", "seal", {
          key_id: `\${${draft.address("aws_kms_key", "vault_seal")}.id}`,
          policy,
        });
      },
    },
    {
      when: "others are denied what they were never granted",
      on: SEAL,
      edit: (draft) =>
        draft.policy(key(draft), ({ Statement }) =>
          Statement.push({ Effect: "Deny", Principal: "*", Action: "kms:ReEncrypt*", Resource: "*" }),
        ),
    },
  ],
  fails: [
    fails(
      SEAL,
      "the account decrypts",
      added({ Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*" }),
    ),
    fails(SEAL, "everybody decrypts", added({ Principal: "*", Action: "kms:Decrypt" })),
    fails(SEAL, "everybody administers", added({ Principal: { AWS: ["*"] }, Action: "kms:PutKeyPolicy" })),
    fails(
      SEAL,
      "everybody but one decrypts",
      added({ NotPrincipal: { AWS: "arn:aws:iam::1:user/x" }, Action: "kms:Decrypt" }),
    ),
    fails(
      SEAL,
      "administrators grant",
      changed("AccountAdministers", { Action: ["kms:PutKeyPolicy", "kms:CreateGrant"] }),
    ),
    fails(
      SEAL,
      "administrators do all but encrypt",
      changed("AccountAdministers", { Action: undefined, NotAction: "kms:Encrypt" }),
    ),
    fails(SEAL, "a wildcard takes in Decrypt", changed("AccountAdministers", { Action: ["kms:D*"] })),
    fails(
      SEAL,
      "another role decrypts",
      added({ Principal: { AWS: "arn:aws:iam::123456789012:role/backup" }, Action: "kms:Decrypt" }),
    ),
    fails(
      SEAL,
      "another account administers",
      added({ Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "kms:PutKeyPolicy" }),
      /one account|999999999999/,
    ),
    fails(
      SEAL,
      "a service uses it",
      added({ Principal: { Service: "s3.amazonaws.com" }, Action: "kms:GenerateDataKey" }),
    ),
    fails(
      SEAL,
      "Vault administers it",
      changed("Unseal", { Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:PutKeyPolicy"] }),
    ),
    fails(SEAL, "Vault does everything", changed("Unseal", { Action: "kms:*" })),
    fails(
      SEAL,
      "Vault may not decrypt",
      changed("Unseal", { Action: ["kms:DescribeKey", "kms:Encrypt"] }),
      /may not kms:decrypt/,
    ),
    fails(
      SEAL,
      "a context is asked for",
      changed("Unseal", { Condition: { StringEquals: { "kms:EncryptionContext:app": "vault" } } }),
    ),
    fails(
      SEAL,
      "a service is asked for",
      changed("Unseal", { Condition: { StringEquals: { "kms:ViaService": "ec2.eu.amazonaws.com" } } }),
    ),
    fails(
      SEAL,
      "another account administers alone",
      changed("AccountAdministers", { Principal: { AWS: "arn:aws:iam::999999999999:root" } }),
      /999999999999/,
    ),
    fails(
      DATA_KEY,
      "everybody uses the key of volumes",
      ofKey("data-key", "AutoScalingUsesTheKey", { Principal: "*" }),
      /everybody/,
    ),
    fails(
      "aws_kms_key.vault_logs-key",
      "another account administers the key of logs",
      ofKey("logs-key", "AccountAdministers", { Principal: { AWS: "arn:aws:iam::999999999999:root" } }),
      /999999999999/,
    ),
    fails(
      "aws_kms_key.vault_logs-key",
      "every service uses the key of logs",
      ofKey("logs-key", "LogGroupsOfTheCluster", { Principal: { Service: "*" } }),
      /everybody/,
    ),
    fails(SEAL, "there is no policy", (draft) => delete key(draft).policy, /no policy/),
    fails(SEAL, "the check against lock-out is off", (draft) => {
      key(draft).bypass_policy_lockout_safety_check = true;
    }),
    fails(SEAL, "a grant lets somebody decrypt", (draft) =>
      draft.add("aws_kms_grant", "other", {
        key_id: `\${${draft.address("aws_kms_key", "vault_seal")}.key_id}`,
        grantee_principal: "arn:aws:iam::123456789012:role/other",
        operations: ["Decrypt"],
      }),
    ),
    fails(SEAL, "volumes are encrypted with it", (draft) => {
      const [root] = draft.resource("aws_launch_template").block_device_mappings;
      root.ebs.kms_key_id = `\${${draft.address("aws_kms_key", "vault_seal")}.arn}`;
    }),
    fails(SEAL, "a log is encrypted with it", (draft) => {
      const [log] = draft.resources("aws_cloudwatch_log_group", "audit");
      log.kms_key_id = `\${${draft.address("aws_kms_key", "vault_seal")}.arn}`;
    }),
    fails(SEAL, "a bucket is encrypted with its alias", (draft) => {
      const [bucket] = draft.resources("aws_s3_bucket_server_side_encryption_configuration", "artifacts");
      bucket.rule = [
        {
          apply_server_side_encryption_by_default: {
            kms_master_key_id: `\${${draft.address("aws_kms_alias", "vault_seal_alias")}.arn}`,
          },
        },
      ];
    }),
    fails(REPLICA, "the account decrypts with the replica", (draft) =>
      draft.policy(draft.resource("aws_kms_replica_key"), ({ Statement }) => {
        Statement[0].Action = "kms:*";
      }),
    ),
    fails(ROLE, "it decrypts with any key", granted({ Action: "kms:Decrypt", Resource: "*" })),
    fails(
      ROLE,
      "it decrypts with the volumes' key",
      granted({ Action: "kms:Dec*", Resource: `\${${DATA_KEY}.arn}` }),
    ),
    fails(
      ROLE,
      "it decrypts with all but one",
      granted({ Action: "kms:Decrypt", NotResource: "arn:aws:kms:::key/x" }),
    ),
    fails(ROLE, "it decrypts bundles without S3", uncondition("DecryptNodeBundle", {})),
    fails(
      ROLE,
      "it decrypts through any service or none",
      uncondition("DecryptNodeBundle", { StringLikeIfExists: { "kms:ViaService": "s3.*" } }),
    ),
    fails(
      ROLE,
      "it decrypts sessions without a context",
      uncondition("DecryptSessions", { Null: { "kms:EncryptionContext:aws:ssm:SessionId": "true" } }),
    ),
    fails(ROLE, "another key admits it", (draft) => {
      const admits = {
        Effect: "Allow",
        Principal: { AWS: roleArn(draft) },
        Action: "kms:Decrypt",
        Resource: "*",
      };
      draft.policy(draft.resource("aws_kms_key", "data-key"), ({ Statement }) => Statement.push(admits));
    }),
    fails(ROLE, "it administers the seal key", (draft) =>
      granted({
        Action: "kms:CreateGrant",
        Resource: `\${${draft.address("aws_kms_key", "vault_seal")}.arn}`,
      })(draft),
    ),
    fails(DATA_KEY, "everybody reads volumes", (draft) =>
      draft.policy(draft.resource("aws_kms_key", "data-key"), ({ Statement }) => {
        Statement[1].Principal = "*";
      }),
    ),
    fails(DATA_KEY, "the nodes administer the volumes' key", (draft) =>
      draft.policy(draft.resource("aws_kms_key", "vault_nodes_data-key"), ({ Statement }) => {
        Statement.push({
          Effect: "Allow",
          Principal: { AWS: `\${${draft.address("aws_iam_role", "vault_node-role")}.arn}` },
          Action: "kms:*",
          Resource: "*",
        });
      }),
    ),
    fails(DATA_KEY, "another account administers the volumes' key", (draft) =>
      draft.policy(draft.resource("aws_kms_key", "data-key"), ({ Statement }) => {
        Statement[0].Principal = { AWS: "arn:aws:iam::999999999999:root" };
      }),
    ),
  ],
  unknown: [
    {
      when: "a variable is the policy",
      on: SEAL,
      edit: (draft) => {
        key(draft).policy = "${var.policy}";
      },
    },
    {
      when: "a variable says who decrypts",
      on: SEAL,
      edit: added({ Principal: { AWS: "${var.role}" }, Action: "kms:Decrypt" }),
    },
    {
      when: "a variable names a key",
      on: ROLE,
      edit: granted({ Action: "kms:Decrypt", Resource: "${var.key}" }),
    },
  ],
  notApplicable: [
    { when: "there are no machines", on: "", edit: (draft) => draft.remove("aws_launch_template") },
  ],
  weakened: [
    {
      when: "the key's policy",
      on: SEAL,
      override: (production) => {
        const everybody = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
        production
          .at<KmsKey>("seal/Resource")
          .addOverride("policy", JSON.stringify({ Statement: everybody }));
      },
    },
  ],
  repaired: [
    {
      when: "the role's policy",
      on: ROLE,
      override: (production) => {
        const policy = production.at<IamRolePolicy>("node-role/policy");
        policy.policy = JSON.stringify({ Statement: { Effect: "Allow", Action: "kms:*", Resource: "*" } });
        const peers = { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" };
        policy.addOverride("policy", JSON.stringify({ Statement: peers }));
      },
    },
  ],
};
