import type { Evidence } from "./evidence";
import type { Value } from "./value";

/** Who a machine image that is looked up may come from. */
export interface ImageOwner {
  /** Address of the data source. */
  readonly address: string;
  /** Whether only people who are named can publish what is found. */
  readonly isNamed: boolean;
  readonly told: string;
}

/** An account, or an alias of Amazon's that nobody else can take. */
const OWNER = /^(\d{12}|amazon|self|aws-backup-vault)$/;

/**
 * The owners of an image that an expression looks up.
 *
 * @returns `undefined` where it leads to no data source that is known
 */
export function imageOwners(image: Value, { resources }: Evidence): readonly ImageOwner[] | undefined {
  const found = image.references.flatMap((reference) => resources.resolve(reference));
  const images = found
    .filter(({ type }) => type === "aws_ami" || type === "aws_ami_ids")
    .map((ami) => {
      const owners = ami.at("owners").items;
      const known = owners.map(({ literal }) => String(literal));
      return {
        address: ami.address,
        isNamed: owners.length > 0 && known.every((owner) => OWNER.test(owner)),
        told: `owners ${known.join(", ") || "anybody"}`,
      };
    });
  const parameters = found
    .filter(({ type }) => type === "aws_ssm_parameter")
    .map((parameter) => {
      const name = String(parameter.at("name").literal);
      return {
        address: parameter.address,
        isNamed: name.startsWith("/aws/service/"),
        told: `parameter ${name}`,
      };
    });
  const all = [...images, ...parameters];
  return all.length === 0 ? undefined : all;
}
