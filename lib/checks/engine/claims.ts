import { vaultTopics } from "../evidence/alarms";
import type { Evidence } from "../evidence/evidence";
import { MACHINES, NodeGroup } from "../evidence/node-group";
import type { Resource } from "../evidence/resource";
import { vaultKeys } from "../evidence/vault-keys";
import { vaultResources } from "../evidence/vault-resources";
import type { Rule, RuleContext, Subject } from "./rule";

/**
 * What a rule claims to judge and left out: of each type none was looked at, although the stack has some of Vault's. Its
 * silence would look like success.
 */
export function forgottenBy(
  { claims = [] }: Rule,
  subjects: readonly Subject[],
  { evidence }: RuleContext,
): string | undefined {
  const forgotten = claims.filter((type) => {
    const claimed = claimable(evidence, type);
    // Who looks at the stack as a whole looks at all of it.
    return claimed.size > 0 && !subjects.some(({ address }) => address === "" || claimed.has(address));
  });
  if (forgotten.length === 0) return undefined;
  const count = forgotten.reduce((sum, type) => sum + claimable(evidence, type).size, 0);
  return `the rule speaks of ${forgotten.join(", ")} and looked at none of ${count} of them`;
}

const KNOWN = new WeakMap<Evidence, Map<string, ReadonlySet<string>>>();

/** Addresses of resources of a type that are Vault's beyond doubt. */
function claimable(evidence: Evidence, type: string): ReadonlySet<string> {
  let known = KNOWN.get(evidence);
  if (known === undefined) {
    known = new Map();
    KNOWN.set(evidence, known);
  }
  let addresses = known.get(type);
  if (addresses === undefined) {
    addresses = new Set(find(evidence, type).map(({ address }) => address));
    known.set(type, addresses);
  }
  return addresses;
}

/** What the machines themselves are made of; other things of these types may stand beside Vault and be none of its own. */
const OF_MACHINES: Readonly<Record<string, (group: NodeGroup, evidence: Evidence) => readonly Resource[]>> = {
  ...Object.fromEntries(MACHINES.map((type) => [type, ({ template }: NodeGroup) => [template]])),
  aws_alb: ({ loadBalancers }) => loadBalancers,
  aws_iam_role: ({ roles }) => roles,
  aws_lb: ({ loadBalancers }) => loadBalancers,
  aws_security_group: ({ securityGroups }) => securityGroups,
  aws_vpc: ({ subnets }, { resources }) =>
    subnets.flatMap((subnet) => resources.namedBy(subnet.at("vpc_id"), "aws_vpc")),
};

/** What is Vault's by its use; that something of Vault's names it is not enough. */
const BY_USE: Readonly<Record<string, (evidence: Evidence) => readonly Resource[]>> = {
  aws_kms_key: vaultKeys,
  aws_sns_topic: vaultTopics,
};

/** Drills are left out: what makes a cluster out of nodes is not theirs. */
function find(evidence: Evidence, type: string): readonly Resource[] {
  if (type.startsWith("vault_")) return evidence.resources.ofType(type);
  const ofMachines = OF_MACHINES[type];
  if (ofMachines === undefined) {
    return (
      BY_USE[type]?.(evidence).filter((resource) => resource.type === type) ??
      vaultResources(evidence).ofType(type)
    );
  }
  return NodeGroup.of(evidence)
    .filter(({ isDrill }) => !isDrill)
    .flatMap((group) => ofMachines(group, evidence))
    .filter((resource) => resource.type === type);
}
