import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { Construct } from "constructs";
import {
  AlarmReceivers,
  ArtifactBucket,
  EncryptionKey,
  type IVaultNetwork,
  VaultNetwork,
  type VaultNetworkAttributes,
} from "../../../lib";
import type { Harmless } from "../run";
import { constructed } from "./change";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key";

/** Three subnets of a tier of somebody's network. */
function tier(ids: (index: number) => string, second: number) {
  return [0, 1, 2].map((index) => ({ subnetId: ids(index), cidr: `10.80.${second + index}.0/24` }));
}

const IDS: VaultNetworkAttributes = {
  vpcId: "vpc-0123456789abcdef0",
  vpcCidr: "10.80.0.0/16",
  nodeSubnets: tier((index) => `subnet-00000000000000a0${index}`, 0),
  loadBalancerSubnets: tier((index) => `subnet-00000000000000b0${index}`, 10),
  endpointSubnets: tier((index) => `subnet-00000000000000c0${index}`, 20),
  drillSubnets: tier((index) => `subnet-00000000000000d0${index}`, 30),
  endpointsSecurityGroupId: "sg-0123456789abcdef0",
  s3PrefixListId: "pl-6ea54007",
  privateZoneId: "Z0123456789ABCDEFGHIJ",
};

const network = (name: string, make: (stack: Construct) => IVaultNetwork) =>
  constructed(name, { network: make });

/** What its user brings along in the place of what the cluster would make. */
export const BROUGHT: readonly Harmless[] = [
  network("a brought VPC", (stack) => VaultNetwork.fromAttributes(stack, "network", IDS)),
  network("a brought VPC whose endpoints' group is its owner's", (stack) =>
    VaultNetwork.fromAttributes(stack, "network", { ...IDS, endpointsSecurityGroupMutable: false }),
  ),
  network("a brought VPC that is looked up", (stack) => {
    const vpc = new DataAwsVpc(stack, "vpc", { tags: { Name: "platform" } });
    const subnet = (name: string) => (index: number) =>
      new DataAwsSubnet(stack, `${name}-${index}`, { vpcId: vpc.id, tags: { Name: `${name}-${index}` } }).id;
    return VaultNetwork.fromAttributes(stack, "network", {
      ...IDS,
      vpcId: vpc.id,
      nodeSubnets: tier(subnet("vault"), 0),
      loadBalancerSubnets: tier(subnet("vault-balancer"), 10),
      endpointSubnets: tier(subnet("endpoints"), 20),
      drillSubnets: tier(subnet("drills"), 30),
    });
  }),
  network(
    "a network that the stack makes for several clusters",
    (stack) =>
      new VaultNetwork(stack, "shared", {
        clusterName: "vault-shared",
        domainName: "vault.corp.example",
        cidr: "10.66.0.0/20",
        availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        additionalEndpoints: [VaultNetwork.PRIVATE_CA],
      }),
  ),
  constructed("a brought bucket of artifacts", {
    props: { artifactBucket: ArtifactBucket.fromAttributes({ bucketName: "corp-vault-artifacts" }) },
  }),
  constructed("a brought bucket of artifacts with a key of its own", {
    props: {
      artifactBucket: ArtifactBucket.fromAttributes({
        bucketName: "corp-vault-artifacts",
        encryptionKey: EncryptionKey.fromKeyArn(`${KEY}/99999999-2222-3333-4444-555555555555`),
      }),
    },
  }),
  constructed("a brought topic of alarms", {
    props: { notify: AlarmReceivers.topic("arn:aws:sns:eu-central-1:123456789012:oncall") },
  }),
  constructed("a key of another system beside", {
    change: ({ stack }) => new KmsKey(stack, "shop", { description: "shop", deletionWindowInDays: 7 }),
  }),
];
