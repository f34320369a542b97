import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, runInOwnMounts, testAsRoot } from "./tools";

const files = renderNodeFiles(INPUT);
const JOURNALD = "/lib/systemd/systemd-journald";

/** A machine's log folders and accounts as a node has them, over those of this machine and seen by the script alone. */
function node(folder: string, then: string): string {
  for (const name of ["rsyslog.conf", "logrotate.d/hardened-vault"]) {
    writeFileSync(path.join(folder, path.basename(name)), contentOf(files, `/etc/${name}`));
  }
  writeFileSync(path.join(folder, "accounts"), contentOf(files, "/etc/sysusers.d/hardened-vault.conf"));
  writeFileSync(path.join(folder, "directories"), contentOf(files, "/etc/tmpfiles.d/hardened-vault.conf"));
  writeFileSync(
    path.join(folder, "journald.conf"),
    contentOf(files, "/etc/systemd/journald.conf.d/99-hardened-vault.conf"),
  );
  return `
cd ${folder}
mkdir -p root/etc
systemd-sysusers --root="$PWD/root" "$PWD/accounts"
systemd-tmpfiles --root="$PWD/root" --create "$PWD/directories"
for name in passwd group; do
  grep -E '^(root|syslog|adm|daemon):' /etc/$name >>root/etc/$name || true
  mount --bind root/etc/$name /etc/$name
done
mkdir -p root/var/lib/rsyslog
mount --bind root/var/log /var/log
mount --bind root/var/lib /var/lib
mount -t tmpfs none /run
${then}`;
}

describe("logging", () => {
  testAsRoot(
    [JOURNALD, "rsyslogd", "python3", "systemd-sysusers", "unshare"],
    "every audit line reaches its file whole, however long and however many, and the log shipper may read it",
    () => {
      inFolder((folder) => {
        writeFileSync(
          path.join(folder, "send.py"),
          `import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
s.connect("/run/systemd/journal/dev-log")
def say(priority, tag, text):
    s.send(b"<%d>Nov 23 22:00:00 %s[7]: %s" % (priority, tag, text))
say(38, b"vault", b'{"first":true}')
say(38, b"vault", b'{"long":"' + b"x" * 150000 + b'"}')
for i in range(25000):
    say(38, b"vault", b'{"i":%d}' % i)
say(30, b"vault", b"error: log request underlying pipeline error")
say(38, b"sudo", b"somebody did something")
`,
        );
        // The distribution's unit of rsyslog may run with this umask.
        const script = node(
          folder,
          `mkdir -p /run/systemd/journal /var/log/journal
mount --bind journald.conf /etc/systemd/journald.conf
${JOURNALD} >journald.out 2>&1 &
journald=$!
while [ ! -S /run/systemd/journal/dev-log ]; do sleep 0.1; done
(umask 0066; exec rsyslogd -n -f "$PWD/rsyslog.conf" -i /run/rsyslogd.pid) >rsyslogd.out 2>&1 &
rsyslogd=$!
trap 'kill $journald $rsyslogd' EXIT
python3 send.py
try=0
until grep -qs somebody /var/log/vault-system/system.log || [ $try -gt 200 ]; do sleep 0.1; try=$((try + 1)); done
kill -TERM $rsyslogd; wait $rsyslogd || true
trap 'kill $journald' EXIT
cat rsyslogd.out
cd /var/log
echo "lines $(wc -l <vault-syslog/audit.log)"
echo "first $(head -1 vault-syslog/audit.log)"
echo "longest $(awk '{ if (length($0) > n) n = length($0) } END { print n }' vault-syslog/audit.log)"
echo "server $(cat vault-server/vault.log)"
echo "audit in system $(grep -c '{"i"' vault-system/system.log || true)"
stat -c '%n %a %U %G' vault-syslog/audit.log vault-server/vault.log vault-system/system.log`,
        );
        const { output } = runInOwnMounts(script);
        expect(output).toContain("lines 25002\n");
        expect(output).toContain('first {"first":true}\n');
        expect(output).toContain("longest 150011\n");
        expect(output).toContain("server error: log request underlying pipeline error\n");
        expect(output).toContain("audit in system 0\n");
        for (const name of ["vault-syslog/audit", "vault-server/vault", "vault-system/system"]) {
          expect(output).toContain(`${name}.log 640 root vaultlog\n`);
        }
      });
    },
  );

  testAsRoot(
    ["logrotate", "systemd-sysusers", "unshare"],
    "rotation moves the audit log aside, makes a new one for Vault and its readers, and tells Vault as root",
    () => {
      inFolder((folder) => {
        const { code, output } = runInOwnMounts(
          node(
            folder,
            `printf '#!/bin/sh\necho "$(id -un) systemctl $*" >>/run/calls\n' >systemctl
chmod 755 systemctl
mount --bind systemctl /usr/bin/systemctl
echo '{}' >/var/log/vault/audit.log
chown vault:vaultlog /var/log/vault/audit.log
chmod 0640 /var/log/vault/audit.log
before=$(stat -c %i /var/log/vault/audit.log)
chown root:root hardened-vault
chmod 0644 hardened-vault
logrotate --force --state /run/state hardened-vault
cat /run/calls
cd /var/log/vault
stat -c '%n %s %a %U %G' audit.log
test "$before" = "$(stat -c %i audit.log-*)"
echo "moved"`,
          ),
        );
        expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("moved\n") });
        expect(output).toContain("root systemctl kill --signal=HUP --kill-who=main vault.service\n");
        expect(output).toContain("audit.log 0 640 vault vaultlog\n");
      });
    },
  );

  test("rotation runs every hour, or its limit of size would count once a day", () => {
    const drop = contentOf(files, "/etc/systemd/system/logrotate.timer.d/10-hourly.conf");
    expect(drop).toMatch(/^OnCalendar=\nOnCalendar=hourly$/m);
  });

  test("the log shipper is sent to the files that rsyslog and Vault write, and to no others", () => {
    const agent = JSON.parse(
      contentOf(files, "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/hardened-vault.json"),
    );
    const read = agent.logs.logs_collected.files.collect_list.map(
      (one: { file_path: string }) => one.file_path,
    );
    const written = [...contentOf(files, "/etc/rsyslog.conf").matchAll(/file="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect([...read].sort()).toEqual([...written, "/var/log/vault/audit.log"].sort());
  });
});
