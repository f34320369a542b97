import { amazonTime } from "../../../../lib/checks/rules/host/amazon-time";
import {
  adding,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNIT,
  UNSEEN,
} from "../../support/cases";
import type { RuleCases } from "../../support/rule-cases";

const CHRONY = "/etc/chrony.conf";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";

export const cases: RuleCases = {
  rule: amazonTime,
  passes: [
    { on: NODES },
    replacing("it asks less often", CHRONY, "minpoll 4 maxpoll 4", "minpoll 6 maxpoll 6"),
    replacing("Vault waits for chrony itself", UNIT, "time-sync.target", "chronyd.service"),
  ],
  fails: [
    replacing(
      "the time comes from a pool",
      CHRONY,
      /server .*/,
      "pool pool.ntp.org iburst",
      /pool\.ntp\.org/,
    ),
    replacing("a second source", CHRONY, "makestep", "server 203.0.113.7 iburst\nmakestep"),
    replacing("no source at all", CHRONY, /server .*\n/, "", /nowhere/),
    replacing(
      "Debian's file has another source",
      "/etc/chrony/chrony.conf",
      "169.254.169.123",
      "time.example.com",
    ),
    adding("a file more has another source", "/etc/chrony.d/x.conf", "server 203.0.113.7\n"),
    replacing("others are served", CHRONY, "port 0", "allow all", /allow/),
    replacing("the port of clients is left to what comes later", CHRONY, "port 0\n", "", /no port 0/),
    replacing("the port of orders is open", CHRONY, "cmdport 0\n", "", /no cmdport 0/),
    replacing("others may give orders", CHRONY, "cmdport 0", "cmdport 323\nbindcmdaddress 0.0.0.0"),
    replacing("a clock that is far off stays so", CHRONY, "makestep 1.0 3\nrtcsync\n", ""),
    replacing("chrony does not start", SERVICES, 'systemctl enable --no-reload "$clock"\n', ""),
    running("chrony is stopped", "systemctl disable --now chronyd"),
    running("another clock is started", "systemctl enable --now systemd-timesyncd.service"),
    replacing("Vault does not wait for the time", UNIT, " time-sync.target", "", /After/),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("server", CHRONY, "169.254.169.123", "0.pool.ntp.org")],
  repaired: [mending("server", CHRONY, "server 169.254.169.123", "server 0.pool.ntp.org")],
};
