import { ACCOUNT, REGION } from "../terraform/emulators";
import type { Document, Principal, Target } from "./parties";
import { surroundings } from "./surroundings";

/** A resource as Terraform's state has it, with everything known. */
export interface StateResource {
  readonly type: string;
  readonly mode: string;
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Where the nodes' certificates come from. */
export interface Certificates {
  readonly authorityArn?: string;
  readonly secretArn?: string;
}

/** A deployed stack and what stands beside it in the account, by names that the table uses. */
export interface Deployment {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Where the life of the cluster is in the bucket: `CLUSTER/life/UUID/`. */
  readonly life: string;
  readonly principals: Readonly<Record<string, Principal>>;
  readonly targets: Readonly<Record<string, Target>>;
  /** Policies of VPC endpoints by service. */
  readonly endpoints: Readonly<Record<string, Document>>;
}

/** How services assume the stack's roles. */
const ASSUMED_BY: Readonly<Record<string, { service: string; source?: string }>> = {
  "auto-scaling": { service: "autoscaling.amazonaws.com" },
  "flow-log": {
    service: "vpc-flow-logs.amazonaws.com",
    source: `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc-flow-log/fl-0123456789abcdef0`,
  },
  "key-events": {
    service: "events.amazonaws.com",
    source: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/seal-key-tampering`,
  },
  node: { service: "ec2.amazonaws.com" },
  "restore-drill": { service: "ec2.amazonaws.com" },
};

/** Reads a deployment from the resources of a state. */
export function deploymentOf(
  resources: readonly StateResource[],
  certificates: Certificates,
  foreign: Readonly<Record<string, string>>,
): Deployment {
  const managed = resources.filter(({ mode }) => mode === "managed");
  const all = (type: string) =>
    managed.filter((resource) => resource.type === type).map(({ values }) => values);
  const nodes = all("aws_autoscaling_group").find(({ min_size }) => Number(min_size) > 0);
  const cluster = String(nodes?.name);
  const short = (name: unknown) => String(name).replace(`${cluster}-`, "").replace(`-${REGION}`, "");
  const text = (value: unknown) => String(value);
  const own = (arn: unknown, policy?: unknown): Target => ({
    arn: text(arn),
    accountId: ACCOUNT,
    ...(policy === undefined ? {} : { policy: JSON.parse(text(policy)) as Document }),
  });
  const policyOf = (type: string, key: string, value: unknown) =>
    all(type).find((values) => values[key] === value)?.policy;
  const stores = snapshotStores(
    all("aws_s3_bucket").map(({ bucket }) => text(bucket)),
    cluster,
  );
  const entries = <T>(
    type: string,
    entry: (values: Readonly<Record<string, unknown>>) => readonly [string, T],
  ) => Object.fromEntries(all(type).map(entry));

  const roles: Record<string, Principal> = entries("aws_iam_role", ({ arn, name }) => [
    short(name),
    {
      name: text(arn),
      accountId: ACCOUNT,
      policies: Object.fromEntries(
        all("aws_iam_role_policy")
          .filter(({ role }) => role === name)
          .map((values) => [text(values.name), JSON.parse(text(values.policy)) as Document]),
      ),
      assumedBy:
        short(name) === "snapshot-copies"
          ? {
              service: "s3.amazonaws.com",
              source: `arn:aws:s3:::${stores.find((store) => store.name === "snapshots")?.bucket}`,
            }
          : ASSUMED_BY[short(name)],
    },
  ]);
  const [linked] = all("aws_iam_service_linked_role");
  const beside = surroundings(foreign);
  const artifacts = all("aws_s3_bucket").find(({ bucket }) => text(bucket).includes("-artifacts-"))?.bucket;
  const life = `${cluster}/life/${text(all("terraform_data")[0]?.output)}/`;
  const artifactsPolicy = policyOf("aws_s3_bucket_policy", "bucket", artifacts);

  return {
    cluster,
    life,
    principals: {
      ...roles,
      "auto-scaling": {
        name: text(linked?.arn),
        accountId: ACCOUNT,
        policies: {},
        assumedBy: ASSUMED_BY["auto-scaling"],
      },
      ...beside.principals,
    },
    targets: {
      "*": own("*"),
      ...entries("aws_kms_key", ({ arn, policy, tags }) => [
        keyName(short((tags as { Name: string }).Name), text(arn)),
        own(arn, policy),
      ]),
      ...entries("aws_kms_replica_key", ({ arn, policy }) => ["key:seal-replica", own(arn, policy)]),
      ...entries("aws_cloudwatch_log_group", ({ arn, name }) => [
        `log-group:${text(name).split("/").at(-1)}`,
        own(`${text(arn)}:log-stream:trial`),
      ]),
      "bucket:artifacts": own(`arn:aws:s3:::${artifacts}`, artifactsPolicy),
      ...Object.fromEntries(
        [
          ["attempt", `${life}attempt-0001`],
          ["committed", `${life}COMMITTED`],
          ["shares", `${life}shares/attempt-0001.json`],
          ["other-life", `${cluster}/life/00000000-0000-0000-0000-000000000000/COMMITTED`],
        ].map(([name, key]) => [`object:${name}`, own(`arn:aws:s3:::${artifacts}/${key}`, artifactsPolicy)]),
      ),
      "object:unrelated": own(`arn:aws:s3:::${artifacts}/unrelated`, artifactsPolicy),
      ...Object.fromEntries(
        stores.flatMap(({ name, bucket, objects }) => {
          const policy = policyOf("aws_s3_bucket_policy", "bucket", bucket);
          return [
            [`bucket:${name}`, own(`arn:aws:s3:::${bucket}`, policy)],
            ...objects.map(([object, key]) => [
              `object:${object}`,
              own(`arn:aws:s3:::${bucket}/${key}`, policy),
            ]),
          ];
        }),
      ),
      ...entries("aws_s3_object", ({ bucket, key }) => [
        text(key).startsWith(`${cluster}-drill/`) ? "object:drill-bundle" : "object:bundle",
        own(`arn:aws:s3:::${bucket}/${key}`, artifactsPolicy),
      ]),
      ...entries("aws_sns_topic", ({ arn, name }) => [
        `topic:${short(name)}`,
        own(arn, policyOf("aws_sns_topic_policy", "arn", arn)),
      ]),
      ...entries("aws_cloudwatch_event_rule", ({ arn, name }) => [`rule:${short(name)}`, own(arn)]),
      ...entries("aws_route53_zone", ({ zone_id }) => [
        "zone",
        own(`arn:aws:route53:::hostedzone/${zone_id}`),
      ]),
      ...entries("aws_ssm_document", ({ arn, name }) => [`document:${short(name)}`, own(arn)]),
      ...entries("aws_autoscaling_group", ({ arn, name }) => [
        name === cluster ? "group" : `group:${short(name)}`,
        own(arn),
      ]),
      ...entries("aws_iam_role", ({ arn, name, assume_role_policy }) => [
        `role:${short(name)}`,
        own(arn, assume_role_policy),
      ]),
      ...(certificates.authorityArn === undefined ? {} : { authority: own(certificates.authorityArn) }),
      ...(certificates.secretArn === undefined ? {} : { "secret:certificate": own(certificates.secretArn) }),
      ...beside.targets,
    },
    endpoints: entries("aws_vpc_endpoint", ({ service_name, policy }) => [
      text(service_name).split(".").at(-1) as string,
      JSON.parse(text(policy)) as Document,
    ]),
  };
}

/** Both regions have a key for snapshots. */
function keyName(name: string, arn: string): string {
  return `key:${name === "snapshots" && arn.split(":")[3] !== REGION ? "snapshot-copies" : name}`;
}

/** Buckets of snapshots, and objects that would be in them. */
function snapshotStores(
  buckets: readonly string[],
  cluster: string,
): readonly {
  readonly name: string;
  readonly bucket: string;
  readonly objects: readonly (readonly [name: string, key: string])[];
}[] {
  const key = `${cluster}/2026-11-24T06-00-00Z-i-0123456789abcdef0.snap`;
  return buckets
    .filter((bucket) => bucket.startsWith(`${cluster}-snapshots-`))
    .map((bucket) =>
      bucket.endsWith(`-${REGION}`)
        ? {
            name: "snapshots",
            bucket,
            objects: [
              ["snapshot", key],
              ["other-snapshot", `another-${key}`],
            ],
          }
        : { name: "snapshot-copies", bucket, objects: [["snapshot-copy", key]] },
    );
}
