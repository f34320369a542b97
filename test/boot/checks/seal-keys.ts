import type { Lab } from "../lab";

/** ARN of the key that seals. */
export function sealKeyOf(lab: Lab): string {
  const { SEAL_KEY_ARN = "" } = lab.facts();
  if (regionOf(SEAL_KEY_ARN) === "") throw new Error("the nodes know no seal key");
  return SEAL_KEY_ARN;
}

/** ARN of its replica in the second region. */
export function sealReplicaOf(lab: Lab): string {
  const found = lab.deployment.resources().find(({ type }) => type === "aws_kms_replica_key");
  if (found === undefined) throw new Error("the stack has no replica of the seal key");
  return String(found.values.arn);
}

/** The region in an ARN. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
