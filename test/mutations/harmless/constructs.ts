import { Aspects, type IAspect, TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import settings from "../../../examples/production/settings.json";
import {
  Backend,
  ClientNetwork,
  Duration,
  Initialization,
  Operators,
  Size,
  SnapshotLock,
} from "../../../lib";
import operators from "../../fixtures/operators/seven.json";
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
  constructed("three more client networks", {
    settings: {
      clients: [
        ...settings.clients,
        { cidr: "10.77.0.0/16", description: "another office" },
        { cidr: "10.78.128.0/17", description: "a data centre" },
        { cidr: "192.168.40.0/24", description: "a laboratory" },
      ],
    },
  }),
  constructed("clients by their group", {
    props: {
      clients: [
        ClientNetwork.securityGroup("sg-0aaaaaaaaaaaaaaaa", {
          cidrs: ["10.20.0.0/16"],
          description: "applications",
        }),
      ],
    },
  }),
  constructed("clients by a prefix list", {
    props: {
      clients: [
        ClientNetwork.prefixList("pl-0aaaaaaaaaaaaaaaa", { cidrs: ["10.20.0.0/16"], description: "offices" }),
      ],
    },
  }),
  constructed("larger volumes", {
    settings: { nodes: { count: 3, instanceType: "m7g.2xlarge" } },
    props: {
      nodes: {
        count: 3,
        instanceType: "m7g.2xlarge",
        volumes: { data: Size.gibibytes(200), audit: Size.gibibytes(300) },
      },
    },
  }),
  constructed("seven operators, four of whom open it", {
    props: { operators: Operators.pgp(operators, { threshold: 4 }) },
  }),
  constructed("operators in another order", {
    props: { operators: Operators.pgp([...settings.operators].reverse(), { threshold: 3 }) },
  }),
  constructed("an operator begins", { props: { initialization: Initialization.byOperator() } }),
  constructed("snapshots every hour, locked for longer", {
    props: {
      snapshots: {
        interval: Duration.hours(1),
        timeLimit: Duration.minutes(20),
        lock: SnapshotLock.compliance(Duration.days(90)),
        keepFor: Duration.days(400),
      },
    },
  }),
  constructed("snapshots that the account may unlock", {
    props: { snapshots: { lock: SnapshotLock.governance(Duration.days(60)) } },
  }),
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
