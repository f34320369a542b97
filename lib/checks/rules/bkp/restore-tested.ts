import { type Observation, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups, nodeGroups } from "../../engine/subjects";
import type { NodeGroup } from "../../evidence/node-group";
import { ends } from "./drill-end";
import { isolated } from "./drill-isolation";
import { looked } from "./drill-looks";
import { begins } from "./drill-schedule";

export const restoreTested = defineRule({
  id: "BKP-06",
  title: "Snapshots are restored on a schedule, where the copy reaches nothing",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A snapshot that was never restored is a hope. A copy that is restored where it reaches production revokes there what it thinks is over.",
  remediation:
    "Give HardenedVault a restoreDrill, in subnets whose routes lead to AWS's endpoints alone, on a machine that ends itself; or attest a restore of the last 90 days: what was restored, when, and what was found in it.",
  sources: [
    "https://developer.hashicorp.com/vault/tutorials/standard-procedures/sop-restore",
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_periodic_recovery_testing_data.html",
  ],
  guide: ["S38"],
  controls: {
    soc2: ["A1.3", "CC7.5"],
    pciDss: ["12.10.2"],
    iso27001: ["A.8.13", "A.5.30"],
    nist80053: ["CP-4", "CP-9(1)", "CP-10"],
  },
  attestable: {
    statement: "a snapshot of this cluster was restored, and what it holds was looked at",
    days: 90,
  },
  claims: [],
  subjects: (context) => {
    const drills = nodeGroups(context).filter(({ isDrill }) => isDrill);
    return drills.length > 0 ? drills : clusterGroups(context);
  },
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => (group.isDrill ? drill(group, context) : [nowhere()]),
});

function drill(group: NodeGroup, context: RuleContext): readonly Observation[] {
  return [
    ...begins(group, context),
    ...ends(group, context),
    ...isolated(group, context),
    ...looked(group, context),
  ];
}

function nowhere(): Observation {
  return unknown({
    actual: "nothing of this stack restores snapshots",
    expected: "a drill on a schedule, or somebody's word for a restore of the last 90 days",
    reason: "it may be done elsewhere; somebody can attest it",
  });
}
