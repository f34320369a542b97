import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import type { Protection } from "../aws/protection";
import { NodeFact } from "../core/node-fact";
import type { Statement } from "../policy/document";
import type { SealStanza } from "../server";
import type { ISealKey } from "./i-seal-key";
import { SealKey } from "./seal-key";

/** What a seal may use when it is put into a cluster. */
export interface SealContext extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** ARN of the role that nodes have. */
  readonly nodeRoleArn: string;
  /** A provider in a second region. */
  readonly replicaProvider?: TerraformProvider;
  /** Whether what the seal makes is protected. */
  readonly protection: Protection;
}

/** What a seal asks of the cluster. */
export interface SealBinding {
  /** The `seal` stanza of the server configuration. */
  readonly stanza: SealStanza;
  /** Facts that the user data hands over: name to value, tokens welcome. */
  readonly facts: Readonly<Record<string, string>>;
  /** Statements for the node role. */
  readonly nodeStatements: readonly Statement[];
  /**
   * Lets another role unseal: the machine of a restore drill, and nobody else.
   *
   * @returns the statement for the role's own policy
   */
  readonly unsealBy?: (roleArn: string) => Statement;
  /** The key whose loss or misuse people must hear of. @default - no key of AWS KMS */
  readonly keyArn?: string;
  /** Its copy in the region of `replicaProvider`. @default - none */
  readonly replicaKeyArn?: string;
}

/** Properties of {@link Seal.awsKms}. */
export interface AwsKmsSealOptions {
  /** @default - a {@link SealKey} of its own */
  readonly key?: ISealKey;
}

/** What protects Vault's root key, and so lets a node unseal. A new kind extends this class; its users do not change. */
export abstract class Seal {
  /** AWS KMS, with the node's own role and no static credentials (SEAL-01). */
  public static awsKms(options: AwsKmsSealOptions = {}): Seal {
    return new AwsKmsSeal(options);
  }

  /**
   * Makes what the seal needs.
   *
   * @param scope the cluster
   */
  public abstract bind(scope: Construct, context: SealContext): SealBinding;
}

class AwsKmsSeal extends Seal {
  public constructor(private readonly options: AwsKmsSealOptions) {
    super();
  }

  public bind(scope: Construct, context: SealContext): SealBinding {
    const { clusterName, provider, replicaProvider, protection, nodeRoleArn } = context;
    const key =
      this.options.key ?? new SealKey(scope, "seal", { clusterName, provider, replicaProvider, protection });
    return {
      stanza: { type: "awskms", region: NodeFact.awsRegion, kmsKeyId: NodeFact.sealKeyArn },
      facts: { SEAL_KEY_ARN: key.keyArn },
      nodeStatements: [key.grants.unseal(nodeRoleArn)],
      unsealBy: (roleArn) => key.grants.unseal(roleArn),
      keyArn: key.keyArn,
      replicaKeyArn: key.replicaKeyArn,
    };
  }
}
