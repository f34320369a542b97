import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { script } from "../cache";
import { type CommandOptions, must, type Outcome, outcome, PLAIN, until } from "../command";
import { attachVolumes, detachVolumes, type Volume, type VolumeProps } from "./volumes";

/** What a machine is made of. */
export interface MachineProps {
  readonly name: string;
  /** Folder for its disk, volumes and logs. */
  readonly folder: string;
  readonly base: string;
  readonly site: string;
  /** Network namespace that it is attached to. */
  readonly namespace: string;
  /** Volumes beside the root volume. */
  readonly volumes: readonly VolumeProps[];
}

/** Where control groups are: one tree on newer hosts, and on older ones those that systemd in a container needs. */
const HIERARCHIES = ["", "unified", "systemd", "memory"];

/** One machine: a container with its own init, disk, volumes, network and control group. */
export class Machine {
  public readonly name: string;
  /** What it wrote to its console, over all its boots. */
  public readonly console: string;
  private readonly group: string;
  private supervisor?: ChildProcess;
  private volumes: readonly Volume[] = [];

  public constructor(private readonly props: MachineProps) {
    this.name = props.name;
    this.group = `boot-test-${props.namespace}`;
    this.console = path.join(props.folder, "console.log");
  }

  /** Its disk as seen from outside: what differs from the image. */
  public get disk(): string {
    return path.join(this.props.folder, "disk");
  }

  /** Its folder: disk, volumes, logs. */
  public get folder(): string {
    return this.props.folder;
  }

  /** What it said on its console so far. */
  public saidOnConsole(): string {
    return existsSync(this.console) ? readFileSync(this.console, "utf8").replaceAll("\r", "") : "";
  }

  /** Switches it on; after a power loss it finds the disk and the volumes that it had. */
  public async boot(): Promise<void> {
    const { folder, base, site, namespace, volumes } = this.props;
    for (const name of ["disk", "work", "root"]) mkdirSync(path.join(folder, name), { recursive: true });
    if (this.volumes.length === 0) {
      this.volumes = await attachVolumes(folder, volumes);
      const names = path.join(this.disk, "etc/boot-test-volumes");
      mkdirSync(path.dirname(names), { recursive: true });
      writeFileSync(names, this.volumes.map(({ mapping, node }) => `${mapping} ${node}\n`).join(""));
    }
    for (const hierarchy of HIERARCHIES) {
      const place = path.join("/sys/fs/cgroup", hierarchy);
      if (existsSync(path.join(place, "cgroup.procs")))
        mkdirSync(path.join(place, this.group), { recursive: true });
    }
    const log = openSync(this.console, "a");
    const binds = this.volumes.map(({ device, node }) => `--bind=${device}:/dev/${node}`);
    this.supervisor = spawn(
      "nsenter",
      [
        `--net=/run/netns/${namespace}`, "unshare", "--mount", "--propagation", "private", "bash", script("machine/start.sh"),
        this.name, folder, base, site, namespace, this.group, ...binds,
      ], // biome-ignore format: a command line
      { env: PLAIN, stdio: ["ignore", log, log], detached: true },
    );
    closeSync(log);
    await until(`${this.name} starts`, 20, async () => this.init(), 100);
  }

  /** Process number of its init, as the host counts, while it runs. */
  public init(): number | undefined {
    const pid = this.supervisor?.pid;
    if (pid === undefined || this.supervisor?.exitCode !== null) return undefined;
    try {
      const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
      return child === undefined || child === "" ? undefined : Number(child);
    } catch {
      return undefined;
    }
  }

  /** Runs a program on it as root, whatever its exit code. */
  public async try(command: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
    return outcome("nsenter", this.enter(command), options);
  }

  /** Runs a program on it as root that must succeed. */
  public async run(command: readonly string[], options: CommandOptions = {}): Promise<string> {
    return must("nsenter", this.enter(command), options);
  }

  /** Runs a line of shell on it as root that must succeed. */
  public sh(line: string, options: CommandOptions = {}): Promise<string> {
    return this.run(["/bin/sh", "-c", line], options);
  }

  /** Takes its power away: no process gets a chance to say anything. */
  public async powerOff(): Promise<void> {
    const init = this.init();
    for (const pid of [init, this.supervisor?.pid]) {
      if (pid === undefined) continue;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself in the meantime.
      }
    }
    if (init !== undefined)
      await until(`${this.name} is gone`, 20, async () => !existsSync(`/proc/${init}`) || undefined, 50);
    this.supervisor = undefined;
  }

  /** Takes it away with its volumes; folders with disk and logs stay. */
  public async remove(): Promise<void> {
    await this.powerOff();
    await detachVolumes(this.volumes);
    this.volumes = [];
    for (const hierarchy of HIERARCHIES) {
      const place = path.join("/sys/fs/cgroup", hierarchy, this.group);
      if (existsSync(place))
        await outcome("find", [place, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"]);
    }
  }

  /** Its logs as text, by name, whether it runs or not. */
  public async readLogs(): Promise<Readonly<Record<string, string>>> {
    const journal = await outcome("journalctl", [
      "--directory",
      path.join(this.disk, "var/log/journal"),
      "--no-pager",
      "--output=short-precise",
      "--utc",
    ]);
    const files = {
      "cloud-init.log": path.join(this.disk, "var/log/cloud-init.log"),
      "cloud-init-output.log": path.join(this.disk, "var/log/cloud-init-output.log"),
      "vault.log": path.join(this.disk, "var/log/vault-server/vault.log"),
      "system.log": path.join(this.disk, "var/log/vault-system/system.log"),
      "console.log": this.console,
    };
    const texts = Object.entries(files).filter(([, file]) => existsSync(file));
    return {
      journal: `${journal.out}${journal.err}`,
      ...Object.fromEntries(texts.map(([name, file]) => [name, readFileSync(file, "utf8")])),
    };
  }

  /** Keeps its logs. */
  public async keepLogs(folder: string): Promise<void> {
    const target = path.join(folder, this.name);
    mkdirSync(target, { recursive: true });
    for (const [name, text] of Object.entries(await this.readLogs()))
      writeFileSync(path.join(target, name), text);
  }

  /** Forgets its disk. */
  public forget(): void {
    rmSync(this.props.folder, { recursive: true, force: true });
  }

  private enter(command: readonly string[]): string[] {
    const init = this.init();
    if (init === undefined) throw new Error(`${this.name} does not run`);
    return [
      "--target",
      String(init),
      "--all",
      "env",
      "-i",
      ...Object.entries(PLAIN).map(([key, value]) => `${key}=${value}`),
      ...command,
    ];
  }
}
