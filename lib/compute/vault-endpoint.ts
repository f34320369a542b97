import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import { requireClusterName, requireDomainName } from "../aws/names";
import { Protection } from "../aws/protection";
import { SecurityGroup, type SecurityRule, SecurityRules } from "../aws/security-group";
import type { IClientNetwork } from "../network/i-client-network";
import type { IVaultNetwork } from "../network/i-vault-network";
import { SERVER_PORTS } from "../server";
import type { IVaultNodes } from "./i-vault-nodes";

/** Properties of {@link VaultEndpoint}. */
export interface VaultEndpointProps extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** The name that clients use. */
  readonly domainName: string;
  /** Where the load balancer stands. */
  readonly network: IVaultNetwork;
  /** The nodes behind it. */
  readonly nodes: IVaultNodes;
  /** Who may reach it. */
  readonly clients: readonly IClientNetwork[];
  /** @default Protection.enabled() */
  readonly protection?: Protection;
}

/**
 * An internal Network Load Balancer that passes TCP 8200 through untouched, so that TLS ends in Vault alone and
 * clients keep their addresses in audit logs. Health is asked over HTTPS on 8202, which needs no client certificate
 * and which nobody but the load balancer reaches.
 */
export class VaultEndpoint extends Construct {
  /** Address of the cluster: `https://DOMAIN:8200`. */
  public readonly address: string;
  /** Group of the load balancer. */
  public readonly securityGroupId: string;
  /** DNS name of the load balancer itself. */
  public readonly dnsName: string;

  public constructor(scope: Construct, id: string, props: VaultEndpointProps) {
    super(scope, id);
    const { provider, network, nodes } = props;
    const clusterName = requireClusterName(this, props.clusterName);
    const domainName = requireDomainName(this, props.domainName);
    const protection = props.protection ?? Protection.enabled();

    const group = new SecurityGroup(this, "security-group", {
      provider,
      name: `${clusterName}-load-balancer`,
      description: "Load balancer of the Vault cluster: in from declared clients, out to the nodes",
      vpcId: network.vpcId,
    });
    this.securityGroupId = group.groupId;
    for (const client of props.clients) {
      group.addIngress({
        id: `client-${client.id}`,
        peer: client.peer,
        port: SERVER_PORTS.api,
        description: `Vault API from ${client.description}`,
      });
    }
    this.connect(group, props);

    const balancer = new Lb(this, "Resource", {
      provider,
      name: clusterName,
      internal: true,
      loadBalancerType: "network",
      ipAddressType: "ipv4",
      subnets: network.loadBalancerSubnets.map(({ subnetId }) => subnetId),
      securityGroups: [group.groupId],
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: protection.isEnabled,
    });
    const targets = new LbTargetGroup(this, "target-group", {
      provider,
      name: clusterName,
      vpcId: network.vpcId,
      targetType: "instance",
      protocol: "TCP",
      port: SERVER_PORTS.api,
      preserveClientIp: "true",
      connectionTermination: true,
      deregistrationDelay: "60",
      healthCheck: {
        enabled: true,
        protocol: "HTTPS",
        port: String(SERVER_PORTS.health),
        // Standbys forward to the active node, so both are healthy; sealed (503) and uninitialised (501) are not.
        path: "/v1/sys/health?standbyok=true&perfstandbyok=true",
        matcher: "200",
        interval: 10,
        timeout: 6,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
    new LbListener(this, "listener", {
      provider,
      loadBalancerArn: balancer.arn,
      protocol: "TCP",
      port: SERVER_PORTS.api,
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    nodes.addTargetGroup(targets.arn);
    new Route53Record(this, "alias", {
      provider,
      zoneId: network.privateZone.zoneId,
      name: domainName,
      type: "A",
      alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true },
    });
    this.dnsName = balancer.dnsName;
    this.address = `https://${domainName}:${SERVER_PORTS.api}`;
  }

  private connect(group: SecurityGroup, { nodes, provider }: VaultEndpointProps): void {
    const nodeRules = new SecurityRules(this, "node-rules", nodes.securityGroupId, provider);
    const paths = [
      { id: "api", port: SERVER_PORTS.api, description: "Vault API" },
      { id: "health", port: SERVER_PORTS.health, description: "Health checks" },
    ];
    for (const { id, port, description } of paths) {
      const rule = (peerGroupId: string, text: string): SecurityRule => ({
        id,
        port,
        peer: { referencedSecurityGroupId: peerGroupId },
        description: text,
      });
      group.addEgress(rule(nodes.securityGroupId, `${description} to the nodes`));
      nodeRules.addIngress(rule(group.groupId, `${description} from the load balancer`));
    }
  }
}
