import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** What every block takes: the AWS provider that its resources belong to. */
export interface AwsProviderProps {
  /**
   * The provider, for stacks that have more than one. A construct never creates one.
   *
   * @default - the default AWS provider of the stack
   */
  readonly provider?: TerraformProvider;
}

/** The account, partition and region that a provider works in, looked up once per stack and provider. */
export class AwsAccount extends Construct {
  /** The account of a provider in the stack of a construct. */
  public static of(scope: Construct, provider?: TerraformProvider): AwsAccount {
    const stack = TerraformStack.of(scope);
    const id = ["hardened-vault-account", ...(provider === undefined ? [] : [provider.node.id])].join("-");
    return (stack.node.tryFindChild(id) as AwsAccount | undefined) ?? new AwsAccount(stack, id, provider);
  }

  /** Account number; known at apply. */
  public readonly id: string;
  /** `aws`, `aws-cn` …; known at apply. */
  public readonly partition: string;
  /** DNS suffix of the partition's service principals; known at apply. */
  public readonly dnsSuffix: string;
  /** `eu-central-1`; known at apply. */
  public readonly region: string;

  private constructor(scope: Construct, id: string, provider?: TerraformProvider) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, "identity", { provider }).accountId;
    const partition = new DataAwsPartition(this, "partition", { provider });
    this.partition = partition.partition;
    this.dnsSuffix = partition.dnsSuffix;
    // `id` is the region's name in version 5 and 6 of the provider; `name` is deprecated in 6, `region` absent in 5.
    this.region = new DataAwsRegion(this, "region", { provider }).id;
  }

  /** The principal that stands for the account itself. */
  public get root(): string {
    return `arn:${this.partition}:iam::${this.id}:root`;
  }

  /** ARN of something in this account and region: `arn("logs", "log-group:/vault/x:*")`. */
  public arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.id}:${resource}`;
  }
}
