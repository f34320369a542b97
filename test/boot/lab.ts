import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ACCOUNT, type Emulators, REGION } from "../terraform/emulators";
import { type Authorities, type KeyPair, pem } from "./authorities";
import { Balancer } from "./balancer";
import { Client } from "./client/client";
import type { Connection } from "./client/protocol";
import { Cloud } from "./cloud";
import type { BootDeployment, Brought } from "./deployment";
import { Edge } from "./edge/edge";
import { AutoScaling, type Node, runName } from "./group";
import { groupOf, launchTemplateOf } from "./launch-template";
import type { Machine } from "./machine/machine";
import { writeSite } from "./machine/site";
import { type AppliedNetwork, appliedNetwork, host } from "./network/applied";
import { Router } from "./network/router";
import { Workstation } from "./workstation";

/** Services that moto plays, by the names of their endpoints. */
const MOTO = ["acm-pca", "autoscaling", "ec2", "monitoring", "ssm"];

/** Who speaks to Vault, or tries to. */
export type ClientName = "application" | "pipeline" | "stranger" | "inside";

/** Everything that stands around the nodes, and the nodes. */
export class Lab {
  /** The nodes of the cluster. */
  public readonly group: AutoScaling;
  /** The machine of restore drills, while there is one. */
  public readonly drills: AutoScaling;
  public readonly edge: Edge;
  public readonly router: Router;
  public readonly network: AppliedNetwork;
  /** The emulated AWS, as the account's owner sees it. */
  public readonly cloud: Cloud;
  /** Where people do what the pages say. */
  public readonly workstation: Workstation;
  private balancer_?: Balancer;
  private readonly clients = new Map<ClientName | "balancer", Client>();

  public constructor(
    public readonly folder: string,
    private readonly base: string,
    public readonly emulators: Emulators,
    public readonly authorities: Authorities,
    public readonly brought: Brought,
    public readonly deployment: BootDeployment,
  ) {
    const resources = deployment.resources();
    this.network = appliedNetwork(resources, REGION);
    const { name, hooks } = groupOf(resources);
    if (hooks === undefined) throw new Error("the group of the nodes has no hooks");
    mkdirSync(path.join(folder, "sockets"), { recursive: true });
    this.router = new Router(runName(), this.network, folder);
    this.edge = new Edge(
      {
        region: REGION,
        account: ACCOUNT,
        endpoints: this.network.endpoints,
        certificate: { certificate: path.join(folder, "edge.chain"), key: path.join(folder, "pki/edge.key") },
        emulators: {
          moto: path.join(folder, "sockets/moto"),
          ministack: path.join(folder, "sockets/ministack"),
          authority: emulators.authority,
        },
        moto: MOTO,
        group: name,
        hooks: { launch: hooks.launch.name, termination: hooks.termination.name },
        log: path.join(folder, "aws-calls.jsonl"),
      },
      folder,
    );
    this.cloud = new Cloud(emulators);
    const common = {
      folder: path.join(folder, "machines"),
      base,
      site: path.join(folder, "site"),
      cloud: this.cloud,
      edge: this.edge,
      router: this.router,
    };
    this.workstation = new Workstation({
      ...common,
      folder: path.join(folder, "workstation"),
      namespace: this.router.namespace,
      network: this.network,
    });
    this.group = new AutoScaling({ ...common, prefix: "n" });
    this.drills = new AutoScaling({ ...common, prefix: "d" });
    this.followDeployment();
  }

  /** Takes over what was applied last: machines are launched with it from now on. */
  public followDeployment(): void {
    const resources = this.deployment.resources();
    this.group.follow(launchTemplateOf(resources), groupOf(resources));
    this.drills.follow(launchTemplateOf(resources, "drill"), groupOf(resources, "drill"));
  }

  /** Machines that ever were, for their logs. */
  public get machines(): readonly Machine[] {
    return [...this.group.machines, ...this.drills.machines];
  }

