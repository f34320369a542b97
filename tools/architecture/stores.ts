import { type Box, type Part, words } from "./graph";
import { type Resource, type Synthesized, statements } from "./synthesized";

/** The frame of AWS services that hold something, outside the network. */
export const SERVICES = "services";
const KEYS = "keys";

/** Keys, buckets, log groups and secrets: what must not be lost or read. */
export function stores(stack: Synthesized): Part {
  return {
    frames: [
      { id: SERVICES, kind: "services", row: 2, title: "AWS services", lines: [], claims: [] },
      { id: KEYS, kind: "services", row: 3, title: "AWS KMS", lines: [], claims: [] },
    ],
    boxes: [
      ...stack.all("aws_kms_key").map((key) => keyBox(stack, key)),
      ...stack.all("aws_kms_replica_key").map((key) => keyBox(stack, key)),
      ...stack.all("aws_s3_bucket").map((bucket) => bucketBox(stack, bucket)),
      ...logGroups(stack),
      ...stack.all("aws_secretsmanager_secret").map(secretBox),
    ],
  };
}

const kept = ({ block }: Resource): readonly string[] =>
  (block.lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy === true
    ? ["prevent_destroy"]
    : ["may be destroyed"];

function keyBox(stack: Synthesized, key: Resource): Box {
  const aliases = stack.pointing("aws_kms_alias", "target_key_id", key);
  const [alias] = aliases.map(({ block }) => String(block.name));
  const isReplica = key.type === "aws_kms_replica_key";
  return {
    id: key.address,
    kind: "key",
    frame: KEYS,
    title: alias === undefined ? "Key without alias" : capital(`${alias.split("/").at(-1)} key`),
    lines: [
      ...(isReplica ? [stack.regionOf(key)] : []),
      ...(isReplica ? stack.referred(key.block.primary_key_arn).map(() => "replica") : [rotation(key)]),
      ...kept(key),
      `${key.block.deletion_window_in_days} days to delete`,
    ],
    claims: [key, ...aliases].map(({ address }) => address),
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const rotation = ({ block }: Resource): string =>
  block.enable_key_rotation === true ? "rotated yearly" : "NOT rotated";

/** What the further resources of a bucket say about it, in the order in which they are read. */
const BUCKET_FACTS: Readonly<Record<string, (resource: Resource) => readonly string[]>> = {
  aws_s3_bucket_versioning: () => ["versions kept"],
  aws_s3_bucket_public_access_block: () => ["no public access"],
  aws_s3_bucket_policy: ({ block }) => statements(block.policy).map(({ Sid }) => words(String(Sid))),
  aws_s3_bucket_ownership_controls: () => ["no ACLs"],
  aws_s3_bucket_lifecycle_configuration: () => ["old versions expire"],
  aws_s3_bucket_object_lock_configuration: () => ["object lock"],
  aws_s3_bucket_server_side_encryption_configuration: () => [],
  aws_s3_object: ({ block }) => [String(block.key)],
};

function bucketBox(stack: Synthesized, bucket: Resource): Box {
  const more = Object.keys(BUCKET_FACTS).flatMap((type) => stack.pointing(type, "bucket", bucket));
  const facts = (types: (type: string) => boolean) =>
    more
      .filter(({ type }) => types(type))
      .flatMap((resource) => BUCKET_FACTS[resource.type]?.(resource) ?? []);
  return {
    id: bucket.address,
    kind: "store",
    frame: SERVICES,
    title: `S3 bucket ${constant(bucket.block.bucket)}`,
    lines: [
      ...facts((type) => type === "aws_s3_object"),
      facts((type) => type !== "aws_s3_object").join(", "),
      ...kept(bucket),
    ],
    claims: [bucket, ...more].map(({ address }) => address),
  };
}

/** A name without the parts that only Terraform knows. */
export function constant(name: unknown): string {
  return String(name)
    .replaceAll(/\$\{[^}]*\}/g, "")
    .replace(/[-/:.]+$/, "");
}

/** One box for all log groups under one key. */
function logGroups(stack: Synthesized): readonly Box[] {
  const all = stack.all("aws_cloudwatch_log_group");
  const keys = new Set(all.map(({ block }) => block.kms_key_id));
  return [...keys].map((key) => {
    const together = all.filter(({ block }) => block.kms_key_id === key);
    const [first] = together as unknown as [Resource];
    const folder = String(first.block.name).split("/").slice(0, -1).join("/");
    return {
      id: `logs:${first.address}`,
      kind: "store" as const,
      frame: SERVICES,
      title: together.length === 1 ? "CloudWatch log group" : `${together.length} CloudWatch log groups`,
      lines: [
        folder,
        ...together.map(({ block }) => {
          const name = String(block.name).replace(`${folder}/`, "");
          return `${name}, ${block.retention_in_days ?? "endless"} days`;
        }),
        ...new Set(together.flatMap(kept)),
      ],
      claims: together.map(({ address }) => address),
    };
  });
}

function secretBox({ address, block }: Resource): Box {
  return {
    id: address,
    kind: "store",
    title: "Secret",
    lines: [constant(block.name ?? block.name_prefix)],
    claims: [address],
  };
}
