import { type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import { isUnresolved } from "../core/tokens";

/**
 * Refuses a replica that would not survive what it is for: it must be in another region of the same partition.
 * Regions that are known only at apply pass.
 *
 * @param what what is copied: `the seal key`
 * @throws REPLICA_REGION_INVALID
 */
export function requireReplicaRegion(
  scope: Construct,
  what: string,
  provider: TerraformProvider | undefined,
  replicaProvider: TerraformProvider,
): void {
  const primary = regionOf(provider ?? defaultAwsProvider(scope));
  const replica = regionOf(replicaProvider);
  if (primary === undefined || replica === undefined) return;
  if (primary !== replica && partitionOf(primary) === partitionOf(replica)) return;
  throw new HardenedVaultError({
    code: "REPLICA_REGION_INVALID",
    message: `the replica of ${what} must be in another region of the same partition`,
    got: { region: primary, replicaRegion: replica },
    expected: `a region other than ${primary}, in the partition ${partitionOf(primary)}`,
    repair: "give replicaProvider another region",
  });
}

function defaultAwsProvider(scope: Construct): TerraformProvider | undefined {
  return TerraformStack.of(scope)
    .allProviders()
    .find(({ terraformResourceType, alias }) => terraformResourceType === "aws" && alias === undefined);
}

function regionOf(provider: TerraformProvider | undefined): string | undefined {
  const region = (provider as { region?: unknown } | undefined)?.region;
  return typeof region === "string" && !isUnresolved(region) ? region : undefined;
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
