import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsProviderProps } from "./account";
import type { IEncryptionKey } from "./i-encryption-key";
import { Protection } from "./protection";

/** Properties of {@link LogGroup}. */
export interface LogGroupProps extends AwsProviderProps {
  /** Name of the log group. */
  readonly name: string;
  /** Key that encrypts it. */
  readonly key: IEncryptionKey;
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/** Name below which all log groups of a cluster live. */
export function logGroupPrefix(clusterName: string): string {
  return `/hardened-vault/${clusterName}`;
}

/** An encrypted log group that keeps its events for 365 days (PCI DSS 10.5.1, AUD-06). */
export class LogGroup extends Construct {
  /** ARN without the trailing `:*`. */
  public readonly arn: string;
  /** Name of the log group. */
  public readonly name: string;
  /** For `dependsOn`. */
  public readonly resource: ITerraformDependable;

  public constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "Resource", {
      provider: props.provider,
      name: props.name,
      kmsKeyId: props.key.keyArn,
      retentionInDays: 365,
      lifecycle: (props.protection ?? Protection.enabled()).lifecycle,
    });
    this.arn = group.arn;
    this.name = props.name;
    this.resource = group;
  }
}
