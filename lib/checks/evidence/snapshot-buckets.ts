import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { vaultResources } from "./vault-resources";

/** Buckets that snapshots of Vault lie in, by what they are called, and those that they are copied into. */
export function snapshotBuckets(evidence: Evidence): readonly Resource[] {
  const { resources } = evidence;
  const isForSnapshots = (bucket: Resource) =>
    /snapshot|backup/i.test([bucket.address, bucket.at("bucket"), bucket.at("bucket_prefix")].join(" "));
  const own = vaultResources(evidence).ofType("aws_s3_bucket").filter(isForSnapshots);
  const named = resources
    .ofType("aws_s3_bucket")
    .filter(
      (bucket) => isForSnapshots(bucket) && /vault|openbao/i.test(`${bucket.address} ${bucket.at("bucket")}`),
    );
  // A bucket that others log into holds no snapshot.
  const isLog = (bucket: Resource) =>
    resources
      .naming(bucket, "aws_s3_bucket_logging", "target_bucket")
      .some((logging) => !resources.namedBy(logging.at("bucket"), "aws_s3_bucket").includes(bucket));
  return [...new Set([...own, ...named])].filter((bucket) => !isLog(bucket));
}

/** Rules of replication out of a bucket, with the buckets that they lead to. */
export function copiesOf(bucket: Resource, { resources }: Evidence) {
  return resources
    .naming(bucket, "aws_s3_bucket_replication_configuration", "bucket")
    .flatMap((holder) => holder.blocks("rule").map((rule) => ({ holder, rule })))
    .map(({ holder, rule }) => ({
      holder,
      rule,
      targets: resources.namedBy(rule.at("destination.bucket"), "aws_s3_bucket"),
    }));
}
