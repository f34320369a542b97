import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AwsProviderProps } from "./account";

/** The other side of a rule: exactly one of the fields. */
export type Peer =
  | { readonly cidrIpv4: string }
  | { readonly referencedSecurityGroupId: string }
  | { readonly prefixListId: string };

/** One rule: who, which port, why. */
export interface SecurityRule {
  /** Construct id of the rule; pins its Terraform address. */
  readonly id: string;
  /** The other side. */
  readonly peer: Peer;
  /** The one port. */
  readonly port: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** Why the rule exists; shown in the console. */
  readonly description: string;
}

/** Properties of {@link SecurityGroup}. */
export interface SecurityGroupProps extends AwsProviderProps {
  /** Name of the group. */
  readonly name: string;
  /** What the group is for; shown in the console. */
  readonly description: string;
  /** The VPC. */
  readonly vpcId: string;
}

/** A security group that starts with no rule at all, in or out; each rule is a resource of its own. */
export class SecurityGroup extends Construct {
  /** Adds rules to a group that belongs to somebody else. */
  public static fromSecurityGroupId(
    scope: Construct,
    id: string,
    groupId: string,
    provider?: TerraformProvider,
  ): SecurityRules {
    return new SecurityRules(scope, id, groupId, provider);
  }

  /** Id of the group. */
  public readonly groupId: string;
  private readonly rules: SecurityRules;

  public constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    this.groupId = new AwsSecurityGroup(this, "Resource", {
      provider: props.provider,
      name: props.name,
      description: props.description,
      vpcId: props.vpcId,
      tags: { Name: props.name },
    }).id;
    this.rules = new SecurityRules(this, "rules", this.groupId, props.provider);
  }

  /** Admits traffic. */
  public addIngress(rule: SecurityRule): void {
    this.rules.addIngress(rule);
  }

  /** Lets traffic out. */
  public addEgress(rule: SecurityRule): void {
    this.rules.addEgress(rule);
  }
}

/** The rules of one group. */
export class SecurityRules extends Construct {
  public constructor(
    scope: Construct,
    id: string,
    private readonly groupId: string,
    private readonly provider?: TerraformProvider,
  ) {
    super(scope, id);
  }

  /** Admits traffic. */
  public addIngress(rule: SecurityRule): void {
    new VpcSecurityGroupIngressRule(this, `in-${rule.id}`, this.config(rule));
  }

  /** Lets traffic out. */
  public addEgress(rule: SecurityRule): void {
    new VpcSecurityGroupEgressRule(this, `out-${rule.id}`, this.config(rule));
  }

  private config({ peer, port, protocol, description }: SecurityRule) {
    return {
      provider: this.provider,
      securityGroupId: this.groupId,
      ...peer,
      ipProtocol: protocol ?? "tcp",
      fromPort: port,
      toPort: port,
      description,
    };
  }
}
