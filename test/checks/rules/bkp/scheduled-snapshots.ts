import { PROFILES } from "../../../../lib/checks/profiles/profiles";
import { scheduledSnapshots } from "../../../../lib/checks/rules/bkp/scheduled-snapshots";
import {
  adding,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  UNSEEN,
  without,
} from "../../support/cases";
import type { RuleCases } from "../../support/rule-cases";
import { PROGRAM, SERVICE, STEP, TIMER } from "./files";

const standard = PROFILES.find(({ name }) => name === "standard");

export const cases: RuleCases = {
  rule: scheduledSnapshots,
  passes: [
    { on: NODES },
    replacing("they are taken every hour", TIMER, "00/6:00:00", "*:00:00"),
    { ...replacing("they are taken daily", TIMER, "00/6:00:00", "03:00:00"), profile: standard },
    replacing("the account has another name", SERVICE, "User=vaultsnap", "User=backup"),
    adding(
      "another timer does something else",
      "/etc/systemd/system/x.timer",
      "[Timer]\nOnCalendar=weekly\n",
    ),
    {
      when: "Enterprise takes them",
      on: NODES,
      edit: (draft) => {
        draft.files.delete(TIMER);
        draft.add("vault_raft_snapshot_agent_config", "s3", { interval_seconds: 3600 });
      },
    },
  ],
  fails: [
    without(TIMER),
    without(SERVICE),
    replacing("they are taken twice a day in strict", TIMER, "00/6:00:00", "00/12:00:00", /43200 s/),
    { ...replacing("they are taken weekly", TIMER, "*-*-* 00/6:00:00", "Mon 03:00:00"), profile: standard },
    replacing(
      "the timer is never enabled",
      STEP,
      "systemctl enable --no-reload --now",
      "systemctl cat",
      /enabled by nothing/,
    ),
    replacing("nobody asks who leads", PROGRAM, ".is_self", ".", /does not ask/),
    replacing("it runs as Vault", SERVICE, "User=vaultsnap", "User=vault", /runs as vault/),
    replacing("it runs as root", SERVICE, "User=vaultsnap", "User=root"),
    replacing("nobody says as whom it runs", SERVICE, "User=vaultsnap\n", "", /runs as root/),
    replacing("it may take for ever", SERVICE, /TimeoutStartSec=\d+/, "TimeoutStartSec=infinity"),
    replacing("it has no limit", SERVICE, /TimeoutStartSec=\d+\n/, "", /no time limit/),
    replacing("it saves nothing", PROGRAM, "sys/storage/raft/snapshot", "sys/health"),
    adding("a drop-in makes it root", `${SERVICE}.d/50-local.conf`, "[Service]\nUser=root\n"),
    adding(
      "a drop-in makes it rare",
      `${TIMER}.d/50-local.conf`,
      "[Timer]\nOnCalendar=\nOnCalendar=monthly\n",
    ),
    {
      when: "Enterprise takes them once a week",
      on: NODES,
      edit: (draft) => draft.add("vault_raft_snapshot_agent_config", "s3", { interval_seconds: 604_800 }),
    },
  ],
  unknown: [
    UNSEEN,
    replacing("the calendar is not read here", TIMER, "*-*-* 00/6:00:00", "2027-*-* 00:00:00"),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("User", SERVICE, "User=vaultsnap", "User=root")],
  repaired: [mending("User", SERVICE, "User=vaultsnap", "User=root")],
};
