import { noHistory } from "../../../../lib/checks/rules/host/no-history";
import {
  adding,
  booting,
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

const BASH = "/etc/profile.d/00-no-history.sh";
const AGENT = "/etc/systemd/system/amazon-ssm-agent.service.d/10-no-history.conf";
const FOLDERS = "/etc/tmpfiles.d/hardened-vault.conf";

export const cases: RuleCases = {
  rule: noHistory,
  passes: [
    { on: NODES },
    adding("another profile", "/etc/profile.d/50-prompt.sh", "PS1='vault$ '\n"),
    replacing("the history leads nowhere", BASH, "unset HISTFILE", "HISTFILE=/dev/null"),
    running("a token comes by stdin", "vault login -no-store -method=aws role=node >/dev/null"),
    running("a header comes out of a file", "curl -sf -H @/run/header https://127.0.0.1:8200/v1/sys/leader"),
  ],
  fails: [
    without(BASH, /HISTFILE/),
    replacing("a history is kept", BASH, "HISTSIZE=0", "HISTSIZE=1000", /HISTSIZE=1000/),
    replacing("the history has a file", BASH, "unset HISTFILE", "HISTFILE=~/.bash_history"),
    replacing("variables can be set again", BASH, /readonly .*\n/, ""),
    replacing("one variable can be set again", BASH, "readonly HISTFILE HISTSIZE", "readonly HISTSIZE"),
    adding(
      "a profile brings it back",
      "/etc/profile.d/00-a.sh",
      "HISTFILE=/var/tmp/history\nreadonly HISTFILE\n",
    ),
    adding("a home brings it back", "/root/.bashrc", "export HISTSIZE=5000\n"),
    without("/etc/zshenv"),
    without("/etc/zsh/zshenv"),
    replacing("zsh keeps a history", "/etc/zshenv", "SAVEHIST=0", "SAVEHIST=100"),
    without(AGENT),
    replacing("sessions keep a history", AGENT, " HISTFILE=/dev/null", ""),
    replacing("sessions read no file of ours", AGENT, "ENV=/etc/profile.d/00-no-history.sh ", ""),
    replacing("root's history is kept", FOLDERS, /L\+ \/root.*\n/, ""),
    replacing("histories of homes to come are kept", FOLDERS, /L\+ \/etc\/skel.*\n/, ""),
    running("a login keeps its token", "vault login -method=aws role=node"),
    running("a token is an argument", "vault login -no-store token=hvs.abcdef"),
    running("a password is an argument", 'vault write auth/userpass/login/x password="$PASSWORD"'),
    booting(
      "a token shows among the processes",
      'curl -H "X-Vault-Token: $TOKEN" https://127.0.0.1:8200/v1/x',
    ),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("HISTSIZE", BASH, "HISTSIZE=0", "HISTSIZE=500")],
  repaired: [mending("HISTSIZE", BASH, "HISTSIZE=0", "HISTSIZE=500")],
};
