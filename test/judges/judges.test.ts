import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { testUnless, whySkipped } from "../host/tools";
import type { JudgedNode } from "./judged-node";
import { judgedNodes } from "./judged-node";
import { JUDGES } from "./judges";

const folder = mkdtempSync(path.join(tmpdir(), "judges-"));
afterAll(() => rmSync(folder, { recursive: true }));
const nodes = judgedNodes(folder);

/** What each judge must notice: a file of the node, or its user data, with one thing changed. */
const SPOILT: Readonly<
  Record<string, readonly (readonly [file: string, from: string | RegExp, to: string])[]>
> = {
  "systemd-analyze security": [["/etc/systemd/system/vault.service", "NoNewPrivileges=yes\n", ""]],
  "systemd-analyze verify": [
    ["/etc/systemd/system/vault.service", "ProtectHome", "ProtectHme"],
    ["/etc/systemd/system/vault.service", "/usr/local/bin/vault server", "/usr/local/bin/vualt server"],
    ["/etc/systemd/system/logrotate.timer.d/10-hourly.conf", "OnCalendar=hourly", "OnCalendar=hurly"],
  ],
  "nft --check": [
    ["/etc/nftables.conf", "policy drop;", "policy dorp;"],
    ["/etc/nftables.conf", "skuid { root, vaultsnap } accept", "skuid nobody-here accept"],
  ],
  shellcheck: [
    ["/usr/local/sbin/hardened-vault-node", 'basename "$step"', "basename $step"],
    ["/etc/profile.d/00-no-history.sh", "fi\n", ""],
    ["user data", '"$staging/root"\n', "$staging/root\n"],
  ],
  "cloud-init": [
    ["user data", "#!/bin/sh", "#cloud-config"],
    ["user data", "set -eu\n", `set -eu\n# ${"x".repeat(16_384)}\n`],
  ],
  "rsyslogd -N1": [["/etc/rsyslog.conf", "omfile", "omfle"]],
  "logrotate --debug": [
    ["/etc/logrotate.d/hardened-vault", /^(\s*)create 0640 vault /m, "$1create 0640 vualt "],
  ],
  "sysctl --dry-run": [
    ["/etc/sysctl.d/99-zz-hardened-vault.conf", "vm.swappiness", "vm.swapiness"],
    ["/etc/sysctl.d/99-zz-hardened-vault.conf", "vm.swappiness = 0", "vm.swappiness 0"],
  ],
  "systemd-sysusers, systemd-tmpfiles": [
    ["/etc/sysusers.d/hardened-vault.conf", "g vaultlog", "y vaultlog"],
    ["/etc/tmpfiles.d/hardened-vault.conf", " vault vaultlog ", " vault vualtlog "],
  ],
  "chronyd -p": [["/etc/chrony.conf", "rtcsync", "rtcsnc"]],
  "JSON, read again": [
    ["/etc/vault.d/vault.json", "{\n", '{\n  "disable_mlock": false,\n'],
    ["/etc/vault.d/vault.json", "}", ""],
  ],
  "no SSH server": [
    ["/etc/hardened-vault/packages.list", "openssl", "openssh-server"],
    [
      "/usr/local/lib/hardened-vault/steps.d/60-services.sh",
      "enable --no-reload rsyslog",
      "enable sshd.service rsyslog",
    ],
    ["/usr/local/lib/hardened-vault/steps.d/60-services.sh", "sshd.service", ""],
    ["/etc/nftables.conf", "tcp dport 8200", "tcp dport 22"],
  ],
};

/** A node with one change, there and in its folder. */
function spoilt(node: JudgedNode, [file, from, to]: readonly [string, string | RegExp, string]): JudgedNode {
  const change = (text: string) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} does not hold ${String(from)}`);
    return changed;
  };
  if (file === "user data") return { ...node, userData: change(node.userData) };
  return {
    ...node,
    files: node.files.map((one) => (one.path === file ? { ...one, content: change(one.content) } : one)),
  };
}

/** Judges that install the bundle read it from the folder. */
function written<T>(node: JudgedNode, original: JudgedNode, action: () => T): T {
  const write = (one: JudgedNode) => {
    for (const file of one.files) writeFileSync(path.join(one.folder, file.path), file.content);
  };
  write(node);
  try {
    return action();
  } finally {
    write(original);
  }
}

describe.each(JUDGES.map((judge) => [judge.name, judge] as const))("%s", (name, judge) => {
  const reason = whySkipped(judge.programs, judge.root);

  for (const node of nodes) {
    testUnless(reason, `finds nothing in the files of ${node.name}`, () => {
      const verdict = judge.judge(node);
      expect(verdict.findings).toEqual([]);
      expect(verdict.files).toBeGreaterThan(0);
    });
  }

  for (const change of SPOILT[name] ?? []) {
    const [file, from, to] = change;
    testUnless(reason, `names ${String(from).trim()} -> ${to.trim().slice(0, 40)} in ${file}`, () => {
      const [node] = nodes as [JudgedNode];
      const wrong = spoilt(node, change);
      written(wrong, node, () => expect(judge.judge(wrong).findings).not.toEqual([]));
    });
  }
});

test("each judge is shown something that it must notice", () => {
  expect(Object.keys(SPOILT).sort()).toEqual(JUDGES.map(({ name }) => name).sort());
});
