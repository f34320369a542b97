import { run, runOnFile } from "../host/tools";
import { asNode, NODE_PROGRAMS } from "./as-node";
import { eachFile, filesAt, type Judge, linesOf, type Verdict } from "./judge";

/** The output of a program that failed, or nothing. */
const failure = ({ code, output }: { code: number; output: string }): readonly string[] => {
  if (code === 0) return [];
  return output.trim() === "" ? [`ended with ${code}`] : linesOf(output);
};

const firstLine =
  (program: string, ...args: string[]) =>
  () =>
    linesOf(run(program, args).output)[0]
      ?.replace(/\s*compiled with:$/, "")
      .replace(/ \(\+.*$/, "") ?? "";

/** The firewall, with the accounts that its rules name. */
export const nftables: Judge = {
  name: "nft --check",
  programs: ["nft", ...NODE_PROGRAMS],
  root: true,
  version: firstLine("nft", "--version"),
  judge: (node) => ({
    files: filesAt(node, /\/nftables\.conf$/).length,
    findings: failure(asNode(node, 'nft --check --file "$1/etc/nftables.conf"')),
  }),
};

/** Routing of log lines, with the groups and folders that it names. */
export const rsyslog: Judge = {
  name: "rsyslogd -N1",
  programs: ["rsyslogd", ...NODE_PROGRAMS],
  root: true,
  version: firstLine("rsyslogd", "-v"),
  judge: (node) => ({
    files: filesAt(node, /\/rsyslog\.conf$/).length,
    findings: failure(asNode(node, 'rsyslogd -N1 -f "$1/etc/rsyslog.conf"')),
  }),
};

/** Rotation of logs, with the accounts that it names. */
export const logrotate: Judge = {
  name: "logrotate --debug",
  programs: ["logrotate", ...NODE_PROGRAMS],
  root: true,
  version: firstLine("logrotate", "--version"),
  judge: (node) => {
    const outcome = asNode(node, 'logrotate --debug --state /run/state "$1/etc/logrotate.d/hardened-vault"');
    const said = linesOf(outcome.output).filter(
      (line) => /\b(error|warning):/i.test(line) && !line.includes("logrotate in debug mode does nothing"),
    );
    return {
      files: filesAt(node, /\/logrotate\.d\//).length,
      findings: said.length > 0 ? said : failure(outcome),
    };
  },
};

/** Accounts and folders, after the bundle's entry script has made them: nothing is left to say but what would be written. */
export const accounts: Judge = {
  name: "systemd-sysusers, systemd-tmpfiles",
  programs: NODE_PROGRAMS,
  root: true,
  version: firstLine("systemd-tmpfiles", "--version"),
  judge: (node) => {
    const outcome = asNode(
      node,
      'systemd-sysusers --root="$1" --dry-run "$1"/etc/sysusers.d/*.conf; systemd-tmpfiles --root="$1" --create "$1"/etc/tmpfiles.d/*.conf',
    );
    return {
      files: filesAt(node, /\/(sysusers|tmpfiles)\.d\//).length,
      findings:
        outcome.code === 0
          ? linesOf(outcome.output).filter((line) => !line.startsWith("Would write "))
          : failure(outcome),
    };
  },
};

/** The clock. */
export const chrony: Judge = {
  name: "chronyd -p",
  programs: ["chronyd"],
  version: firstLine("chronyd", "--version"),
  judge: (node) =>
    eachFile(filesAt(node, /\/chrony\.conf$/), ({ content }) =>
      failure(runOnFile("chrony.conf", content, "chronyd", (file) => ["-p", "-f", file])),
    ),
};

/** Settings that a kernel may be built without: absent, they cannot be told from misspelt ones. */
const OPTIONAL = new Set([
  "kernel.kexec_load_disabled",
  "kernel.perf_event_paranoid",
  "kernel.unprivileged_bpf_disabled",
  "kernel.yama.ptrace_scope",
]);

/** Settings of the kernel: whether they can be read, and whether this kernel has them. Nothing is changed. */
export const sysctl: Judge = {
  name: "sysctl --dry-run",
  programs: ["sysctl"],
  version: firstLine("sysctl", "--version"),
  judge: (node): Verdict => {
    const files = filesAt(node, /\/sysctl\.d\//);
    const lines = files.flatMap(({ content }) =>
      linesOf(runOnFile("settings.conf", content, "sysctl", (file) => ["--dry-run", "--load", file]).output),
    );
    const absent = lines
      .map((line) => /cannot stat \/proc\/sys\/(\S+): No such file/.exec(line)?.[1]?.replaceAll("/", "."))
      .filter((name) => name !== undefined && OPTIONAL.has(name));
    const accepted = lines.filter((line) => / = /.test(line));
    return {
      files: files.length,
      figure: `${accepted.length} settings${absent.length === 0 ? "" : `, not in this kernel: ${absent.join(", ")}`}`,
      findings: lines.filter(
        (line) =>
          !/ = /.test(line) && !absent.some((name) => line.includes(String(name).replaceAll(".", "/"))),
      ),
    };
  },
};
