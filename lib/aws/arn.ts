import { HardenedVaultError } from "../core/errors";
import { isUnresolved } from "../core/tokens";

/**
 * Refuses a literal that is no ARN of the service; a token passes, Terraform will know it.
 *
 * @param resource how the resource part begins: `key/`
 * @throws IDENTIFIER_INVALID
 */
export function requireArn(what: string, arn: string, service: string, resource: string): string {
  if (isUnresolved(arn)) return arn;
  const parts = typeof arn === "string" ? arn.split(":") : [];
  if (parts[0] === "arn" && parts[2] === service && parts.slice(5).join(":").startsWith(resource)) return arn;
  throw new HardenedVaultError({
    code: "IDENTIFIER_INVALID",
    message: `${what} is not the ARN of ${service} ${resource}…`,
    got: arn,
    expected: `arn:PARTITION:${service}:REGION:ACCOUNT:${resource}…`,
    repair:
      "copy the ARN (not the name, the alias or the id) from the console or from the resource's arn attribute",
  });
}

/**
 * Refuses a literal that does not look like an identifier of EC2; a token passes.
 *
 * @param prefix `sg`, `subnet`, `vpc`, `pl` …
 * @throws IDENTIFIER_INVALID
 */
export function requireEc2Id(what: string, id: string, prefix: string): string {
  if (isUnresolved(id) || (typeof id === "string" && new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id)))
    return id;
  throw new HardenedVaultError({
    code: "IDENTIFIER_INVALID",
    message: `${what} is not an identifier of EC2`,
    got: id,
    expected: `${prefix}- followed by 8 or 17 hexadecimal digits`,
    repair: "copy the id from the console or from the resource's id attribute",
  });
}
