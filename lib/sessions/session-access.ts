import { SsmDocument } from "@cdktf/provider-aws/lib/ssm-document";
import { Construct } from "constructs";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { requireClusterName } from "../aws/names";
import type { Protection } from "../aws/protection";
import { policyVariable, type Statement } from "../policy/document";

/** Properties of {@link SessionAccess}. */
export interface SessionAccessProps extends AwsProviderProps {
  /** Name of the cluster; the document is called `CLUSTER-session`. */
  readonly clusterName: string;
  /** The encrypted log group that takes down what is typed and shown. */
  readonly logGroupName: string;
  /** Key and value of the tag that nodes carry. */
  readonly nodeTag: { readonly key: string; readonly value: string };
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Gives people sessions on the nodes. */
export interface SessionGrants {
  /**
   * What an operator's role needs to start a session on a node of the cluster, with this document and no other, and to
   * end the sessions that are their own.
   *
   * @returns statements for the operator's own policy
   */
  start(): readonly Statement[];
}

/**
 * The way onto a node: Session Manager, not SSH. A session is encrypted with a key of its own, streamed to an encrypted
 * log group while it runs, ends after 15 idle minutes and after an hour at the latest (NET-04).
 *
 * The preferences are a document of the cluster, not the account's `SSM-SessionManagerRunShell`: that one belongs to
 * everybody in the region.
 */
export class SessionAccess extends Construct {
  /** Name for `aws ssm start-session --document-name`. */
  public readonly documentName: string;
  /** What nodes need so that a session can be encrypted and taken down. */
  public readonly nodeStatements: readonly Statement[];
  /** Gives people sessions. */
  public readonly grants: SessionGrants;

  public constructor(scope: Construct, id: string, props: SessionAccessProps) {
    super(scope, id);
    const { provider, logGroupName, protection, nodeTag } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const account = AwsAccount.of(this, provider);
    const { keyArn } = new EncryptionKey(this, "key", {
      provider,
      clusterName,
      use: KeyUse.sessions(),
      protection,
    });
    const document = new SsmDocument(this, "Resource", {
      provider,
      name: `${clusterName}-session`,
      documentType: "Session",
      documentFormat: "JSON",
      content: renderPreferences(clusterName, keyArn, logGroupName),
    });
    this.documentName = document.name;
    this.nodeStatements = [
      {
        sid: "DecryptSessions",
        actions: ["kms:Decrypt"],
        resources: [keyArn],
        // The awskms seal decrypts without an encryption context, so nothing that this key encrypted can be planted as
        // Vault's root key.
        conditions: { Null: { [SESSION_ID]: "false", [TARGET_ID]: "false" } },
      },
      // The agent looks whether the log group is encrypted before it lets a session begin.
      {
        sid: "FindSessionLogGroup",
        actions: ["logs:DescribeLogGroups"],
        resources: [account.arn("logs", "log-group:*")],
      },
    ];
    const ownSessions = account.arn("ssm", `session/${policyVariable("aws:userid")}-*`);
    this.grants = {
      start: () => [
        {
          sid: "StartSessionsOnNodes",
          actions: ["ssm:StartSession"],
          resources: [account.arn("ec2", "instance/*")],
          conditions: {
            StringEquals: { [`ssm:resourceTag/${nodeTag.key}`]: nodeTag.value },
            BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" },
          },
        },
        { sid: "StartSessionsWithDocument", actions: ["ssm:StartSession"], resources: [document.arn] },
        {
          sid: "OwnSessions",
          actions: ["ssm:ResumeSession", "ssm:TerminateSession"],
          resources: [ownSessions],
        },
        { sid: "EncryptSessions", actions: ["kms:GenerateDataKey"], resources: [keyArn] },
      ],
    };
  }
}

const SESSION_ID = "kms:EncryptionContext:aws:ssm:SessionId";
const TARGET_ID = "kms:EncryptionContext:aws:ssm:TargetId";

/** Preferences as AWS Systems Manager wants them ("Session document schema"). */
function renderPreferences(clusterName: string, keyArn: string, logGroupName: string): string {
  return JSON.stringify({
    schemaVersion: "1.0",
    description: `Sessions on nodes of the Vault cluster ${clusterName}`,
    sessionType: "Standard_Stream",
    inputs: {
      s3BucketName: "",
      s3KeyPrefix: "",
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: logGroupName,
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: keyArn,
      runAsEnabled: false,
      runAsDefaultUser: "",
      idleSessionTimeout: "15",
      maxSessionDuration: "60",
      // The agent starts sh, which reads no profile: what keeps secrets out of the history is in /etc/profile.d.
      shellProfile: { linux: "exec /bin/bash --login", windows: "" },
    },
  });
}
