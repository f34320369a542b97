import type { Evidence } from "../../evidence/evidence";
import { type PolicyStatement, speaksOf } from "../../evidence/policy";
import { resourceMatches } from "../../evidence/resource-pattern";
import { vaultResources } from "../../evidence/vault-resources";

/** Objects that nodes boot from and that a statement lets them write over. */
export function writesOver(statement: PolicyStatement, evidence: Evidence): readonly string[] {
  const writes = ["PutObject", "ReplicateObject", "RestoreObject"];
  if (!writes.some((name) => speaksOf(statement, `s3:${name}`))) return [];
  // What is fetched by its version is code; what nodes keep for themselves they fetch by its name.
  if (speaksOf(statement, "s3:GetObjectVersion")) return statement.resources;
  const { resources } = evidence;
  return vaultResources(evidence)
    .ofType("aws_s3_object")
    .filter((object) => {
      const key = String(object.at("key").raw);
      const buckets = resources.namedBy(object.at("bucket"), "aws_s3_bucket");
      const arns = buckets.flatMap((bucket) => [
        `\${${bucket.address}.arn}`,
        `arn:aws:s3:::${bucket.at("bucket").literal}`,
      ]);
      return arns.some((arn) => statement.resources.some((one) => resourceMatches(one, `${arn}/${key}`)));
    })
    .map(({ address }) => address);
}
