import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { PLAIN, until } from "../command";
import type { EdgeSettings, Fault, FromEdge, Instance, LoggedCall, ToEdge } from "./protocol";

/** The AWS side of the VPC, seen from the test: says who exists and what goes wrong, hears what nodes report. */
export class Edge {
  private readonly instances = new Map<string, Instance>();
  private readonly children: ChildProcess[] = [];
  private readonly listeners = new Set<(message: FromEdge) => void>();
  private process?: ChildProcess;

  public constructor(
    private readonly settings: EdgeSettings,
    private readonly folder: string,
  ) {}

  /**
   * Starts it in the namespace of the router.
   *
   * @param ports ports of the emulators on this machine's loopback
   */
  public async start(
    namespace: string,
    ports: { readonly moto: number; readonly ministack: number },
  ): Promise<void> {
    const { moto, ministack } = this.settings.emulators;
    const node = process.execPath;
    this.spawn("relay", node, [
      path.join(__dirname, "relay.js"),
      `${moto}=${ports.moto}`,
      `${ministack}=${ports.ministack}`,
    ]);
    await until("the relay to the emulators", 10, async () => existsSync(ministack) || undefined, 50);
    const child = this.spawn("edge", "ip", [
      "netns",
      "exec",
      namespace,
      node,
      path.join(__dirname, "main.js"),
    ]);
    this.process = child;
    child.on("message", (message: FromEdge) => {
      for (const listener of this.listeners) listener(message);
    });
    const ready = this.hear((message) => (message.kind === "ready" ? true : undefined));
    this.tell({ kind: "settings", settings: this.settings });
    await ready;
  }

  /** Makes an instance known, or known in its new state. */
  public know(instance: Instance): void {
    this.instances.set(instance.id, instance);
    this.tell({ kind: "instances", instances: [...this.instances.values()] });
  }

  /** Forgets it. */
  public forget(id: string): void {
    this.instances.delete(id);
    this.tell({ kind: "instances", instances: [...this.instances.values()] });
  }

  /** What goes wrong from now on; nothing, when nothing is named. */
  public fail(...faults: readonly Fault[]): void {
    this.tell({ kind: "faults", faults });
  }

  /** Waits for something that nodes report. */
  public hear<T>(of: (message: FromEdge) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const listener = (message: FromEdge) => {
        const found = of(message);
        if (found === undefined) return;
        this.listeners.delete(listener);
        resolve(found);
      };
      this.listeners.add(listener);
    });
  }

  /** Every call so far. */
  public calls(): readonly LoggedCall[] {
    if (!existsSync(this.settings.log)) return [];
    const lines = readFileSync(this.settings.log, "utf8").trimEnd().split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as LoggedCall);
  }

  /** Ends it. */
  public stop(): void {
    for (const child of this.children) child.kill("SIGKILL");
  }

  private tell(message: ToEdge): void {
    this.process?.send(message);
  }

  private spawn(name: string, command: string, args: readonly string[]): ChildProcess {
    const log = openSync(path.join(this.folder, `${name}.log`), "a");
    const child = spawn(command, [...args], {
      cwd: this.folder,
      env: PLAIN,
      stdio: ["ignore", log, log, "ipc"],
      detached: true,
    });
    closeSync(log);
    this.children.push(child);
    return child;
  }
}
