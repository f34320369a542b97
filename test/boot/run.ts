import * as path from "node:path";
import { type Emulators, startEmulators } from "../terraform/emulators";
import { Authorities } from "./authorities";
import { script } from "./cache";
import { bootNodes } from "./checks/cluster";
import { firstBootChecks } from "./checks/first-boot";
import { BootDeployment, type Brought, bring } from "./deployment";
import { ExecTrace } from "./exec-trace";
import { Lab } from "./lab";
import { makeBase, unpackBase } from "./machine/base";
import type { Results } from "./results";
import type { NamedSection } from "./sections";
import { buildServer } from "./vault-binary";
import { Workstation } from "./workstation";

/** One run, from nothing to nothing. */
export class Run {
  private lab?: Lab;
  private trace?: ExecTrace;

  /** Names of sections that have not passed, or not yet. */
  private unpassed: readonly string[] = [];

  public constructor(
    private readonly folder: string,
    private readonly results: Results,
    private readonly sections: readonly NamedSection[],
  ) {}

  /** Everything, in order. */
  public async all(): Promise<void> {
    const { folder, results } = this;
    const say = (text: string) => results.note(text);
    const base = path.join(folder, "base");
    const zip = await results.check("a base system and a real server", async () => {
      const [packed, server] = await Promise.all([makeBase(say), buildServer(say)]);
      await unpackBase(packed, base);
      return server;
    });
    const emulators = await results.check("emulators start", () =>
      startEmulators(folder, results, script("emulator/moto_boot.py")),
    );
    const authorities = new Authorities(path.join(folder, "pki"));
    const brought = await results.check(
      "what a user brings: certificate authorities, release in a mirror",
      () => bring(folder, emulators, authorities, zip),
    );
    const deployment = new BootDeployment(folder, emulators, brought);
    for (const line of deployment.differences) say(`differs from the example: ${line}`);
    await results.check("terraform apply of the production stack", () => deployment.apply());
    await this.boot(base, emulators, authorities, brought, deployment);
    await this.checks();
  }

  /** Makes what stands around the nodes of an applied deployment. */
  public async boot(
    base: string,
    emulators: Emulators,
    authorities: Authorities,
    brought: Brought,
    deployment: BootDeployment,
  ): Promise<void> {
    const trace = new ExecTrace(this.folder);
    this.trace = trace;
    const reason = await this.results.check("arguments of programs are recorded, where they can be", () =>
      trace.start(),
    );
    if (reason !== undefined) {
      this.trace = undefined;
      this.results.note(`arguments of programs are not recorded: ${reason}`);
    }
    const lab = new Lab(this.folder, base, emulators, authorities, brought, deployment);
    this.lab = lab;
    await this.results.check("network, resolver, metadata, AWS names, load balancer, clients", async () => {
      const authority = await authorities.authority("edge-ca", "AWS names of the test");
      const names = [
        ...lab.network.endpoints.flatMap((endpoint) => endpoint.names),
        ...Workstation.names(lab.network),
      ];
      const certificate = await authorities.issue("edge", authority, "AWS names", [
        `subjectAltName=${names.map((name) => `DNS:${name.startsWith(".") ? `*${name}` : name}`).join(",")}`,
        "extendedKeyUsage=serverAuth",
      ]);
      await lab.up(authority, certificate);
    });
  }

  /** Boots the nodes and looks at them. */
  public async checks(): Promise<void> {
    const { lab, results } = this;
    if (lab === undefined) return;
    await bootNodes(lab, results);
    const session = await firstBootChecks(lab, results);
    const names = this.sections.map(([name]) => name);
    const failed: string[] = [];
    try {
      for (const [index, [name, section]] of this.sections.entries()) {
        const before = results.failures;
        // Until it has come to its end it counts as one that did not pass, and so do those behind it.
        this.unpassed = [...failed, ...names.slice(index)];
        await section(session, this.trace);
        if (results.failures > before) failed.push(name);
      }
      this.unpassed = failed;
    } finally {
      if (this.unpassed.length > 0) results.note(`not passed: ${this.unpassed.join(",")}`);
    }
  }

  /** How to enter what is running. */
  public entrances(): readonly string[] {
    const nodes = this.lab?.group.nodes ?? [];
    return [
      ...nodes.map(
        ({ name, machine, address }) =>
          `${name} (${address}): nsenter --target ${machine.init()} --all env -i PATH=$PATH bash`,
      ),
      `network: ip netns exec ${this.lab?.router.namespace} bash`,
    ];
  }

  /** Takes everything away. */
  public async end(keepLogs: boolean): Promise<void> {
    const { lab, trace } = this;
    this.trace = undefined;
    await trace?.stop();
    if (lab === undefined) return;
    this.lab = undefined;
    await lab.down();
    for (const machine of lab.machines) {
      if (keepLogs) await machine.keepLogs(path.join(this.folder, "nodes"));
      machine.forget();
    }
  }
}
