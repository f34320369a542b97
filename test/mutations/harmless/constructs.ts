import { Aspects, type IAspect, TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import settings from "../../../examples/production/settings.json";
import { Backend, ClientNetwork, Duration } from "../../../lib";
import type { Harmless } from "../run";
import { constructed } from "./change";

/** Tags on everything that can have some. */
class Tags implements IAspect {
  public visit(node: IConstruct): void {
    if (node instanceof TerraformElement && "tagsInput" in node) node.addOverride("tags.owner", "platform");
  }
}

const REGION = {
  region: "us-east-1",
  replicaRegion: "us-west-2",
  network: { cidr: "172.20.0.0/20", availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"] },
};

/** Other choices of who uses the constructs. */
export const CONSTRUCTS: readonly Harmless[] = [
  constructed("five nodes", { settings: { nodes: { count: 5, instanceType: "m7g.xlarge" } } }),
  constructed("another type of instance", { settings: { nodes: { count: 3, instanceType: "r7g.large" } } }),
  constructed("x86_64", { settings: { nodes: { count: 3, instanceType: "m7i.xlarge" } } }),
  constructed("another region and other networks", { settings: REGION }),
  constructed("another name of the cluster", { settings: { clusterName: "secrets" } }),
  constructed("another domain", { settings: { domainName: "secrets.example.org" } }),
  constructed("another client network", {
    settings: { clients: [...settings.clients, { cidr: "10.77.0.0/16", description: "another office" }] },
  }),
  constructed("a client that is a single address", {
    props: { clients: [ClientNetwork.cidr("10.20.1.7/32", "the gateway")] },
  }),
  constructed("another backend", {
    props: {
      backends: [
        Backend.tcp({ cidr: "10.41.0.0/24", port: 636, description: "directory" }),
        Backend.tcp({ cidr: "10.40.8.0/24", port: 5432, description: "database" }),
      ],
    },
  }),
  constructed("no backend", { props: { backends: [] } }),
  constructed("one alarm address", { settings: { alarms: ["ops@corp.example"] } }),
  constructed("tags on everything", {
    change: ({ stack }) => Aspects.of(stack).add(new Tags()),
  }),
  constructed("a file of their own on the nodes", {
    change: ({ vault }) =>
      vault.bundle.add({
        path: "/etc/motd",
        content: "This machine is watched.\n",
        mode: 0o644,
        owner: "root",
        group: "root",
      }),
  }),
  constructed("shorter leases", {
    props: { server: { tlsMinVersion: "tls13", defaultLeaseTtl: Duration.minutes(30) } },
  }),
];
