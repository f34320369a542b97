import { SsmDocument } from "@cdktf/provider-aws/lib/ssm-document";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import type { IArtifactBucket } from "../aws/artifact-bucket";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { requireClusterName } from "../aws/names";
import { Protection } from "../aws/protection";
import type { Statement } from "../policy/document";
import type { Initialization } from "./initialization";
import { OPERATOR_PROGRAM } from "./operator-program";

/** Properties of {@link ClusterLife}. */
export interface ClusterLifeProps extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Where the life is kept, below `CLUSTER/life/`. */
  readonly bucket: IArtifactBucket;
  /** ARN of the role that nodes have. */
  readonly nodeRoleArn: string;
  /** Who begins. */
  readonly initialization: Initialization;
  /** Key and value of the tag that nodes carry. */
  readonly nodeTag: { readonly key: string; readonly value: string };
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Gives people what they need for the beginning of a cluster, and for its worst day. */
export interface ClusterLifeGrants {
  /**
   * What a person needs to fetch the recovery shares; each share is encrypted for its operator.
   *
   * @returns statements for the person's own policy
   */
  readShares(): readonly Statement[];
  /**
   * What a person needs to begin the initialisation; empty when it begins by itself.
   *
   * @returns statements for the person's own policy
   */
  initialise(): readonly Statement[];
}

/**
 * One life of a cluster: the number that its initialisation is held by, the key of its recovery shares, and what nodes
 * may do with both.
 *
 * Nodes make objects, each once, and never change, delete or overwrite one: the condition on `s3:if-none-match` sees to
 * it. They read who holds the lease and what was committed, and never the shares.
 */
export class ClusterLife extends Construct {
  /** Facts that the user data hands over. */
  public readonly facts: Readonly<Record<string, string>>;
  /** Statements for the node role. */
  public readonly nodeStatements: readonly Statement[];
  /** ARN of the key that encrypts the recovery shares. */
  public readonly sharesKeyArn: string;
  /** Gives people access. */
  public readonly grants: ClusterLifeGrants;
  /** Name of the document that begins the initialisation; absent when it begins by itself. */
  public readonly documentName?: string;

  public constructor(scope: Construct, id: string, props: ClusterLifeProps) {
    super(scope, id);
    const { provider, bucket, nodeRoleArn, nodeTag } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const protection = props.protection ?? Protection.enabled();
    const account = AwsAccount.of(this, provider);
    // A value of Terraform itself: made at the first apply, kept in the state, and no other provider is needed. A new
    // one would let the next node initialise a second cluster, so it is protected like a key. The framework's own class
    // for it would run `terraform version` in every synthesis; Terraform below 1.4 says by itself that it knows no such type.
    const life = new TerraformResource(this, "uuid", {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      lifecycle: { ...protection.lifecycle, ignoreChanges: ["input"] },
    });
    life.addOverride("input", "${uuid()}");
    const uuid = life.getStringAttribute("output");
    const { keyArn } = new EncryptionKey(this, "shares-key", {
      provider,
      clusterName,
      use: KeyUse.recoveryShares(nodeRoleArn),
      protection,
    });
    this.sharesKeyArn = keyArn;
    this.facts = {
      CLUSTER_LIFE: uuid,
      LIFE_BUCKET: bucket.bucketName,
      SHARES_KEY_ARN: keyArn,
      NODE_ROLE_ARN: nodeRoleArn,
    };
    const prefix = `${clusterName}/life/${uuid}/`;
    const below = (name: string) => `${bucket.bucketArn}/${prefix}${name}`;
    const throughS3 = { "kms:ViaService": "s3.*.amazonaws.com*" };
    this.nodeStatements = [
      {
        sid: "ListClusterLife",
        actions: ["s3:ListBucket"],
        resources: [bucket.bucketArn],
        conditions: { StringEquals: { "s3:prefix": prefix } },
      },
      {
        sid: "ReadClusterLife",
        actions: ["s3:GetObject"],
        resources: [below("COMMITTED"), below("attempt-*")],
      },
      {
        sid: "MakeClusterLifeOnce",
        actions: ["s3:PutObject"],
        resources: [below("COMMITTED"), below("attempt-*"), below("shares/attempt-*")],
        conditions: { Null: { "s3:if-none-match": "false" } },
      },
      {
        sid: "EncryptClusterLife",
        actions: ["kms:GenerateDataKey"],
        resources: [keyArn, ...(bucket.encryptionKey === undefined ? [] : [bucket.encryptionKey.keyArn])],
        conditions: { StringLike: throughS3 },
      },
    ];

    const document =
      props.initialization.mode === "by-operator" ? this.document(clusterName, provider) : undefined;
    this.documentName = document?.name;
    this.grants = {
      readShares: () => [
        {
          sid: "FetchRecoveryShares",
          actions: ["s3:GetObject"],
          resources: [below("COMMITTED"), below("shares/*")],
        },
        {
          sid: "DecryptRecoveryShares",
          actions: ["kms:Decrypt"],
          resources: [keyArn, ...(bucket.encryptionKey === undefined ? [] : [bucket.encryptionKey.keyArn])],
          conditions: { StringLike: throughS3 },
        },
      ],
      initialise: () =>
        document === undefined
          ? []
          : [
              { sid: "InitialiseWithDocument", actions: ["ssm:SendCommand"], resources: [document.arn] },
              {
                sid: "InitialiseOnNodes",
                actions: ["ssm:SendCommand"],
                resources: [account.arn("ec2", "instance/*")],
                conditions: { StringEquals: { [`ssm:resourceTag/${nodeTag.key}`]: nodeTag.value } },
              },
            ],
    };
  }

  private document(clusterName: string, provider: ClusterLifeProps["provider"]): SsmDocument {
    return new SsmDocument(this, "document", {
      provider,
      name: `${clusterName}-initialise`,
      documentType: "Command",
      documentFormat: "JSON",
      content: JSON.stringify({
        schemaVersion: "2.2",
        description: `Initialises the Vault cluster ${clusterName}, once; prints nothing secret`,
        mainSteps: [
          {
            action: "aws:runShellScript",
            name: "initialise",
            inputs: { timeoutSeconds: "900", runCommand: [OPERATOR_PROGRAM] },
          },
        ],
      }),
    });
  }
}
