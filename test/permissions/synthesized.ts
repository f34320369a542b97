import { createHash } from "node:crypto";
import { ACCOUNT, REGION } from "../terraform/emulators";
import type { StateResource } from "./deployment";

type Block = Readonly<Record<string, unknown>>;

/** A synthesized stack. */
export interface Configuration {
  readonly provider: { readonly aws: readonly { readonly alias?: string; readonly region: string }[] };
  readonly data: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

const DATA: Readonly<Record<string, string>> = {
  "aws_caller_identity.account_id": ACCOUNT,
  "aws_partition.dns_suffix": "amazonaws.com",
  "aws_partition.partition": "aws",
};

/** What AWS would make of a resource: the attributes that policies refer to, from its own ones. */
const COMPUTED: Readonly<Record<string, (own: Own) => Readonly<Record<string, string>>>> = {
  aws_autoscaling_group: ({ region, number, name }) => ({
    arn: `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:${number}:autoScalingGroupName/${name}`,
  }),
  aws_cloudwatch_event_rule: ({ region, name }) => ({
    arn: `arn:aws:events:${region}:${ACCOUNT}:rule/${name}`,
  }),
  aws_cloudwatch_log_group: ({ region, name }) => ({
    arn: `arn:aws:logs:${region}:${ACCOUNT}:log-group:${name}`,
  }),
  aws_iam_role: ({ name }) => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
  aws_iam_service_linked_role: ({ block }) => ({
    arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${block.aws_service_name}/AWSServiceRoleForAutoScaling_x`,
  }),
  aws_kms_key: ({ region, number }) => ({ arn: `arn:aws:kms:${region}:${ACCOUNT}:key/${number}` }),
  aws_kms_replica_key: ({ region, number }) => ({ arn: `arn:aws:kms:${region}:${ACCOUNT}:key/${number}` }),
  aws_route53_zone: ({ number }) => ({
    zone_id: `Z${number.replaceAll("-", "").slice(0, 20).toUpperCase()}`,
  }),
  aws_s3_bucket: ({ block }) => ({ arn: `arn:aws:s3:::${block.bucket}` }),
  aws_sns_topic: ({ region, name }) => ({ arn: `arn:aws:sns:${region}:${ACCOUNT}:${name}` }),
  terraform_data: ({ number }) => ({ output: number }),
  aws_ssm_document: ({ region, name }) => ({ arn: `arn:aws:ssm:${region}:${ACCOUNT}:document/${name}` }),
};

interface Own {
  readonly block: Block;
  readonly name: string;
  /** The form of a UUID, always the same for a resource. */
  readonly number: string;
  readonly region: string;
}

/** Fills in what only AWS knows, so that policies read as in the state of an applied stack. */
export function stateOf({ provider, data: asked, resource }: Configuration): readonly StateResource[] {
  const filled = new Map<string, Block>();

  function fill(type: string, id: string): Block {
    const address = `${type}.${id}`;
    const known = filled.get(address);
    if (known !== undefined) return known;
    const source = resource[type]?.[id];
    if (source === undefined) throw new Error(`no ${address} in the stack`);
    const region = regionOf(source);
    const { "//": _, ...rest } = source;
    const block = replace(rest) as Block;
    const hash = createHash("sha256").update(address).digest("hex");
    const number = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
    const computed = COMPUTED[type]?.({ block, name: String(block.name), number, region }) ?? {};
    filled.set(address, { ...block, ...computed });
    return { ...block, ...computed };
  }

  function regionOf(block: Block | undefined): string {
    const alias = block?.provider?.toString().split(".")[1];
    return provider.aws.find((one) => one.alias === alias)?.region ?? REGION;
  }

  function replace(value: unknown): unknown {
    if (typeof value === "string") {
      return value.replaceAll(
        /\$\{(data\.)?(aws_\w+|terraform_data)\.([\w-]+)\.(\w+)\}/g,
        (text, data, type, id, attribute) => {
          if (data !== undefined)
            return type === "aws_region"
              ? regionOf(asked[type]?.[id])
              : (DATA[`${type}.${attribute}`] ?? text);
          return COMPUTED[type] === undefined ? text : String(fill(type, id)[attribute] ?? text);
        },
      );
    }
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item)]));
  }

  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.keys(blocks).map((id) => ({
      type,
      mode: "managed",
      address: `${type}.${id}`,
      values: fill(type, id),
    })),
  );
}
