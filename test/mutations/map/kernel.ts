import { becomes, followedBy, overridden, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const SYSCTL = "/etc/sysctl.d/99-zz-hardened-vault.conf";
const STEP = "/usr/local/lib/hardened-vault/steps.d/40-kernel.sh";

const kernel = (rule: string, name: string, ...weaker: readonly string[]): MutationMap => ({
  [`${SYSCTL} ${name}`]: guarded(
    rule,
    removed,
    becomes(...weaker),
    overridden(weaker[0] as string),
    followedBy(`${name} = ${weaker[0]}`),
  ),
});

/** Settings of the kernel; core dumps and swap. */
export const KERNEL: MutationMap = {
  ...kernel("HOST-10", "fs.protected_fifos", "0"),
  ...kernel("HOST-10", "fs.protected_hardlinks", "0"),
  ...kernel("HOST-10", "fs.protected_regular", "0"),
  ...kernel("HOST-10", "fs.protected_symlinks", "0"),
  ...kernel("HOST-02", "fs.suid_dumpable", "1", "2"),
  ...kernel(
    "HOST-02",
    "kernel.core_pattern",
    "core",
    "|/usr/lib/systemd/systemd-coredump %P",
    "/var/crash/%e",
  ),
  ...kernel("HOST-10", "kernel.dmesg_restrict", "0"),
  ...kernel("HOST-10", "kernel.kexec_load_disabled", "0"),
  ...kernel("HOST-10", "kernel.kptr_restrict", "0"),
  ...kernel("HOST-10", "kernel.perf_event_paranoid", "-1", "0"),
  ...kernel("HOST-10", "kernel.randomize_va_space", "0", "1"),
  ...kernel("HOST-10", "kernel.unprivileged_bpf_disabled", "0"),
  ...kernel("HOST-10", "kernel.yama.ptrace_scope", "0"),
  ...kernel("HOST-10", "net.ipv4.conf.all.accept_redirects", "1"),
  ...kernel("HOST-10", "net.ipv4.conf.all.accept_source_route", "1"),
  ...kernel("HOST-10", "net.ipv4.conf.all.log_martians", "0"),
  ...kernel("HOST-10", "net.ipv4.conf.all.rp_filter", "0"),
  ...kernel("HOST-10", "net.ipv4.conf.all.send_redirects", "1"),
  ...kernel("HOST-10", "net.ipv4.conf.default.accept_redirects", "1"),
  ...kernel("HOST-10", "net.ipv4.conf.default.rp_filter", "0"),
  ...kernel("HOST-10", "net.ipv4.tcp_syncookies", "0"),
  ...kernel("HOST-10", "net.ipv6.conf.all.accept_ra", "1"),
  ...kernel("HOST-10", "net.ipv6.conf.all.accept_redirects", "1"),
  [`${SYSCTL} vm.swappiness`]: irrelevant("there is no swap"),

  "/etc/systemd/coredump.conf.d/99-no-core-dumps.conf Coredump.Storage": guarded(
    "HOST-02",
    removed,
    becomes("external", "journal"),
    overridden("external"),
  ),
  "/etc/systemd/coredump.conf.d/99-no-core-dumps.conf Coredump.ProcessSizeMax": guarded(
    "HOST-02",
    removed,
    becomes("2G"),
    overridden("2G"),
  ),
  "/etc/systemd/system.conf.d/99-no-core-dumps.conf Manager.DefaultLimitCORE": guarded(
    "HOST-02",
    becomes("infinity"),
    overridden("infinity"),
  ),
  "/etc/security/limits.d/99-no-core-dumps.conf * hard core 0": guarded(
    "HOST-02",
    removed,
    becomes("* hard core unlimited"),
  ),
  "/etc/security/limits.d/99-no-core-dumps.conf * soft core 0": irrelevant("the hard limit holds it down"),
  "/etc/security/limits.d/99-no-core-dumps.conf root hard core 0": guarded(
    "HOST-02",
    removed,
    becomes("root hard core unlimited"),
  ),
  "/etc/security/limits.d/99-no-core-dumps.conf root soft core 0": irrelevant("the hard limit holds it down"),
  "/etc/systemd/zram-generator.conf (mode)": guarded("HOST-03", removed),

  [`${STEP} [ -z "$ROOT" ] || exit 0`]: guarded("HOST-03", becomes("exit 0")),
  [`${STEP} if systemd-detect-virt*`]: irrelevant("in a container kernel and swap are its host's"),
  [`${STEP} exit 0`]: irrelevant("in a container kernel and swap are its host's"),
  [`${STEP} echo *`]: irrelevant("a message"),
  [`${STEP} sysctl --system*`]: irrelevant(
    "the lines behind it end the boot where a setting is not in force",
  ),
  [`${STEP} sed -n *`]: irrelevant("the check of what the line before did"),
  [`${STEP} if [ "$(sysctl *`]: irrelevant("the check of what the line before did"),
  [`${STEP} exit 1`]: irrelevant("the check of what the line before did"),
  [`${STEP} swapoff --all`]: guarded(
    "HOST-03",
    removed,
    becomes("# swapoff --all", "swapon --all"),
    followedBy("swapon /swapfile", "fallocate -l 1G /swapfile && mkswap /swapfile && swapon /swapfile"),
  ),
  [`${STEP} sed -i *`]: guarded("HOST-03", removed),
};
