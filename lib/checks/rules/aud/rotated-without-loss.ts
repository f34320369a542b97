import { atLeast } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { none, onService, type ServiceContext } from "../../engine/unit-assertions";
import { volumesOf } from "../../evidence/volumes";
import { systemctl, tell } from "../../host/commands";
import { type Rotation, rotationsOfFile } from "../../host/rotation";
import { auditFile } from "../../host/service-folders";
import { parseShell } from "../../host/shell";
import { syslogPath } from "../../host/syslog";

/** GiB that an audit log needs between two rotations, and for those that are kept. */
const LEAST_AUDIT_VOLUME = 20;

/** Rotation, and room for it. Alarms on the room that is left are judged with the alarms; see `to-come.ts`. */
export const rotatedWithoutLoss = defineRule({
  id: "AUD-07",
  title: "The audit log is rotated without losing a line, and has room",
  severity: "error",
  since: "0.1.0",
  rationale:
    "copytruncate loses lines, a file that is deleted under an open handle swallows them, and a disk that is full stops the device, and with both devices dead every request.",
  remediation:
    "logrotate renames, makes a new file of Vault's and sends SIGHUP to Vault (to rsyslog for the syslog device); the audit volume has 20 GiB or more.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/audit/file",
    "https://github.com/hashicorp/vault/issues/18943",
  ],
  guide: ["C07"],
  controls: {
    soc2: ["CC7.2", "A1.1"],
    pciDss: ["10.7.2", "10.5.1"],
    iso27001: ["A.8.6", "A.8.15"],
    nist80053: ["AU-4", "AU-5(1)"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    ...volumesOf(group, context.evidence)
      .filter(({ isRoot }) => !isRoot)
      .map(({ size, name }) => atLeast(size, LEAST_AUDIT_VOLUME, { name: `${name} volume_size` })),
    ...onService(({ name, unit }, service) => {
      const file = auditFile(service.host, unit);
      const user = unit.value("Service", "User") ?? "vault";
      const syslog = syslogPath(service.host)?.files[0];
      return [
        ...(file === undefined
          ? [missing(service.host, "a folder for the audit log", "a file device")]
          : rotated(service, file, name, user)),
        ...(syslog === undefined ? [] : rotated(service, syslog, "rsyslog.service", "root")),
        ...timer(service),
      ];
    })(group, context),
  ],
});

function rotated(
  { host }: ServiceContext,
  file: string,
  service: string,
  owner: string,
): readonly Observation[] {
  const rotations = rotationsOfFile(host, file);
  if (rotations.length === 0) return [missing(host, `the rotation of ${file}`, `logrotate rotates ${file}`)];
  return rotations.flatMap((rotation) => {
    const { from, settings } = rotation;
    const said = (is: boolean, actual: string, expected: string) =>
      passIf(is, { actual: `${from}: ${actual}`, expected });
    const [mode = "", user = ""] = (settings.get("create") ?? "").split(/\s+/);
    const count = settings.get("rotate");
    return [
      ...none(
        ["copytruncate", "copy", "nocreate"]
          .filter((name) => settings.has(name) && !settings.has(`no${name}`))
          .map((name) => `${from}: ${name} for ${file}`),
        "a rotation that renames",
      ),
      said(
        /^0?[0-7]{3}$/.test(mode) && (Number.parseInt(mode, 8) & 0o027) === 0 && user === owner,
        `create ${mode} ${user}`,
        `create 0640 ${owner}`,
      ),
      said(
        (count !== undefined && Number(count) >= 1) || count === "-1",
        `rotate ${count ?? "0"}`,
        "rotated files are kept",
      ),
      said(
        signals(rotation, service),
        `afterwards: ${rotation.afterwards || "nothing"}`,
        `SIGHUP to ${service}`,
      ),
    ];
  });
}

/** Whether a service is told to open its file again: by a reload, or by the signal itself. */
function signals({ afterwards }: Rotation, service: string): boolean {
  const short = service.replace(/\.service$/, "");
  return parseShell(afterwards).some(({ words }) => {
    const program = words[0]?.split("/").at(-1);
    const isMeant =
      words.some((word) => [service, short].includes(word)) ||
      words.some((word) => word.includes(`${short}.pid`) || word === `$(pidof ${short})`);
    if (!isMeant) return false;
    if (program === "systemctl" && words.includes("reload")) return true;
    const isHup = words.some(
      (word, index) => /^(--signal=|-s|-)?(SIG)?HUP$|^-1$/.test(word) && words[index - 1] !== "--kill-who",
    );
    return (
      (program === "systemctl" && words.includes("kill") && isHup) ||
      (["kill", "pkill", "killall"].includes(program ?? "") && isHup)
    );
  });
}

function timer({ host, group }: ServiceContext): readonly Observation[] {
  const expected = "systemctl enable logrotate.timer";
  const isEnabled = systemctl(group, "enable", "reenable").some(({ unit }) => unit === "logrotate.timer");
  const stopped = systemctl(group, "disable", "mask", "stop").filter(({ unit }) =>
    unit.startsWith("logrotate."),
  );
  return [
    isEnabled ? passIf(true, { actual: expected, expected }) : missing(host, expected, expected),
    ...none(
      stopped.map(({ command }) => tell(command)),
      "nobody stops the rotation",
    ),
  ];
}
