import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { architecture } from "../../tools/architecture/architecture";
import type { Graph } from "../../tools/architecture/graph";
import { type Area, type Layout, layOut } from "../../tools/architecture/layout";
import { svg } from "../../tools/architecture/svg";
import { type Block, type Configuration, readStack, Synthesized } from "../../tools/architecture/synthesized";
import { synthesizeExample } from "../support/synthesized-examples";

const COMMITTED = path.join(__dirname, "../../docs/architecture/production.svg");

const outdir = mkdtempSync(path.join(tmpdir(), "architecture-"));
afterAll(() => rmSync(outdir, { recursive: true }));
const folder = synthesizeExample("production", outdir);
const graph = architecture(readStack(folder), "production");

describe("the committed picture", () => {
  let layout: Layout;
  beforeAll(async () => {
    layout = await layOut(graph);
  }, 60_000);

  test("shows the production example as it is synthesized today: else run npm run picture", () => {
    expect(svg(layout) === readFileSync(COMMITTED, "utf8")).toBe(true);
  });

  test("is the same whenever it is drawn", async () => {
    expect(await layOut(graph)).toEqual(layout);
  }, 60_000);

  test("no box covers another, and no label covers a box", () => {
    const areas = [
      ...layout.boxes.map(({ box, ...area }) => ({ name: box.id, area })),
      ...layout.edges.flatMap(({ edge, label }) =>
        label === undefined ? [] : [{ name: `label of ${edge.from} to ${edge.to}`, area: label }],
      ),
    ];
    const covered = areas.flatMap((one, index) =>
      areas
        .slice(index + 1)
        .filter((other) => overlap(one.area, other.area))
        .map((other) => `${one.name} and ${other.name}`),
    );
    expect(areas.length).toBeGreaterThan(40);
    expect(covered).toEqual([]);
  });

  test("no arrow passes through a box at which it does not end", () => {
    const through = layout.edges.flatMap(({ edge, points }) =>
      points.slice(1).flatMap((to, index) => {
        const from = points[index] as typeof to;
        const segment = {
          x: Math.min(from.x, to.x),
          y: Math.min(from.y, to.y),
          width: Math.abs(to.x - from.x),
          height: Math.abs(to.y - from.y),
        };
        return layout.boxes
          .filter(({ box }) => box.id !== edge.from && box.id !== edge.to)
          .filter((area) => overlap(segment, area))
          .map(({ box }) => `${edge.from} to ${edge.to} through ${box.id}`);
      }),
    );
    expect(through).toEqual([]);
  });
});

describe("what the picture says", () => {
  test("who is reached by whom, from clients to what AWS holds", () => {
    const nodes = box("Vault nodes");
    expect(arrows(graph, "path")).toEqual(
      expect.arrayContaining([
        `${box("CI runners")} > ${box("load balancer")}: 8200 Vault API + client certificate`,
        `${box("load balancer")} > ${nodes}: 8200 Vault API + client certificate; 8202 Health checks`,
        `${nodes} > ${nodes}: 8200 Raft join + client certificate; 8201 Raft and request forwarding`,
        `${nodes} > ${box("interface endpoints")}: 443 AWS APIs`,
        `${nodes} > ${box("S3 gateway endpoint")}: 443 S3`,
      ]),
    );
    expect(arrows(graph, "call")).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^interface-endpoints > aws_kms_key\.\w*seal\w*: unseal$/),
        expect.stringMatching(/> aws_kms_replica_key\.\w+: unseal \(no endpoint leads there\)$/),
      ]),
    );
  });

  test("every rule of a security group is an arrow", () => {
    const { resource } = configuration();
    const rules = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
    const ports = rules.flatMap((type) =>
      Object.values(resource[type] ?? {}).map(({ from_port }) => String(from_port)),
    );
    const drawn = arrows(graph, "path").join("\n");
    expect(ports.length).toBeGreaterThan(8);
    expect(ports.filter((port) => !drawn.includes(port))).toEqual([]);
  });

  test("every key, bucket, event rule, topic and receiver has a place", () => {
    const claimed = new Set([...graph.boxes, ...graph.frames].flatMap(({ claims }) => claims));
    const { resource } = configuration();
    const shown = [
      "aws_kms_key",
      "aws_kms_replica_key",
      "aws_s3_bucket",
      "aws_cloudwatch_log_group",
      "aws_cloudwatch_event_rule",
      "aws_sns_topic",
      "aws_sns_topic_subscription",
      "aws_vpc_endpoint",
      "aws_ssm_document",
    ];
    const addresses = shown.flatMap((type) => Object.keys(resource[type] ?? {}).map((id) => `${type}.${id}`));
    expect(addresses.length).toBeGreaterThan(30);
    expect(addresses.filter((address) => !claimed.has(address))).toEqual([]);
  });
});

