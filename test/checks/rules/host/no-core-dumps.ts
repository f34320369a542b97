import { noCoreDumps } from "../../../../lib/checks/rules/host/no-core-dumps";
import {
  adding,
  dropIn,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNIT,
  UNSEEN,
  without,
} from "../../support/cases";
import type { RuleCases } from "../../support/rule-cases";

const SYSCTLS = "/etc/sysctl.d/99-zz-hardened-vault.conf";
const LIMITS = "/etc/security/limits.d/99-no-core-dumps.conf";
const COREDUMP = "/etc/systemd/coredump.conf.d/99-no-core-dumps.conf";
const SYSTEM = "/etc/systemd/system.conf.d/99-no-core-dumps.conf";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";

export const cases: RuleCases = {
  rule: noCoreDumps,
  passes: [
    { on: NODES },
    replacing("soft and hard are both said", UNIT, "LimitCORE=0", "LimitCORE=0:0"),
    replacing("the pattern has another path", SYSCTLS, "|/bin/false", "|/usr/bin/false"),
    adding("another kernel setting", "/etc/sysctl.d/99-zzz.conf", "vm.max_map_count = 262144\n"),
  ],
  fails: [
    adding("the file that sysctl reads last", "/etc/sysctl.conf", "fs.suid_dumpable = 1\n"),
    replacing("the unit has no limit", UNIT, "LimitCORE=0\n", "", /LimitCORE is not set/),
    dropIn("a drop-in lifts the limit", "LimitCORE=infinity", /infinity/),
    replacing(
      "cores are piped to a program",
      SYSCTLS,
      "|/bin/false",
      "|/usr/lib/systemd/systemd-coredump %P",
    ),
    adding(
      "a later file sets the pattern",
      "/etc/sysctl.d/99-zzz.conf",
      "kernel.core_pattern = core.%p\n",
      /core\.%p/,
    ),
    replacing("a later line sets the pattern", SYSCTLS, "vm.swappiness = 0", "kernel.core_pattern = core"),
    running("a script sets the pattern", "sysctl -w kernel.core_pattern=/tmp/core.%p", /\/tmp\/core/),
    running("a script writes the pattern", "echo core >/proc/sys/kernel/core_pattern"),
    replacing("programs with rights dump core", SYSCTLS, "fs.suid_dumpable = 0", "fs.suid_dumpable = 2"),
    replacing("another kernel may be loaded", SYSCTLS, "kernel.kexec_load_disabled = 1\n", ""),
    replacing("cores are stored", COREDUMP, "Storage=none", "Storage=external"),
    replacing("cores are processed", COREDUMP, "ProcessSizeMax=0\n", ""),
    without(COREDUMP),
    without(SYSCTLS),
    replacing("services may dump core", SYSTEM, "DefaultLimitCORE=0", "DefaultLimitCORE=infinity"),
    replacing("people may dump core", LIMITS, "* hard core 0", "* hard core unlimited", /unlimited/),
    replacing(
      "settings are not loaded",
      "/usr/local/lib/hardened-vault/steps.d/40-kernel.sh",
      "sysctl --system >/dev/null 2>&1 || true\n",
      "",
    ),
    without(LIMITS),
    replacing("kdump may run", SERVICES, " kdump.service", "", /kdump/),
    running("a script writes down what Vault remembers", 'gcore -o /tmp/core "$(pidof vault)"', /gcore/),
    running("a script copies all memory", "dd if=/proc/kcore of=/tmp/memory", /kcore/),
    running("kdump is enabled", "systemctl enable --now kdump"),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("core_pattern", SYSCTLS, "|/bin/false", "core")],
  repaired: [mending("LimitCORE", UNIT, "LimitCORE=0", "LimitCORE=infinity")],
};
