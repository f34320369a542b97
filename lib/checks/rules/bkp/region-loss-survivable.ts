import { is, names } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import { vaultAlarms } from "../../evidence/alarms";
import type { Evidence } from "../../evidence/evidence";
import { speaksOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { grantsOf } from "../../evidence/role-policies";
import { copiesOf, snapshotBuckets } from "../../evidence/snapshot-buckets";
import { Value } from "../../evidence/value";
import { sealKeys } from "../../evidence/vault-keys";

const KEYS = ["aws_kms_key", "aws_kms_replica_key", "data.aws_kms_key"];
const REPLICAS = ["aws_kms_replica_key", "aws_kms_replica_external_key"];

export const regionLossSurvivable = defineRule({
  id: "BKP-03",
  title: "Snapshots and the key that opens them outlive a region",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A snapshot without the seal key is noise. Both must be somewhere else before the region is gone.",
  remediation:
    "Give HardenedVault a replicaProvider in a second region: it makes a replica of the seal key and copies each snapshot.",
  sources: [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
  ],
  guide: ["S36"],
  controls: {
    soc2: ["A1.2"],
    pciDss: ["9.4.1.1", "12.10.1"],
    iso27001: ["A.8.13", "A.8.14"],
    nist80053: ["CP-6", "CP-7", "CP-9(3)"],
  },
  attestable: {
    statement:
      "snapshots are copied into another region, and the seal key has a replica there or can be had there",
    days: 365,
  },
  claims: [],
  subjects: ({ evidence }) => {
    const all = snapshotBuckets(evidence);
    const copies = new Set(
      all.flatMap((bucket) => copiesOf(bucket, evidence).flatMap(({ targets }) => targets)),
    );
    return all.filter((bucket) => !copies.has(bucket));
  },
  notApplicable: "no bucket of this stack is for snapshots",
  check: (bucket, context) => [...copied(bucket, context), keyElsewhere(context)],
});

function copied(bucket: Resource, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const { resources } = evidence;
  const copies = copiesOf(bucket, evidence);
  const expected = "a rule that copies each snapshot into another region";
  if (copies.length === 0) {
    return [
      unknown({
        actual: "nothing copies snapshots",
        expected,
        reason: "another system may; somebody can attest it",
      }),
    ];
  }
  return copies.flatMap(({ rule, targets }) => [
    is(rule.at("status"), "Enabled", { name: "status of the rule" }),
    is(rule.at("source_selection_criteria.sse_kms_encrypted_objects.status"), "Enabled", {
      reason: "objects that a key of AWS KMS encrypts are left out otherwise",
    }),
    names(rule.at("destination.encryption_configuration.replica_kms_key_id"), resources, KEYS, {
      arn: /^arn:[^:]+:kms:[^:]+:\d{12}:key\//,
    }),
    is(rule.at("destination.metrics.status"), "Enabled", { reason: "nobody sees a copy that lags" }),
    ...everySnapshot(bucket, rule, context),
    ...elsewhere(bucket, targets, rule.at("destination.bucket").toString()),
  ]);
}

/** A filter leaves out nothing that nodes store, and somebody hears when a copy fails. */
function everySnapshot(bucket: Resource, rule: Value, context: RuleContext): readonly Observation[] {
  const { evidence } = context;
  const prefix = [rule.at("filter.prefix"), rule.at("filter.and.prefix"), rule.at("prefix")].find(
    (one) => !one.isAbsent && one.literal !== "",
  );
  const stored = clusterGroups(context).flatMap(({ roles }) =>
    roles.flatMap((role) => keysStored(role, bucket, evidence)),
  );
  const expected = "a rule that takes in every snapshot";
  const lags = vaultAlarms(evidence).filter((alarm) => /replication/i.test(String(alarm.at("metric_name"))));
  return [
    ...none(
      ["filter.tag", "filter.and.tags"].filter((key) => !rule.at(key).isAbsent).map((key) => `${key} is set`),
      expected,
    ),
    ...(prefix === undefined || stored.length === 0
      ? []
      : [
          passIf(
            stored.every((key) => key.startsWith(String(prefix))),
            { actual: `prefix ${prefix}, and nodes store ${[...new Set(stored)].join(", ")}`, expected },
          ),
        ]),
    passIf(lags.length > 0, {
      actual: `${lags.length} alarms on copies`,
      expected: "an alarm when a snapshot is not copied",
    }),
  ];
}

/** Beginnings of the keys that a role stores objects under. */
function keysStored(role: Resource, bucket: Resource, evidence: Evidence): readonly string[] {
  return grantsOf(role, evidence)
    .policies.flatMap(({ statements }) => statements ?? [])
    .filter((one) => one.effect === "Allow" && speaksOf(one, "s3:PutObject"))
    .flatMap(({ resources }) => resources)
    .filter((arn) => evidence.resources.namedBy(new Value("Resource", arn), "aws_s3_bucket").includes(bucket))
    .flatMap((arn) => /(?:\}|:::[^/]+)\/([^*]*)/.exec(arn)?.[1] ?? []);
}

function elsewhere(bucket: Resource, targets: readonly Resource[], name: string): readonly Observation[] {
  const expected = "a bucket in another region";
  if (targets.length === 0) {
    return [
      unknown({ actual: `copies go to ${name}`, expected, reason: "where that is cannot be seen here" }),
    ];
  }
  return targets.map((target) =>
    passIf(providerOf(target) !== providerOf(bucket), {
      actual: `copies go to ${target.address}, by ${providerOf(target)}`,
      expected,
    }),
  );
}

/** A region is what a provider is for, or what the resource itself says. */
function providerOf(resource: Resource): string {
  const region = resource.at("region");
  if (typeof region.literal === "string") return region.literal;
  const provider = resource.at("provider");
  return provider.isAbsent ? "the same provider" : String(provider);
}

function keyElsewhere({ evidence }: RuleContext): Observation {
  const replicas = sealKeys(evidence).filter(({ type }) => REPLICAS.includes(type));
  const expected = "a replica of the seal key in another region";
  if (replicas.length > 0) return differs(replicas, evidence, expected);
  return unknown({
    actual: "the seal key has no replica",
    expected,
    reason: "without it the copies cannot be opened; somebody can attest another way",
  });
}

function differs(replicas: readonly Resource[], evidence: Evidence, expected: string): Observation {
  const primaries = sealKeys(evidence).filter(({ type }) => !REPLICAS.includes(type));
  const isElsewhere = replicas.some((replica) =>
    primaries.every((primary) => providerOf(primary) !== providerOf(replica)),
  );
  const said = { actual: replicas.map(({ address }) => address).join(", "), expected };
  return isElsewhere ? passIf(true, said) : fail(said);
}
