import { type Observation, passIf } from "../../engine/observation";
import { none, type ServiceContext } from "../../engine/unit-assertions";
import { syslogPath } from "../../host/syslog";
import type { VaultService } from "../../host/vault-service";

/** Files that rsyslog makes: nobody reads them but who ships them, and Vault does not change what it said. */
export function systemLogs(service: VaultService, { host }: ServiceContext): readonly Observation[] {
  const syslog = syslogPath(host);
  if (syslog === undefined || syslog.all.length === 0) return [];
  const { umask, open, owners } = syslog;
  const user = service.unit.value("Service", "User") ?? "vault";
  const expected = 'umask="0027": the group reads, nobody else does';
  return [
    ...none(
      [
        ...open.map((file) => `rsyslog lets everybody read ${file}`),
        ...owners.filter((owner) => owner === user).map((owner) => `rsyslog makes files of ${owner}'s`),
      ],
      "log files of root's that their group reads and nobody else",
    ),
    umask === undefined
      ? passIf(false, {
          actual: "rsyslog has the umask of the distribution's unit",
          expected,
          reason: "it may keep out the agent that ships the files",
          severity: "warning",
        })
      : passIf((umask & 0o007) === 0o007 && (umask & 0o040) === 0, {
          actual: `rsyslog: umask ${umask.toString(8).padStart(4, "0")}`,
          expected,
        }),
  ];
}
