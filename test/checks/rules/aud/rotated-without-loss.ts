import { rotatedWithoutLoss } from "../../../../lib/checks/rules/aud/rotated-without-loss";
import {
  adding,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNSEEN,
  without,
} from "../../support/cases";
import type { RuleCases } from "../../support/rule-cases";

const ROTATION = "/etc/logrotate.d/hardened-vault";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";
const SIGNAL = "/usr/bin/systemctl kill --signal=HUP --kill-who=main vault.service 2>/dev/null || true";

export const cases: RuleCases = {
  rule: rotatedWithoutLoss,
  passes: [
    { on: NODES },
    replacing("Vault is reloaded", ROTATION, SIGNAL, "systemctl reload vault"),
    replacing("more is kept", ROTATION, "rotate 14", "rotate 60"),
    adding("another log is copied", "/etc/logrotate.d/other", "/var/log/other.log {\n  copytruncate\n}\n"),
  ],
  fails: [
    replacing(
      "the device writes a file that nothing rotates",
      "/etc/hardened-vault/first-boot.json",
      "/var/log/vault/audit.log",
      "/var/log/vault-other/audit.log",
    ),
    replacing(
      "lines are lost while it is copied",
      ROTATION,
      "  daily\n",
      "  daily\n  copytruncate\n",
      /copytruncate/,
    ),
    replacing("a copy is made", ROTATION, "  daily\n", "  daily\n  copy\n"),
    replacing("nothing is kept", ROTATION, "rotate 14", "rotate 0", /rotate 0/),
    replacing("Vault is not told", ROTATION, SIGNAL, "true", /afterwards/),
    replacing("somebody else is told", ROTATION, "vault.service", "nginx.service"),
    replacing("Vault is stopped", ROTATION, "kill --signal=HUP", "kill --signal=TERM"),
    replacing("nothing runs afterwards", ROTATION, /postrotate[^}]*endscript\n/, ""),
    replacing("everybody reads the new file", ROTATION, "create 0640 vault", "create 0644 vault"),
    replacing("the new file is root's", ROTATION, "create 0640 vault vaultlog", "create 0640 root root"),
    replacing("nobody makes the new file", ROTATION, "  create 0640 vault vaultlog\n", "  nocreate\n"),
    replacing(
      "the file is not rotated",
      ROTATION,
      "/var/log/vault/*.log",
      "/var/log/vault/*.txt",
      /rotation of/,
    ),
    replacing("rsyslog is not told", ROTATION, "rsyslog.service", "cron.service"),
    without(ROTATION),
    adding(
      "another rotation copies it",
      "/etc/logrotate.d/zz",
      "/var/log/vault/audit.log {\n  copytruncate\n}\n",
    ),
    replacing("nobody rotates", SERVICES, "systemctl enable --no-reload --now logrotate.timer\n", ""),
    running("the rotation is stopped", "systemctl disable logrotate.timer"),
    {
      when: "there is no room",
      on: NODES,
      says: /volume_size = 5/,
      edit: (draft) => {
        draft.resource("aws_launch_template").block_device_mappings[2].ebs.volume_size = 5;
      },
    },
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("rotate", ROTATION, "rotate 14", "rotate 0")],
  repaired: [mending("rotate", ROTATION, "rotate 14", "rotate 0")],
};
