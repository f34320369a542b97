import { SWITCHES } from "../../../../lib/checks/rules/host/sandbox-directives";
import { sandboxedUnit } from "../../../../lib/checks/rules/host/sandboxed-unit";
import {
  adding,
  dropIn,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  UNIT,
  UNSEEN,
} from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

/** Each directive of a value, and what takes it back. */
const TAKEN: readonly (readonly [directive: string, weak: string])[] = [
  ["ProtectSystem", "full"],
  ["ProtectHome", "read-only"],
  ["DevicePolicy", "auto"],
  ["ProtectProc", "default"],
  ["ProcSubset", "all"],
  ["KeyringMode", "inherit"],
  ["NotifyAccess", "all"],
  ["UMask", "0022"],
  ["SystemCallArchitectures", "native x86"],
  ["SystemCallErrorNumber", ""],
  ["TimeoutStartSec", "infinity"],
  ["TimeoutStartSec", "2M"],
  ["Restart", "no"],
  ["LimitNOFILE", "1024"],
  ["PermissionsStartOnly", "yes"],
  ["CapabilityBoundingSet", "CAP_SYS_PTRACE"],
  ["AmbientCapabilities", "CAP_DAC_OVERRIDE"],
  ["RestrictAddressFamilies", "AF_PACKET"],
  ["RestrictAddressFamilies", ""],
  ["IPAddressDeny", ""],
  ["IPAddressAllow", "any"],
  ["IPAddressAllow", "0.0.0.0/0"],
  ["SystemCallFilter", ""],
  ["SystemCallFilter", "@mount"],
  ["SystemCallFilter", "ptrace"],
  ["SystemCallFilter", "@privileged"],
  ["ReadWritePaths", "/"],
  ["ReadWritePaths", "/etc/vault.d"],
  ["ReadWritePaths", "/usr/local/bin"],
  ["ConfigurationDirectory", "vault.d"],
  ["BindPaths", "/:/host"],
  ["NoExecPaths", ""],
  ["ExecPaths", "/"],
  ["ExecPaths", "/var/lib/vault"],
  ["ExecPaths", "/tmp"],
  ["InaccessiblePaths", ""],
  ["ExecStartPre", "+/usr/bin/chown root /var/lib/vault"],
  ["ExecReload", "!/bin/kill -HUP $MAINPID"],
  ["ExecStartPost", "-+/bin/sh -c true"],
  ["Delegate", "yes"],
  ["DeviceAllow", "/dev/nvme0n1 rw"],
  ["KillMode", "none"],
  ["RootDirectoryStartOnly", "yes"],
];

const taken: readonly EditCase[] = TAKEN.map(([directive, weak]) =>
  dropIn(`a drop-in says ${directive}=${weak}`, `${directive}=${weak}`),
);
/** What each service beside Vault has, and loses. */
const BESIDE: readonly EditCase[] = (
  [
    [
      "bootstrap",
      ["LimitCORE=0", "UMask=0077", "NoNewPrivileges=yes", "ProtectHome=yes", "ProtectSystem=strict"],
    ],
    ["certificate", ["PrivateTmp=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes"]],
    ["volumes", ["RestrictAddressFamilies=AF_UNIX"]],
    [
      "snapshot",
      [
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
        "PrivateDevices=yes",
        "ProtectProc=invisible",
        "InaccessiblePaths=-/var/lib/cloud -/root",
      ],
    ],
  ] as const
).flatMap(([name, lines]) =>
  lines.map((line) =>
    replacing(
      `${name} is without ${line}`,
      `/etc/systemd/system/hardened-vault-${name}.service`,
      `\n${line}\n`,
      "\n",
      new RegExp(`hardened-vault-${name}\\.service lacks`),
    ),
  ),
);
const switched: readonly EditCase[] = SWITCHES.flatMap((name) => [
  replacing(`${name} is gone`, UNIT, `\n${name}=yes`, "", new RegExp(name)),
  dropIn(`a drop-in switches ${name} off`, `${name}=false`, new RegExp(name)),
]);

export const cases: RuleCases = {
  rule: sandboxedUnit,
  passes: [
    { on: NODES },
    dropIn("a drop-in sets a limit", "LimitNOFILE=524288\nNice=-5"),
    replacing("switches are spelled otherwise", UNIT, /=yes/g, "=true"),
    dropIn("a start may take two minutes", "TimeoutStartSec=2min"),
    adding(
      "another service has a sandbox of its own",
      "/etc/systemd/system/hardened-vault-x.service",
      "[Service]\nUser=root\n",
    ),
  ],
  fails: [
    ...switched,
    ...BESIDE,
    replacing("a server that fails has not failed", UNIT, "ExecStart=/", "ExecStart=-/"),
    ...taken,
    replacing("reload has no program to run", UNIT, " /bin/kill /usr/bin/kill", "", /\/bin\/kill/),
    replacing("a KMS outage ends it for good", UNIT, "StartLimitIntervalSec=0", "StartLimitIntervalSec=60"),
    adding(
      "a drop-in for all services opens it",
      "/etc/systemd/system/service.d/10-open.conf",
      "[Service]\nPrivateDevices=no\n",
    ),
    replacing(
      "the whole log folder may be written",
      UNIT,
      /ReadWritePaths=.*/,
      "ReadWritePaths=/var/lib/vault /var/log",
    ),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding("NoNewPrivileges", UNIT, "NoNewPrivileges=yes", "NoNewPrivileges=no"),
    {
      when: "a drop-in",
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.add({
          path: "/etc/systemd/system/vault.service.d/10-open.conf",
          owner: "root",
          group: "root",
          mode: 0o644,
          content: "[Service]\nProtectSystem=no\n",
        }),
    },
  ],
  repaired: [mending("ProtectSystem", UNIT, "ProtectSystem=strict", "ProtectSystem=full")],
};