  /** Facts that the applied user data hands to nodes. */
  public facts(): Readonly<Record<string, string>> {
    const { userData } = launchTemplateOf(this.deployment.resources());
    const text = Buffer.from(userData, "base64").toString("utf8");
    return Object.fromEntries(
      [...text.matchAll(/^([A-Z][A-Z0-9_]*)='([^'\n]*)'$/gm)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
  }

  /** Begins the cluster's life anew: no node, and nothing of it in S3. */
  public async forgetCluster(): Promise<void> {
    this.edge.fail();
    await Promise.all(this.group.nodes.map((node) => this.group.remove(node)));
    const { bucket, prefix } = this.life();
    for (const key of await this.cloud.objects(bucket, prefix)) await this.cloud.deleteObject(bucket, key);
  }

  /** Where the life of the cluster is kept. */
  public life(): { readonly bucket: string; readonly prefix: string } {
    const { LIFE_BUCKET = "", CLUSTER_LIFE = "" } = this.facts();
    return { bucket: LIFE_BUCKET, prefix: `${this.group.name}/life/${CLUSTER_LIFE}/` };
  }

  /** The load balancer. */
  public get balancer(): Balancer {
    if (this.balancer_ === undefined) throw new Error("the load balancer is not up yet");
    return this.balancer_;
  }

  /** Makes the network with everything that belongs to AWS or to clients. */
  public async up(edgeAuthority: KeyPair, edgeCertificate: KeyPair): Promise<void> {
    const { endpoints } = this.emulators;
    const resources = this.deployment.resources();
    const port = (service: string) => Number(new URL(String(endpoints[service])).port);
    writeSite(this.base, path.join(this.folder, "site"), pem(edgeAuthority.certificate));
    await this.router.up(launchTemplateOf(resources).hopLimit);
    const chain = `${pem(edgeCertificate.certificate)}${pem(edgeAuthority.certificate)}`;
    writeFileSync(path.join(this.folder, "edge.chain"), chain);
    await this.edge.start(this.router.namespace, { moto: port("ec2"), ministack: port("kms") });
    const settings = this.deployment.clientNetworks;
    const places: Readonly<Record<ClientName, string>> = {
      application: host(settings[0] ?? "", 300),
      pipeline: host(settings[1] ?? "", 10),
      stranger: "10.99.0.10",
      // In the VPC, but nobody's client: the subnets of the endpoints.
      inside: host(this.network.vpcCidr, 11 * 256 + 200),
    };
    for (const [name, address] of Object.entries(places) as [ClientName, string][]) {
      this.clients.set(name, new Client(name, await this.router.attach({ name, address })));
    }
    const within = new Client("balancer", this.router.namespace);
    this.clients.set("balancer", within);
    this.balancer_ = new Balancer(resources, this.network, this.router, this.group, within);
    this.balancer_.start();
  }

  /** One of those who speak to Vault. */
  public client(name: ClientName | "balancer"): Client {
    const client = this.clients.get(name);
    if (client === undefined) throw new Error(`no client ${name}`);
    return client;
  }

  /** A command that runs another one in a client's network, where the cluster's name leads to the load balancer. */
  public within(name: ClientName): readonly string[] {
    const hosts = path.join(this.folder, "hosts");
    writeFileSync(hosts, `${this.network.balancer.addresses[0]} ${this.deployment.domainName}\n`);
    // What is mounted in a namespace of `ip netns exec` stays in it.
    const command = 'mount --bind "$0" /etc/hosts && exec "$@"';
    return ["ip", "netns", "exec", this.client(name).namespace, "sh", "-c", command, hosts];
  }

  /** A connection to the load balancer, or to a node. */
  public connection(to: Node | "balancer", more: Partial<Connection> = {}): Connection {
    return {
      address: to === "balancer" ? (this.network.balancer.addresses[0] ?? "") : to.address,
      port: 8200,
      servername: this.deployment.domainName,
      authorities: pem(this.brought.root.certificate),
      ...more,
    };
  }

  /** Takes everything away; logs and disks stay in the folder. */
  public async down(): Promise<void> {
    this.balancer_?.stop();
    for (const client of this.clients.values()) client.stop();
    for (const group of [this.group, this.drills]) {
      await Promise.all(group.nodes.map((node) => group.remove(node)));
    }
    this.edge.stop();
    await this.router.down();
  }
}
