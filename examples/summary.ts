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
  const resource = resourcesOf(stackFolder);
  const manifest = JSON.parse(
    readFileSync(path.join(stackFolder, "host", clusterName, "manifest.json"), "utf8"),
  ) as Manifest;
  const all = finder(resource);
  return [
    network(all),
    rules(all),
    keys(all),
    machines(all),
    snapshots(all),
    alarms(all),
    files(manifest),
    addresses(all, resource),
  ];
}

/** Every resource of a type, with its address and the path of its construct. */
export type All = (type: string) => readonly (Block & { readonly address: string; readonly place: string })[];

type Resources = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** The resources of a synthesized stack, by type and name. */
export function resourcesOf(stackFolder: string): Resources {
  return JSON.parse(readFileSync(path.join(stackFolder, "cdk.tf.json"), "utf8")).resource;
}

/** Looks resources up. */
export function finder(resource: Resources): All {
  return (type) =>
    Object.entries(resource[type] ?? {}).map(([id, block]) => ({
      ...block,
      address: `${type}.${id}`,
      place: placeOf(block),
    }));
}

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
  const row = (direction: string) => (rule: Block & { readonly place: string }) => [
    direction,
    rule.place.split("/").slice(1, -1).join("/"),
    String(rule.to_port),
    String(rule.description),
  ];
  return {
    title: "Open paths (security group rules)",
    head: ["", "part", "port", "why"],
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

function machines(all: All): Section {
  const drill = ({ place }: { readonly place: string }) => place.includes("restore-drill");
  const groups = all("aws_autoscaling_group").map((group): readonly string[] =>
    drill(group)
      ? ["restore drills", all("aws_autoscaling_schedule").map(told).sort().join(", ")]
      : ["nodes", `${group.desired_capacity}, replaced one at a time`],
  );
  const templates = all("aws_launch_template").map((template): readonly string[] => {
    const volumes = template.block_device_mappings as readonly { ebs: { volume_size: number } }[];
    const { http_tokens } = template.metadata_options as { http_tokens: string };
    const key = template.key_name === undefined ? "no key pair" : `key pair ${template.key_name}`;
    return [
      drill(template) ? "machine of a drill" : "each node",
      `${template.instance_type}, volumes of ${volumes.map(({ ebs }) => `${ebs.volume_size} GiB`).join(" + ")}, encrypted; ` +
        `instance metadata with tokens ${http_tokens}, one hop; ${key}`,
    ];
  });
  const balancers = all("aws_lb").map((balancer): readonly string[] => [
    "load balancer",
    `${balancer.internal === true ? "internal" : "PUBLIC"}, ${balancer.load_balancer_type}`,
  ]);
  return { title: "Machines", head: ["what", "value"], rows: [...groups, ...templates, ...balancers] };
}

/** A scheduled action, as `1 machine from cron 0 3 * * 1,4`. */
function told({ desired_capacity, recurrence, time_zone }: Block): string {
  const what = desired_capacity === 0 ? "none" : `${desired_capacity} machine`;
  return `${what} from cron ${recurrence} (${time_zone})`;
}

function snapshots(all: All): Section {
  return {
    title: "Snapshots",
    head: ["bucket", "locked", "mode", "kept"],
    rows: all("aws_s3_bucket_object_lock_configuration").map(({ place, rule }) => {
      const bucket = place.replace(/\/object-lock$/, "");
      const { days, mode } = (rule as { default_retention: { days: number; mode: string } })
        .default_retention;
      const lifecycle = all("aws_s3_bucket_lifecycle_configuration").find(
        (one) => one.place === `${bucket}/lifecycle`,
      );
      const [first] = (lifecycle?.rule ?? []) as readonly { expiration?: readonly { days: number }[] }[];
      return [bucket, `${days} days`, mode, `${first?.expiration?.[0]?.days} days`];
    }),
  };
}

function alarms(all: All): Section {
  return {
    title: "Alarms",
    head: ["alarm", "why"],
    rows: all("aws_cloudwatch_metric_alarm").map((alarm) => [
      alarm.place.split("/").slice(1).join("/"),
      String(alarm.alarm_description),
    ]),
  };
}

function files({ files: list, bundle }: Manifest): Section {
  return {
    title: `Files of a node (bundle sha256 ${bundle.sha256.slice(0, 16)}…)`,
    head: ["file", "owner", "mode"],
    rows: list.map(({ path: file, owner, group, mode }) => [file, `${owner}:${group}`, mode]),
  };
}

function addresses(all: All, resource: Resources): Section {
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
