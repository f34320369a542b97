import { atMost } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups, MACHINES, missing, onHost } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { type SnapshotTimer, saves, snapshotTimers } from "../../host/snapshots";
import { systemdSeconds } from "../../host/systemd-literals";
import { UnitFile } from "../../host/unit-file";
import { VaultService } from "../../host/vault-service";

const EXPECTED = "a timer on every node whose service saves a snapshot if the node leads";

export const scheduledSnapshots = defineRule({
  id: "BKP-01",
  title: "Snapshots are taken on a schedule, by the leader",
  severity: "error",
  since: "0.1.0",
  rationale:
    "What was written since the last snapshot is lost with the cluster. What is asked of a standby can arrive cut short, and a schedule that runs as root or without an end stands in for neither.",
  remediation:
    "Keep the snapshot timer: at least daily, under an account of its own, only where sys/leader says is_self, with a finite TimeoutStartSec.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/integrated-storage#recovery",
    "https://developer.hashicorp.com/vault/api-docs/system/storage/raft#take-a-snapshot-of-the-raft-cluster",
    "https://github.com/hashicorp/vault/issues/15258",
  ],
  guide: ["C12", "S37"],
  controls: { soc2: ["A1.2"], pciDss: ["12.10.1", "9.4.1.1"], iso27001: ["A.8.13"], nist80053: ["CP-9"] },
  claims: MACHINES,
  subjects: clusterGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onHost((host, _group, context) => {
    // Enterprise takes them by itself.
    const agents = context.evidence.resources.ofType("vault_raft_snapshot_agent_config");
    if (agents.length > 0) {
      return agents.map((agent) =>
        atMost(agent.at("interval_seconds"), context.limits.snapshotSeconds, {
          name: `${agent.address} interval_seconds`,
        }),
      );
    }
    const timers = snapshotTimers(host);
    if (timers.length === 0) return [missing(host, "a timer that takes snapshots", EXPECTED)];
    const enabled = timers.filter((one) => one.isEnabled);
    if (enabled.length === 0) {
      const said = {
        actual: `${timers.map(({ timer }) => timer.name).join(", ")} is enabled by nothing`,
        expected: EXPECTED,
      };
      return [host.isComplete ? fail(said) : unknown({ ...said, reason: "it may be enabled elsewhere" })];
    }
    return enabled.flatMap((one) => [
      oftenEnough(one, context),
      onlyTheLeader(one),
      ...itsService(one, host),
    ]);
  }),
});

function oftenEnough({ timer }: SnapshotTimer, { limits }: RuleContext): Observation {
  const said = {
    actual: `${timer.name} elapses every ${timer.period ?? "unknown number of"} s`,
    expected: `${limits.snapshotSeconds} s or less`,
  };
  if (timer.period === undefined) return unknown({ ...said, reason: "its calendar is not read here" });
  return passIf(timer.period <= limits.snapshotSeconds, said);
}

/** Before anything is saved, the node asks whether it leads. */
function onlyTheLeader({ timer, commands }: SnapshotTimer): Observation {
  const first = commands.findIndex(saves);
  const asks = commands
    .slice(0, first)
    .some(({ words }) => words.some((word) => /\bis_self\b|\bha_mode\b/.test(word)));
  return passIf(asks, {
    actual: `${timer.service} ${asks ? "asks" : "does not ask"} whether this node leads`,
    expected: "is_self of sys/leader before a snapshot is saved",
  });
}

function itsService({ timer }: SnapshotTimer, host: Host): readonly Observation[] {
  const unit = UnitFile.of(host, timer.service);
  const user = unit?.value("Service", "User") ?? "root";
  const vault = VaultService.of(host)?.unit.value("Service", "User") ?? "vault";
  const limit = unit?.value("Service", "TimeoutStartSec") ?? unit?.value("Service", "TimeoutSec");
  const seconds = limit === undefined ? undefined : systemdSeconds(limit);
  return [
    passIf(!["root", "0", "", vault].includes(user), {
      actual: `${timer.service} runs as ${user}`,
      expected: "an account of its own",
    }),
    passIf(seconds !== undefined && seconds > 0 && Number.isFinite(seconds), {
      actual: `${timer.service} ${limit === undefined ? "has no time limit" : `may take ${limit}`}`,
      expected: "a finite TimeoutStartSec",
    }),
  ];
}