describe("a stack that is less hard looks so", () => {
  test("a way to the internet is a box, and the network says it", () => {
    const vpc = `\${${firstAddress("aws_vpc")}.id}`;
    const edited = drawn(({ resource }) => ({ ...resource, aws_internet_gateway: { out: { vpc_id: vpc } } }));
    expect(texts(edited)).toContain("leads out: internet gateway");
    expect(edited.boxes).toContainEqual(expect.objectContaining({ kind: "open", title: "internet gateway" }));
    expect(texts(graph)).toContain("no internet gateway, no NAT gateway, no peering");
  });

  test.each([
    ["aws_flow_log", {}, "NO flow logs"],
    ["aws_kms_key", { enable_key_rotation: false }, "NOT rotated"],
    ["aws_kms_key", { lifecycle: {} }, "may be destroyed"],
    ["aws_lb", { internal: false }, "PUBLIC network load balancer"],
    ["aws_launch_template", { key_name: "ops" }, "SSH KEY PAIR ops"],
    ["aws_vpc_endpoint", { policy: undefined }, "NOT all have a policy"],
    ["aws_cloudwatch_event_target", {}, "NO target"],
    ["aws_sns_topic_policy", {}, "NO policy of its own"],
  ])("%s with %j: %s", (type, change, said) => {
    const edited = drawn(({ resource }) => {
      const blocks = Object.entries(resource[type] ?? {});
      const none = Object.keys(change).length === 0;
      return {
        ...resource,
        [type]: none
          ? {}
          : Object.fromEntries(blocks.map(([id, block]): [string, Block] => [id, { ...block, ...change }])),
      };
    });
    expect(texts(graph)).not.toContain(said);
    expect(texts(edited)).toContain(said);
  });

  test("a path that only one side opens says so", () => {
    const edited = drawn(({ resource }) => ({ ...resource, aws_vpc_security_group_ingress_rule: {} }));
    expect(arrows(edited, "path")).toContainEqual(expect.stringContaining("443 AWS APIs, out rule only"));
  });
});

function configuration(): Configuration {
  return JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8"));
}

/** What would be drawn if the resources were others. */
function drawn(edit: (configuration: Configuration) => Configuration["resource"]): Graph {
  const whole = configuration();
  const { listeners } = readStack(folder);
  return architecture(new Synthesized({ ...whole, resource: edit(whole) }, listeners), "edited");
}

function firstAddress(type: string): string {
  return `${type}.${Object.keys(configuration().resource[type] ?? {})[0]}`;
}

/** The id of the box that says something. */
function box(said: string): string {
  const found = graph.boxes.find(({ title, lines }) => [title, ...lines].some((line) => line.includes(said)));
  return String(found?.id);
}

function arrows({ edges }: Graph, kind: string): readonly string[] {
  return edges
    .filter((edge) => edge.kind === kind)
    .map(({ from, to, labels }) => `${from} > ${to}: ${labels.join("; ")}`);
}

function texts({ boxes, frames }: Graph): string {
  return [...boxes, ...frames].flatMap(({ title, lines }) => [title, ...lines]).join("\n");
}

function overlap(one: Area, other: Area): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
