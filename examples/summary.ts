import { readFileSync } from "node:fs";
import * as path from "node:path";

type Block = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly string[])[];

/** One table of the summary. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: Rows;
}

interface Manifest {
  readonly bundle: { readonly sha256: string };
  readonly files: readonly {
    readonly path: string;
    readonly owner: string;
    readonly group: string;
    readonly mode: string;
  }[];
}

/** What a synthesized stack would deploy, read from the files that Terraform and the nodes get. */
export function summarize(stackFolder: string, clusterName: string): readonly Section[] {
  const { resource } = JSON.parse(readFileSync(path.join(stackFolder, "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, Block>>;
  };
  const manifest = JSON.parse(
    readFileSync(path.join(stackFolder, "host", clusterName, "manifest.json"), "utf8"),
  ) as Manifest;
  const all = (type: string): readonly (Block & { readonly address: string; readonly place: string })[] =>
    Object.entries(resource[type] ?? {}).map(([id, block]) => ({
      ...block,
      address: `${type}.${id}`,
      place: placeOf(block),
    }));
  return [network(all), rules(all), keys(all), nodes(all), files(manifest), addresses(all, resource)];
}

type All = (type: string) => readonly (Block & { readonly address: string; readonly place: string })[];

function placeOf(block: Block): string {
  const { metadata } = block["//"] as { metadata: { path: string } };
  return metadata.path
    .split("/")
    .slice(1)
    .filter((part) => part !== "Resource")
    .join("/");
}

function network(all: All): Section {
  const endpoints = all("aws_vpc_endpoint").map(({ place }) => place.split("/").at(-1) ?? "");
  return {
    title: "Network",
    head: ["what", "value"],
    rows: [
      ...all("aws_vpc").map((vpc): readonly string[] => ["VPC", String(vpc.cidr_block)]),
      ...["node", "load-balancer", "endpoint"].map((tier) => [
        `subnets: ${tier}`,
        all("aws_subnet")
          .filter(({ place }) => place.includes(`/${tier}-subnet`))
          .map((subnet) => String(subnet.cidr_block))
          .join("  "),
      ]),
      ["ways to the internet", String(all("aws_internet_gateway").length + all("aws_nat_gateway").length)],
      [`endpoints (${endpoints.length})`, endpoints.sort().join(" ")],
      ...all("aws_route53_zone").map((zone): readonly string[] => ["private zone", String(zone.name)]),
    ],
  };
}

function rules(all: All): Section {
  const row = (direction: string) => (rule: Block) => [
    direction,
    String(rule.to_port),
    String(rule.description),
  ];
  return {
    title: "Open paths (security group rules)",
    head: ["", "port", "why"],
    rows: [
      ...all("aws_vpc_security_group_ingress_rule").map(row("in")),
      ...all("aws_vpc_security_group_egress_rule").map(row("out")),
    ],
  };
}

function keys(all: All): Section {
  return {
    title: "Keys",
    head: ["key", "for", "rotation", "protected"],
    rows: [...all("aws_kms_key"), ...all("aws_kms_replica_key")].map((key) => [
      key.place,
      String(key.description),
      key.enable_key_rotation === true ? "yearly" : "as its primary",
      (key.lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy ? "yes" : "no",
    ]),
  };
}

function nodes(all: All): Section {
  return {
    title: "Nodes",
    head: ["what", "value"],
    rows: [
      ...all("aws_autoscaling_group").map((group): readonly string[] => [
        "nodes",
        `${group.desired_capacity}, replaced one at a time`,
      ]),
      ...all("aws_launch_template").flatMap((template): Rows => {
        const volumes = template.block_device_mappings as readonly { ebs: { volume_size: number } }[];
        const { http_tokens } = template.metadata_options as { http_tokens: string };
        return [
          ["instance type", String(template.instance_type)],
          ["volumes", `${volumes.map(({ ebs }) => `${ebs.volume_size} GiB`).join(" + ")}, encrypted`],
          ["instance metadata", `tokens ${http_tokens}, one hop`],
          ["key pair", template.key_name === undefined ? "none" : String(template.key_name)],
        ];
      }),
      ...all("aws_lb").map((balancer): readonly string[] => [
        "load balancer",
        `${balancer.internal === true ? "internal" : "PUBLIC"}, ${balancer.load_balancer_type}`,
      ]),
    ],
  };
}

function files({ files: list, bundle }: Manifest): Section {
  return {
    title: `Files of a node (bundle sha256 ${bundle.sha256.slice(0, 16)}…)`,
    head: ["file", "owner", "mode"],
    rows: list.map(({ path: file, owner, group, mode }) => [file, `${owner}:${group}`, mode]),
  };
}

function addresses(all: All, resource: Record<string, Record<string, Block>>): Section {
  const count = Object.values(resource).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
  return {
    title: "Addresses",
    head: ["what", "value"],
    rows: [
      ...all("aws_route53_record").map((record): readonly string[] => [
        "clients use",
        `https://${record.name}:8200`,
      ]),
      ...all("aws_launch_template").map(({ address }): readonly string[] => ["launch template", address]),
      ["resources in all", `${count} of ${Object.keys(resource).length} types`],
    ],
  };
}
