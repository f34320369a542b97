import { atLeast, fits, is, uncertain } from "../../engine/assertions";
import { fail, notApplicable, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext, type Subject } from "../../engine/rule";
import { isOff, secondsWithin } from "../../engine/server-assertions";
import { clusterGroups, MACHINES } from "../../engine/subjects";
import { auditDevices, madeInside } from "../../evidence/inside-vault";
import { NodeGroup } from "../../evidence/node-group";
import { Resource } from "../../evidence/resource";
import type { Json, Value } from "../../evidence/value";
import { vaultResources } from "../../evidence/vault-resources";
import { blocksOf } from "../../host/listeners";

const LEAST = 3;
/** Shorter than that, a node that restarts would be taken for dead. */
const DEAD_AFTER_SECONDS = 600;

export const quorumAndHealing = defineRule<NodeGroup | Resource | Subject>({
  id: "CFG-13",
  title: "The cluster survives the loss of a node and of a zone",
  severity: "error",
  since: "0.1.0",
  rationale:
    "With fewer than three voters, or with most of them in one zone, one failure ends the cluster; dead voters that stay count against the quorum.",
  remediation:
    "Run three or five nodes in three availability zones; let autopilot clean up dead servers, with min_quorum and a threshold of 10 minutes or more.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/integrated-storage",
    "https://developer.hashicorp.com/vault/docs/concepts/integrated-storage/autopilot",
  ],
  guide: ["S01"],
  controls: {
    soc2: ["A1.2"],
    pciDss: ["12.10.1"],
    iso27001: ["A.8.14", "A.5.30"],
    nist80053: ["CP-10", "SC-24"],
  },
  attestable: {
    statement: "the subnets of the nodes lie in three availability zones or more",
    days: 365,
  },
  claims: [...MACHINES, "vault_raft_autopilot"],
  subjects: (context): readonly (NodeGroup | Resource | Subject)[] => [
    ...clusterGroups(context),
    ...madeInside(context.evidence).ofType("vault_raft_autopilot"),
    // Whoever makes audit devices makes the settings of the cluster.
    ...(auditDevices(context.evidence).length > 0 ? [{ address: "" }] : []),
  ],
  notApplicable: "no machine of this stack runs Vault, and no autopilot is configured",
  check: (subject, context) => {
    if (subject instanceof NodeGroup) {
      return [
        ...nodes(subject, context),
        ...zones(subject, context),
        ...tiers(subject, context),
        ...voters(subject),
      ];
    }
    return subject instanceof Resource ? autopilot(subject, context) : healed(context);
  },
});

/** Without it dead servers count for ever. */
function healed({ evidence }: RuleContext): readonly Observation[] {
  const found = madeInside(evidence).ofType("vault_raft_autopilot");
  return [
    passIf(found.length > 0, { actual: `${found.length} configurations`, expected: "one of autopilot" }),
    ...uncertain(found),
  ];
}

function nodes(group: NodeGroup, context: RuleContext): readonly Observation[] {
  if (group.template.type === "aws_instance") return instances(context);
  const [scaling] = group.scalingGroups;
  if (scaling === undefined) {
    return [
      fail({ actual: `nothing starts machines from ${group.address}`, expected: "three nodes or more" }),
    ];
  }
  return group.scalingGroups.flatMap((one) => {
    const least = one.at("min_size");
    const desired = one.at("desired_capacity").isAbsent ? least : one.at("desired_capacity");
    return [least, desired, one.at("max_size")].flatMap((size) => [
      atLeast(size, LEAST),
      fits(size, `${size.path} is odd`, (got) => Number(got) % 2 === 1, { severity: "warning" }),
    ]);
  });
}

/** Machines without a group: each is a node, or as many as count says. */
function instances(context: RuleContext): readonly Observation[] {
  const counts = clusterGroups(context)
    .filter(({ template }) => template.type === "aws_instance")
    .map(({ template }) => template.at("count"));
  const said = { actual: `${counts.length} instances`, expected: "three nodes or more, an odd number" };
  if (counts.some((count) => !count.isAbsent && count.literal === undefined)) {
    return [unknown({ ...said, reason: "count is not known" })];
  }
  const total = counts.reduce((sum, count) => sum + (count.isAbsent ? 1 : Number(count.literal)), 0);
  return [
    passIf(total >= LEAST, { ...said, actual: `${total} instances` }),
    passIf(total % 2 === 1, { ...said, actual: `${total} instances`, severity: "warning" }),
  ];
}

