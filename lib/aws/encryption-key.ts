import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { renderPolicy, type Statement } from "../policy/document";
import { AwsAccount, type AwsProviderProps } from "./account";
import { requireArn } from "./arn";
import type { IEncryptionKey } from "./i-encryption-key";
import { administeredBy } from "./key-administration";
import { Protection } from "./protection";

/** Properties of {@link EncryptionKey}. */
export interface EncryptionKeyProps extends AwsProviderProps {
  /** Name of the cluster; part of the alias. */
  readonly clusterName: string;
  /** What the key encrypts; decides who may use it. */
  readonly use: KeyUse;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** What a key of the cluster encrypts, and so who may use it. */
export class KeyUse {
  /**
   * Volumes of the nodes: EC2 on behalf of the Auto Scaling group's service-linked role, which must also be able to
   * grant the use on (Amazon EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes").
   *
   * @param serviceLinkedRoleArn the role that the group launches instances with
   */
  public static volumes(serviceLinkedRoleArn: string): KeyUse {
    return new KeyUse("data", "volumes of the Vault nodes", () => [
      {
        sid: "AutoScalingUsesTheKey",
        principals: { AWS: [serviceLinkedRoleArn] },
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        resources: ["*"],
      },
      {
        sid: "AutoScalingGrantsToVolumes",
        principals: { AWS: [serviceLinkedRoleArn] },
        actions: ["kms:CreateGrant"],
        resources: ["*"],
        conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  }

  /**
   * Log groups below a prefix (Amazon CloudWatch Logs user guide, "Encrypt log data").
   *
   * @param logGroupPrefix `/hardened-vault/CLUSTER`
   * @param name last part of the key's alias
   */
  public static logGroups(logGroupPrefix: string, name = "logs"): KeyUse {
    return new KeyUse(name, "log groups of the Vault cluster", (account) => [
      {
        sid: "LogGroupsOfTheCluster",
        principals: { Service: [`logs.${account.region}.${account.dnsSuffix}`] },
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        resources: ["*"],
        conditions: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": account.arn("logs", `log-group:${logGroupPrefix}/*`),
          },
        },
      },
    ]);
  }

  /** Objects in S3: identities of the account whose own policy allows it, through S3 only. */
  public static objects(): KeyUse {
    return new KeyUse("objects", "node bundle and release of the Vault cluster", (account) => [
      {
        sid: "AccountThroughS3",
        principals: { AWS: [account.root] },
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: {
          StringEquals: {
            "kms:CallerAccount": account.id,
            "kms:ViaService": `s3.${account.region}.${account.dnsSuffix}`,
          },
        },
      },
    ]);
  }

  /**
   * Recovery shares in S3: nodes put them and can never open one again; identities of the account whose own policy
   * allows it can, through S3 only.
   *
   * @param nodeRoleArn role of the nodes
   */
  public static recoveryShares(nodeRoleArn: string): KeyUse {
    return new KeyUse("recovery", "recovery shares of the Vault cluster", (account) => {
      const throughS3 = { "kms:ViaService": `s3.${account.region}.${account.dnsSuffix}` };
      const statements: readonly Statement[] = [
        {
          sid: "NodesEncryptThroughS3",
          principals: { AWS: [nodeRoleArn] },
          actions: ["kms:GenerateDataKey"],
          resources: ["*"],
          conditions: { StringEquals: throughS3 },
        },
        {
          sid: "AccountThroughS3",
          principals: { AWS: [account.root] },
          actions: ["kms:Decrypt", "kms:DescribeKey"],
          resources: ["*"],
          conditions: {
            StringEquals: { "kms:CallerAccount": account.id, ...throughS3 },
            ArnNotEquals: { "aws:PrincipalArn": nodeRoleArn },
          },
        },
      ];
      return statements;
    });
  }

  /**
   * Snapshots in S3: nodes put them and can never open one again; identities of the account whose own policy allows it
   * can, through S3 only, in the region of the key.
   *
   * @param nodeRoleArn role of the nodes
   */
  public static snapshots(nodeRoleArn: string): KeyUse {
    return new KeyUse("snapshots", "snapshots of the Vault cluster", (account) => {
      const throughS3 = { "kms:ViaService": `s3.${account.region}.${account.dnsSuffix}` };
      const statements: readonly Statement[] = [
        {
          sid: "NodesEncryptThroughS3",
          principals: { AWS: [nodeRoleArn] },
          actions: ["kms:GenerateDataKey"],
          resources: ["*"],
          conditions: { StringEquals: throughS3 },
        },
        {
          sid: "AccountThroughS3",
          principals: { AWS: [account.root] },
          actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
          resources: ["*"],
          conditions: {
            StringEquals: { "kms:CallerAccount": account.id, ...throughS3 },
            ArnNotEquals: { "aws:PrincipalArn": nodeRoleArn },
          },
        },
      ];
      return statements;
    });
  }

  /** Messages of the alarm topic: EventBridge and CloudWatch publish on behalf of rules and alarms of the account. */
  public static alarms(): KeyUse {
    return new KeyUse("alarms", "alarms of the Vault cluster", (account) => [
      {
        sid: "RulesPublish",
        principals: { Service: [`events.${account.dnsSuffix}`] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": account.id } },
      },
      {
        sid: "AlarmsPublish",
        principals: { Service: [`cloudwatch.${account.dnsSuffix}`] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": account.id } },
      },
    ]);
  }

  /**
   * Sessions of Session Manager: identities of the account whose own policy allows it, for a session alone (AWS Systems
   * Manager user guide, "Turn on KMS key encryption of session data").
   */
  public static sessions(): KeyUse {
    return new KeyUse("sessions", "sessions on nodes of the Vault cluster", (account) => [
      {
        sid: "AccountForSessions",
        principals: { AWS: [account.root] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: {
          StringEquals: { "kms:CallerAccount": account.id },
          Null: { "kms:EncryptionContext:aws:ssm:SessionId": "false" },
        },
      },
    ]);
  }

  private constructor(
    /** Last part of the alias. */
    public readonly name: string,
    /** For people who see the key in the console. */
    public readonly description: string,
    /** Who may use the key. @internal */
    public readonly statements: (account: AwsAccount) => readonly Statement[],
  ) {}
}

/** A customer managed key for one use, rotated yearly, with 30 days before it can vanish. */
export class EncryptionKey extends Construct implements IEncryptionKey {
  /** A key that exists already; its policy must admit who uses it (see {@link KeyUse}). */
  public static fromKeyArn(keyArn: string): IEncryptionKey {
    return { keyArn: requireArn("keyArn", keyArn, "kms", "key/") };
  }

  public readonly keyArn: string;

  public constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { clusterName, use, provider } = props;
    const account = AwsAccount.of(this, provider);
    const key = new KmsKey(this, "Resource", {
      provider,
      description: `${use.description} ${clusterName}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: renderPolicy([administeredBy(account), ...use.statements(account)]),
      tags: { Name: `${clusterName}-${use.name}` },
      lifecycle: (props.protection ?? Protection.enabled()).lifecycle,
    });
    new KmsAlias(this, "alias", {
      provider,
      name: `alias/${clusterName}/${use.name}`,
      targetKeyId: key.keyId,
    });
    this.keyArn = key.arn;
  }
}
