import { type NodeFile, systemFile } from "./node-file";
import { renderUnit } from "./unit";

/** Kernel settings and why (HOST-02, HOST-10; kernel documentation, sysctl; core(5)). */
const SYSCTLS: Readonly<Record<string, string>> = {
  "fs.protected_fifos": "2",
  "fs.protected_hardlinks": "1",
  "fs.protected_regular": "2",
  "fs.protected_symlinks": "1",
  "fs.suid_dumpable": "0",
  "kernel.core_pattern": "|/bin/false",
  "kernel.dmesg_restrict": "1",
  "kernel.kexec_load_disabled": "1",
  "kernel.kptr_restrict": "2",
  "kernel.perf_event_paranoid": "3",
  "kernel.randomize_va_space": "2",
  "kernel.unprivileged_bpf_disabled": "1",
  "kernel.yama.ptrace_scope": "2",
  "net.ipv4.conf.all.accept_redirects": "0",
  "net.ipv4.conf.all.accept_source_route": "0",
  "net.ipv4.conf.all.log_martians": "1",
  "net.ipv4.conf.all.rp_filter": "1",
  "net.ipv4.conf.all.send_redirects": "0",
  "net.ipv4.conf.default.accept_redirects": "0",
  "net.ipv4.conf.default.rp_filter": "1",
  "net.ipv4.tcp_syncookies": "1",
  "net.ipv6.conf.all.accept_ra": "0",
  "net.ipv6.conf.all.accept_redirects": "0",
  "vm.swappiness": "0",
};

/** Where they are. */
export const SYSCTL_FILE = "/etc/sysctl.d/99-zz-hardened-vault.conf";

/** Kernel settings; the name puts them behind `99-sysctl.conf`, which is the distribution's /etc/sysctl.conf. */
export function sysctls(): NodeFile {
  const lines = Object.entries(SYSCTLS).map(([name, value]) => `${name} = ${value}`);
  return systemFile(
    SYSCTL_FILE,
    `# No core dumps, no debuggers, no leaks of kernel addresses, no tricks with links or routes.\n${lines.join("\n")}\n`,
  );
}

/**
 * Core dumps off in each place that could turn them on: a limit alone does nothing when the kernel pipes cores to a
 * program (core(5)), and distributions differ in who sets which limit.
 */
export function coreDumps(): readonly NodeFile[] {
  const noCore = { Manager: { DefaultLimitCORE: 0 } };
  return [
    systemFile(
      "/etc/security/limits.d/99-no-core-dumps.conf",
      "* hard core 0\n* soft core 0\nroot hard core 0\nroot soft core 0\n",
    ),
    systemFile(
      "/etc/systemd/coredump.conf.d/99-no-core-dumps.conf",
      renderUnit("no core dump is kept", { Coredump: { Storage: "none", ProcessSizeMax: 0 } }),
    ),
    systemFile(
      "/etc/systemd/system.conf.d/99-no-core-dumps.conf",
      renderUnit("no service dumps core", noCore),
    ),
  ];
}

/** No compressed swap in memory either: an empty file switches the generator off (zram-generator.conf(5)). */
export function noSwap(): NodeFile {
  return systemFile(
    "/etc/systemd/zram-generator.conf",
    "# No swap: Vault's memory must never reach a disk.\n",
  );
}