function zones(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const named = group.scalingGroups.flatMap((one) =>
    ["vpc_zone_identifier", "availability_zones"].flatMap((name) => one.at(name).items),
  );
  if (group.scalingGroups.length === 0) return [];
  const found = named.flatMap((value) =>
    zonesOf(value, evidence.resources.namedBy(value, "aws_subnet", "data.aws_subnet")),
  );
  const distinct = new Set(found);
  const hidden = found.includes(undefined);
  distinct.delete(undefined);
  const said = {
    actual: `zones ${distinct.size === 0 ? "are not known" : [...distinct].join(", ")}`,
    expected: "three availability zones or more",
  };
  if (distinct.size >= LEAST) return [pass(said)];
  // A subnet lies in one zone, so that fewer subnets than zones are too few; an expression alone may be a list.
  const canBe =
    new Set(named.map(String)).size >= LEAST ||
    named.some((value) => !value.isKnown && !/\.\d+$/.test(value.path));
  if (!hidden || !canBe) return [fail(said)];
  return [
    named.every((value) => value.isKnown || isLookedUp(value, evidence))
      ? notApplicable("subnets that exist already are judged where they are made")
      : unknown({ ...said, reason: "the zones of the subnets are not known" }),
  ];
}

/** Whether a value leads to subnets that are looked up: somebody else made them. */
function isLookedUp(value: Value, { resources }: RuleContext["evidence"]): boolean {
  return resources.namedBy(value, "data.aws_subnet", "data.aws_subnets").length > 0;
}

/** Zones that a value names by itself or by its subnets; `undefined` for one that is not known. */
function zonesOf(value: Value, subnets: readonly Resource[]): readonly (string | undefined)[] {
  if (value.path.includes("availability_zones"))
    return [typeof value.literal === "string" ? value.literal : undefined];
  if (subnets.length === 0) return [undefined];
  return subnets.map((subnet) => {
    const zone = ["availability_zone", "availability_zone_id"]
      .map((name) => subnet.at(name))
      .find((one) => !one.isAbsent);
    // Two places of one list of zones are two zones.
    return zone === undefined || (!zone.isKnown && !/\[\d+\]\}$/.test(String(zone.raw)))
      ? undefined
      : String(zone.raw);
  });
}

/** Load balancer and endpoints are in a zone once: two subnets of one zone leave another without them. */
function tiers(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const placed = [
    ...group.loadBalancers.flatMap((balancer) => [
      [balancer.address, [...balancer.blocks("subnets"), ...balancer.blocks("subnet_mapping")]] as const,
    ]),
    ...vaultResources(evidence)
      .ofType("aws_vpc_endpoint")
      .map((endpoint) => [endpoint.address, endpoint.blocks("subnet_ids")] as const),
  ];
  return placed.flatMap(([address, named]) => {
    const found = named
      .flatMap((value) => zonesOf(value, evidence.resources.namedBy(value, "aws_subnet", "data.aws_subnet")))
      .filter((zone) => zone !== undefined);
    if (found.length === 0) return [];
    return [
      passIf(new Set(found).size === found.length, {
        actual: `${address} is in ${found.join(", ")}`,
        expected: "a zone of its own for each subnet",
      }),
    ];
  });
}

function voters({ host }: NodeGroup): readonly Observation[] {
  const blocks = host?.server === undefined ? [] : blocksOf(host.server, "storage");
  return blocks.map(({ settings }) => isOff(settings.at("retry_join_as_non_voter")));
}

function autopilot(resource: Resource, context: RuleContext): readonly Observation[] {
  const sizes = clusterGroups(context)
    .flatMap(({ scalingGroups }) => scalingGroups)
    .map((one) => Number(one.at("desired_capacity").literal ?? one.at("min_size").literal));
  const [size] = sizes;
  const quorum = resource.at("min_quorum");
  return [
    is(resource.at("cleanup_dead_servers"), true),
    size === undefined || Number.isNaN(size)
      ? atLeast(quorum, LEAST)
      : fits(quorum, `min_quorum = ${size}, the number of nodes`, (got: Json) => Number(got) === size),
    secondsWithin(
      resource.at("dead_server_last_contact_threshold"),
      [DEAD_AFTER_SECONDS, Number.POSITIVE_INFINITY],
      {
        severity: "warning",
        whenAbsent: "24h",
      },
    ),
  ];
}
