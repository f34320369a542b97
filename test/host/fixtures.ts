import { Cidr } from "../../lib/core/cidr";
import type { NodeFile, NodeHostInput } from "../../lib/host";

const cidrs = (...texts: string[]) => texts.map((text) => Cidr.parse("test", text));

/** A node of an ordinary cluster. */
export const INPUT: NodeHostInput = {
  clients: cidrs("10.20.0.0/16", "10.30.4.0/24"),
  nodeSubnets: cidrs("10.64.0.0/26", "10.64.0.64/26", "10.64.0.128/26"),
  loadBalancerSubnets: cidrs("10.64.1.0/26", "10.64.1.64/26", "10.64.1.128/26"),
  endpointSubnets: cidrs("10.64.2.0/26", "10.64.2.64/26", "10.64.2.128/26"),
  vpcCidrs: cidrs("10.64.0.0/22"),
  backends: [
    { cidr: Cidr.parse("test", "10.40.8.0/24"), port: 5432, description: 'the "billing" PostgreSQL' },
  ],
  serverConfiguration: "{}\n",
  clientAuthorities: "PEM\n",
  logGroups: {
    audit: "/hardened-vault/vault/audit",
    server: "/hardened-vault/vault/server",
    system: "/hardened-vault/vault/system",
  },
  metricsNamespace: "HardenedVault/vault",
  node: {
    clusterName: "vault",
    domainName: "vault.corp.example",
    nodeCount: 3,
    groupName: "vault",
    hooks: { launch: "vault-node-launch", termination: "vault-node-termination" },
    launchSeconds: 900,
    terminationSeconds: 300,
    initialization: "at-first-boot",
    volumes: { data: 50 * 2 ** 30, audit: 50 * 2 ** 30 },
  },
};

/** The content of one file. */
export function contentOf(files: readonly NodeFile[], path: string): string {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`no ${path} among ${files.map((one) => one.path).join(", ")}`);
  return file.content;
}
