import { createReadStream, existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { end, start } from "../terraform/processes";
import { must, outcome, PLAIN, until } from "./command";

/**
 * Programs on a file system without a device of its own: the disks of machines are such, those of others are not. (The
 * login id, which the kernel would hand down, is taken away by systemd-nspawn.)
 */
const RULE = ["always,exit", "-F", "arch=b64", "-S", "execve,execveat", "-F", "devmajor=0"];

/** Records the arguments of every program that a machine starts, by the audit system of the kernel. */
export class ExecTrace {
  private daemon?: ReturnType<typeof start>;
  private readonly log: string;

  public constructor(private readonly folder: string) {
    this.log = path.join(folder, "executed.log");
  }

  /**
   * Begins to record.
   *
   * @returns why it cannot, if it cannot
   */
  public async start(): Promise<string | undefined> {
    const status = await outcome("auditctl", ["-s"]);
    if (status.code !== 0) return `the kernel's audit system does not answer (${status.err.trim()})`;
    const [, holder] = /^pid (\d+)$/m.exec(status.out) ?? [];
    if (holder !== "0") return `process ${holder} reads the kernel's audit log already`;
    const settings = path.join(this.folder, "auditd");
    mkdirSync(path.join(settings, "plugins"), { recursive: true, mode: 0o750 });
    writeFileSync(
      path.join(settings, "auditd.conf"),
      configuration(this.log, path.join(settings, "plugins")),
      { mode: 0o640 },
    );
    this.daemon = start("auditd", ["-n", "-c", settings], {
      cwd: this.folder,
      env: PLAIN,
      log: path.join(this.folder, "auditd.log"),
    });
    await until("the audit log is read", 10, async () => existsSync(this.log) || undefined, 100);
    // Programs must not wait for the reader, and none of them may be missed.
    await must("auditctl", ["-b", "262144", "-r", "0", "--backlog_wait_time", "60000"]);
    await must("auditctl", ["-e", "1"]);
    // A run that was killed leaves it behind, and the kernel takes no rule twice.
    await outcome("auditctl", ["-d", ...RULE]);
    await must("auditctl", ["-a", ...RULE]);
    return undefined;
  }

  /** Arguments of every program so far, one text each, and how many were lost. */
  public async executed(): Promise<{ readonly commands: readonly string[]; readonly lost: number }> {
    const commands: string[] = [];
    for await (const line of createInterface({ input: createReadStream(this.log) })) {
      if (line.startsWith("type=EXECVE ")) commands.push(argumentsOf(line));
    }
    const [, lost] = /^lost (\d+)$/m.exec(await must("auditctl", ["-s"])) ?? [];
    return { commands, lost: Number(lost) };
  }

  /** Ends it, and leaves the kernel as it was. */
  public async stop(): Promise<void> {
    if (this.daemon === undefined) return;
    await outcome("auditctl", ["-d", ...RULE]);
    await outcome("auditctl", ["-e", "0"]);
    end(this.daemon);
    this.daemon = undefined;
  }
}

/** Arguments of a record: in quotes, or in hexadecimal where they hold blanks or quotes; long ones in parts. */
function argumentsOf(record: string): string {
  const values = [...record.matchAll(/ a(\d+)(?:\[\d+\])?=(?:"([^"]*)"|([0-9A-F]+))/g)];
  const words: string[] = [];
  for (const [, index = "0", plain, hex] of values) {
    const text = plain ?? Buffer.from(hex ?? "", "hex").toString("utf8");
    words[Number(index)] = `${words[Number(index)] ?? ""}${text}`;
  }
  return words.join(" ");
}

function configuration(log: string, plugins: string): string {
  const settings = {
    local_events: "yes",
    write_logs: "yes",
    log_file: log,
    log_group: "root",
    log_format: "RAW",
    flush: "NONE",
    max_log_file: 4096,
    max_log_file_action: "IGNORE",
    num_logs: 0,
    space_left: 10,
    space_left_action: "IGNORE",
    admin_space_left: 5,
    admin_space_left_action: "IGNORE",
    disk_full_action: "IGNORE",
    disk_error_action: "IGNORE",
    plugin_dir: plugins,
    q_depth: 65536,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}
