import { accountOfItsOwn } from "../../../../lib/checks/rules/host/account-of-its-own";
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

const ACCOUNTS = "/etc/sysusers.d/hardened-vault.conf";

export const cases: RuleCases = {
  rule: accountOfItsOwn,
  passes: [
    { on: NODES },
    adding(
      "somebody else may use sudo",
      "/etc/sudoers.d/operators",
      "operator ALL=(ALL) /usr/bin/journalctl\n",
    ),
    replacing(
      "the shell is /bin/false",
      ACCOUNTS,
      '"HashiCorp Vault" - /usr/sbin/nologin',
      '"HashiCorp Vault" - /bin/false',
    ),
  ],
  fails: [
    replacing("it runs as root", UNIT, "User=vault", "User=root", /User=root/),
    replacing("no user is set", UNIT, "User=vault\n", "", /User is not set/),
    replacing("no group is set", UNIT, "Group=vault\n", "", /Group is not set/),
    replacing("the group is root's", UNIT, "Group=vault", "Group=wheel"),
    dropIn("a drop-in takes the user back", "User="),
    dropIn("a drop-in names the user by number", "User=0"),
    dropIn("it is in the group of Docker", "SupplementaryGroups=docker", /docker/),
    replacing(
      "the account has a shell",
      ACCOUNTS,
      '"HashiCorp Vault" - /usr/sbin/nologin',
      '"HashiCorp Vault" - /bin/bash',
      /bash/,
    ),
    replacing("the account is root by number", ACCOUNTS, "u vault - ", "u vault 0 ", /is user 0/),
    replacing("the account is put into wheel", ACCOUNTS, "m cwagent vaultlog", "m vault wheel", /wheel/),
    replacing("somebody else is in its group", ACCOUNTS, "m cwagent vaultlog", "m cwagent vault", /cwagent/),
    without(ACCOUNTS, /account vault/),
    adding("sudo is open to it", "/etc/sudoers.d/vault", "vault ALL=(ALL) NOPASSWD: ALL\n", /sudo/),
    adding("sudo is open to everybody", "/etc/sudoers", "ALL ALL=(ALL) NOPASSWD: ALL\n"),
    adding(
      "sudo is open to an alias of it",
      "/etc/sudoers.d/x",
      "User_Alias OPS = alice, vault\nOPS ALL=ALL\n",
    ),
    running("a script gives it a shell", "usermod -s /bin/bash vault", /bash/),
    running("a script adds it to a group", "usermod -aG wheel vault"),
    running("a script opens sudo", "echo 'vault ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/90-vault"),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("User", UNIT, "User=vault", "User=root")],
  repaired: [mending("User", UNIT, "User=vault", "User=root")],
};
