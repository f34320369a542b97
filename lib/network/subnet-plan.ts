import { Cidr } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";

/** How a VPC is divided: sixteenths, three for each tier, the rest kept free. */
export interface SubnetPlan {
  /** The VPC. */
  readonly vpc: Cidr;
  /** Parts 0 to 2. */
  readonly nodes: readonly Cidr[];
  /** Parts 4 to 6. */
  readonly loadBalancer: readonly Cidr[];
  /** Parts 8 to 10. */
  readonly endpoints: readonly Cidr[];
  /** Parts 12 to 14, for restore drills. Parts 3, 7, 11 and 15 stay free, for growth. */
  readonly drills: readonly Cidr[];
}

/**
 * Divides a VPC.
 *
 * @throws CIDR_INVALID, CIDR_TOO_SMALL: a sixteenth must hold the endpoints' interfaces and AWS's five addresses
 */
export function planSubnets(text: string): SubnetPlan {
  const vpc = Cidr.parse("the VPC's cidr", text);
  if (vpc.version !== 4 || vpc.prefixLength < 16 || vpc.prefixLength > 23) {
    throw new HardenedVaultError({
      code: vpc.version === 4 && vpc.prefixLength > 23 ? "CIDR_TOO_SMALL" : "CIDR_INVALID",
      message: `the VPC's cidr ${vpc.text} cannot be divided into the subnets of the cluster`,
      got: vpc.text,
      expected: "an IPv4 network from /16 (the largest VPC) to /23 (sixteen subnets of 32 addresses)",
      repair: "the default, 10.64.0.0/22, is enough for one cluster",
    });
  }
  const tier = (first: number) => [0, 1, 2].map((zone) => vpc.slice(4, first + zone));
  return { vpc, nodes: tier(0), loadBalancer: tier(4), endpoints: tier(8), drills: tier(12) };
}
