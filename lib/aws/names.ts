import { HardenedVaultError, type Located } from "../core/errors";
import { requireLiteral } from "../core/tokens";

/**
 * Refuses a cluster name that could not stand in the names of roles, load balancers, tags and files.
 *
 * @throws CLUSTER_NAME_INVALID, LITERAL_REQUIRED
 */
export function requireClusterName(where: Located, name: string): string {
  return HardenedVaultError.locate(where, () => {
    requireLiteral("clusterName", name);
    if (
      typeof name === "string" &&
      /^[a-z][a-z0-9-]{1,18}[a-z0-9]$/.test(name) &&
      !name.startsWith("internal-")
    )
      return name;
    throw new HardenedVaultError({
      code: "CLUSTER_NAME_INVALID",
      message: "clusterName cannot stand in the names of AWS resources",
      got: name,
      expected:
        "3 to 20 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen",
      repair: 'choose a short name such as "vault" or "vault-prod"',
    });
  });
}

/**
 * Refuses a name that no certificate could carry (RFC 5280, RFC 1123; a common name holds 64 characters).
 *
 * @throws DOMAIN_NAME_INVALID, LITERAL_REQUIRED
 */
export function requireDomainName(where: Located, name: string): string {
  return HardenedVaultError.locate(where, () => {
    requireLiteral("domainName", name);
    const labels = typeof name === "string" ? name.split(".") : [];
    const valid =
      labels.length >= 2 &&
      name.length <= 64 &&
      labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
      !/^\d+$/.test(labels.at(-1) ?? "");
    if (valid) return name;
    throw new HardenedVaultError({
      code: "DOMAIN_NAME_INVALID",
      message: "domainName is not a name that a certificate can carry",
      got: name,
      expected:
        "a lower-case DNS name of two labels or more and at most 64 characters, no wildcard, no address, no dot at the end",
      repair: "write the name that clients will use, for example vault.corp.example",
    });
  });
}
