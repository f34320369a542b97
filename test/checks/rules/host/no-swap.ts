import { noSwap } from "../../../../lib/checks/rules/host/no-swap";
import {
  adding,
  booting,
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

const KERNEL = "/usr/local/lib/hardened-vault/steps.d/40-kernel.sh";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";
const SYSCTLS = "/etc/sysctl.d/99-zz-hardened-vault.conf";
const ZRAM = "/etc/systemd/zram-generator.conf";

export const cases: RuleCases = {
  rule: noSwap,
  passes: [
    { on: NODES },
    replacing("swapoff is written short", KERNEL, "swapoff --all", "swapoff -a"),
    adding("an fstab without swap", "/etc/fstab", "UUID=1 / xfs defaults 0 1\n# UUID=2 none swap sw 0 0\n"),
  ],
  fails: [
    replacing("the unit may swap", UNIT, "MemorySwapMax=0\n", "", /MemorySwapMax/),
    dropIn("a drop-in allows swap", "MemorySwapMax=infinity"),
    replacing("swap is not switched off", KERNEL, "swapoff --all\n", "", /swapoff/),
    replacing("swap comes back with the next boot", KERNEL, /sed -i '\/\^\[\^#\].*\n/, "", /fstab/),
    adding("fstab has swap", "/etc/fstab", "/swapfile none swap sw 0 0\n", /swapfile/),
    adding("a unit swaps", "/etc/systemd/system/swapfile.swap", "[Swap]\nWhat=/swapfile\n"),
    replacing(
      "memory is compressed into memory",
      ZRAM,
      "# No swap",
      "[zram0]\nzram-size = ram / 2\n# No swap",
    ),
    without(ZRAM),
    running("a script makes swap", "mkswap /swapfile && swapon /swapfile", /mkswap/),
    booting("user data makes swap", "fallocate -l 4G /swapfile"),
    replacing("swap.target may start", SERVICES, " swap.target", ""),
    replacing("zramswap may start", SERVICES, " zramswap.service", ""),
    replacing("the kernel swaps early", SYSCTLS, "vm.swappiness = 0", "vm.swappiness = 60"),
    {
      when: "the machine may hibernate",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").hibernation_options = { configured: true };
      },
    },
  ],
  unknown: [
    UNSEEN,
    {
      when: "a variable decides about hibernation",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").hibernation_options = { configured: "${var.hibernate}" };
      },
    },
  ],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("MemorySwapMax", UNIT, "MemorySwapMax=0", "MemorySwapMax=1G")],
  repaired: [mending("swapoff", KERNEL, "swapoff --all", "true")],
};
