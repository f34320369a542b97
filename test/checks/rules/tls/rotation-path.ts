import { rotationPath } from "../../../../lib/checks/rules/tls/rotation-path";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  UNIT_FILE,
  unit,
} from "../../support/server-edits";

const TIMER = "/etc/systemd/system/hardened-vault-certificate.timer";
const SERVICE = "/etc/systemd/system/hardened-vault-certificate.service";
const PROGRAM = "/usr/local/sbin/hardened-vault-certificate";
const SETTINGS = "/etc/hardened-vault/certificates.json";

const calendar = (when: string) =>
  nodes(`it is renewed ${when}`, (draft) =>
    draft.edit(TIMER, (text) => text.replace(/^OnCalendar=.*$/m, `OnCalendar=${when}`)),
  );

const program = (when: string, from: string | RegExp, to: string) =>
  nodes(when, (draft) => draft.edit(PROGRAM, (text) => text.replaceAll(from, to)));

/** Somebody else's nodes, with a timer of another name. */
const OTHERS = `cat >/etc/vault.d/vault.hcl <<EOF
listener "tcp" {
  tls_cert_file = "/etc/vault.d/tls/cert.pem"
  tls_key_file = "/etc/vault.d/tls/key.pem"
}
EOF
cat >/etc/systemd/system/renew.service <<EOF
[Service]
ExecStart=/bin/sh -c 'renew && pkill -HUP vault'
EOF
cat >/etc/systemd/system/renew.timer <<EOF
[Timer]
OnUnitActiveSec=12h
EOF
cat >/usr/local/sbin/boot.sh <<'EOF'
systemctl enable --now renew.timer
EOF
`;

export const cases: RuleCases = {
  rule: rotationPath,
  passes: [
    { on: NODES },
    ...["hourly", "daily", "Mon *-*-* 03:00:00", "*-*-* 00,12:00"].map(calendar),
    nodes("it is renewed so and so long after the last time", (draft) =>
      draft.edit(TIMER, (text) => text.replace(/^OnCalendar=.*$/m, "OnUnitActiveSec=1d 2h")),
    ),
    program(
      "Vault gets the signal itself",
      "systemctl reload vault.service",
      "systemctl kill -s HUP vault.service",
    ),
    nodes("somebody else's timer does it", (draft) => onlyUserData(draft, OTHERS)),
  ],
  fails: [
    ...["monthly", "*-*-1 00:00:00", "yearly", "*-12-24 00:00:00"].map(calendar),
    nodes("certificates live for three days, and a day is too long", (draft) => {
      draft.edit(SETTINGS, (text) => text.replace(/"validityDays": \d+/, '"validityDays": 3'));
      draft.edit(TIMER, (text) => text.replace(/^OnCalendar=.*$/m, "OnCalendar=daily"));
    }),
    nodes("a drop-in delays it for weeks", (draft) =>
      file(draft, `${TIMER}.d/90-site.conf`, "[Timer]\nRandomizedDelaySec=30d\n"),
    ),
    nodes("everybody may put a certificate there", (draft) =>
      draft.server((server) => {
        server.listener[0].tcp.tls_key_file = "/tmp/key.pem";
      }),
    ),
    nodes("Vault may put a certificate there", (draft) =>
      draft.server((server) => {
        server.listener[0].tcp.tls_cert_file = "/var/lib/vault/cert.pem";
      }),
    ),
    nodes("nothing but a boot starts it", (draft) =>
      draft.edit(TIMER, (text) => text.replace(/^OnCalendar=.*$/m, "OnBootSec=5min")),
    ),
    nodes("a drop-in takes its calendar back", (draft) =>
      file(draft, `${TIMER}.d/90-site.conf`, "[Timer]\nOnCalendar=\nOnCalendar=yearly\n"),
    ),
    nodes("there is no timer", (draft) => draft.files.delete(TIMER)),
    nodes("there is no service", (draft) => draft.files.delete(SERVICE)),
    nodes("the timer starts something else", (draft) =>
      draft.edit(TIMER, (text) => text.replace("[Timer]\n", "[Timer]\nUnit=logrotate.service\n")),
    ),
    nodes("nothing enables the timer", (draft) => {
      for (const one of draft.files.values())
        one.content = one.content.replaceAll(/^systemctl enable.*certificate.*$/gm, "");
    }),
    program("Vault is not reloaded", "systemctl reload vault.service", ":"),
    program(
      "something else is reloaded",
      "systemctl reload vault.service",
      "systemctl reload rsyslog.service",
    ),
    program(
      "the key is Vault's own",
      "install -o root -g vault -m 0640",
      "install -o vault -g vault -m 0640",
    ),
    program(
      "everybody reads the key",
      "install -o root -g vault -m 0640",
      "install -o root -g vault -m 0644",
    ),
    unit("a reload does nothing", (text) => text.replace(/^ExecReload=.*$/m, "ExecReload=/bin/true")),
    unit("nothing is said of a reload", (text) => text.replace(/^ExecReload=.*\n/m, "")),
    unit("a reload ends Vault", (text) => text.replace("--signal HUP", "--signal TERM")),
    clients("the path depends on the node", (listener) => {
      listener.tls_cert_file = "/etc/vault.d/tls/@INSTANCE_ID@.pem";
    }),
    nodes("a file beside it is Vault's own", (draft) =>
      file(draft, "/etc/vault.d/tls/more.pem", "\n", { owner: "vault" }),
    ),
  ],
  unknown: [
    calendar("*-*-* 03..05:00"),
    nodes("somebody else's script says nothing of it", (draft) =>
      onlyUserData(draft, OTHERS.replaceAll("renew.timer", "renew.path")),
    ),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    {
      when: "the timer",
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.override(TIMER, (text) => text.replace(/^OnCalendar=.*$/m, "OnCalendar=monthly")),
    },
  ],
  repaired: [
    {
      when: "the reload of Vault's unit",
      on: NODES,
      override: ({ vault }) => {
        const right = "ExecReload=/bin/kill --signal HUP $MAINPID";
        vault.bundle.override(UNIT_FILE, (text) => text.replace(/^ExecReload=.*$/m, "ExecReload=/bin/true"));
        vault.bundle.override(UNIT_FILE, (text) =>
          text.replace("ExecReload=/bin/true", right.replaceAll("$", "$$$$")),
        );
      },
    },
  ],
};
