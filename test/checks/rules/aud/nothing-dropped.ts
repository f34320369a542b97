import { nothingDropped } from "../../../../lib/checks/rules/aud/nothing-dropped";
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

const JOURNAL = "/etc/systemd/journald.conf.d/99-hardened-vault.conf";
const RSYSLOG = "/etc/rsyslog.conf";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";

export const cases: RuleCases = {
  rule: nothingDropped,
  passes: [
    { on: NODES },
    replacing("the journal has more room", JOURNAL, "SystemMaxUse=2G", "SystemMaxUse=4G"),
    replacing("messages may be shorter", RSYSLOG, 'maxMessageSize="1m"', 'maxMessageSize="64k"'),
    {
      when: "the syslog device leaves long lists out",
      on: "vault_audit.syslog",
      edit: (draft) =>
        draft.add("vault_audit", "syslog", { type: "syslog", options: { elide_list_responses: "true" } }),
    },
  ],
  fails: [
    replacing(
      "the unit has the default limit",
      UNIT,
      "LogRateLimitIntervalSec=0\n",
      "",
      /LogRateLimitIntervalSec/,
    ),
    dropIn("a drop-in sets a limit", "LogRateLimitIntervalSec=30s"),
    dropIn("a drop-in leaves levels out", "LogLevelMax=err", /LogLevelMax/),
    replacing("the journal forgets", JOURNAL, "Storage=persistent", "Storage=volatile"),
    replacing("there is no journal", JOURNAL, "Storage=persistent", "Storage=none"),
    replacing("the journal has a limit", JOURNAL, "RateLimitIntervalSec=0", "RateLimitIntervalSec=30s"),
    replacing("the journal's limit is the default", JOURNAL, "RateLimitIntervalSec=0\n", ""),
    adding(
      "a later file has a limit",
      "/etc/systemd/journald.conf.d/99-zz.conf",
      "[Journal]\nRateLimitIntervalSec=10s\nRateLimitBurst=100\n",
    ),
    adding(
      "a later file leaves levels out",
      "/etc/systemd/journald.conf.d/99-zz.conf",
      "[Journal]\nMaxLevelStore=err\n",
    ),
    without(JOURNAL),
    without(RSYSLOG),
    replacing("rsyslog cuts long lines", RSYSLOG, ' maxMessageSize="1m"', "", /cuts at/),
    replacing("rsyslog drops lines", RSYSLOG, ' Ratelimit.Interval="0"', "", /imjournal/),
    replacing(
      "audit lines are not kept apart",
      RSYSLOG,
      "$syslogfacility-text == 'auth'",
      "$syslogfacility-text == 'mail'",
    ),
    replacing("audit lines go nowhere", RSYSLOG, /action\(.*vault-syslog.*\)/, ""),
    replacing("rsyslog does not start", SERVICES, "systemctl enable --no-reload rsyslog.service\n", ""),
    running("the journal is stopped", "systemctl stop systemd-journald.service"),
    {
      when: "the syslog device has long lists",
      on: "vault_audit.syslog",
      edit: (draft) => draft.add("vault_audit", "syslog", { type: "syslog", options: { tag: "vault" } }),
    },
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("Storage", JOURNAL, "Storage=persistent", "Storage=none")],
  repaired: [mending("Storage", JOURNAL, "Storage=persistent", "Storage=none")],
};
