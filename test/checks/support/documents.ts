import fc from "fast-check";
import { Draft } from "./draft";

type Json = unknown;
type Block = Readonly<Record<string, Json>>;

const original = new Draft();

/** Types of the production example, each with the attributes of one of its resources. */
const TYPES = Object.entries(original.configuration.resource as Record<string, Record<string, Block>>).map(
  ([type, byName]) => ({ type, resources: Object.values(byName) }),
);

/** Any JSON, and texts that mean something to Terraform. */
export const anything: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: "binary-ascii" }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Json>(
      null,
      "",
      [],
      {},
      [{}],
      [null],
      "*",
      "0.0.0.0/0",
      "::/0",
      "10.0.0.0/33",
      -1,
      1e21,
      "true",
      "${var.x}",
      "${",
      "%{ if",
      "$${a}",
      "${aws_kms_key.a.arn}",
      "${aws_security_group.a[0].id}",
      "${local.loop}",
      "arn:aws:kms:::key/",
      "{",
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}',
      '{"Statement":[null]}',
      '{"Statement":"x"}',
      "__proto__",
      "constructor",
      { toString: "x", valueOf: 1 },
      { length: -1, "0": null },
    ),
  },
);

/** A text of a file with a line lost, doubled or put in. */
export function damaged(content: string): fc.Arbitrary<string> {
  const lines = content.split("\n");
  return fc
    .tuple(
      fc.nat(Math.max(lines.length - 1, 0)),
      fc.constantFrom("drop", "double", "insert", "cut", "replace"),
      fc.oneof(
        fc.string({ unit: "binary-ascii" }),
        fc.constantFrom("{", "}", "[Service]", "ExecStart=", '"', "'", "\\", "<<EOF", "table inet", "$(("),
      ),
    )
    .map(([at, how, text]) => {
      const line = lines[at] ?? "";
      const middle: Readonly<Record<string, readonly string[]>> = {
        drop: [],
        double: [line, line],
        insert: [line, text],
        cut: [line.slice(0, line.length / 2)],
        replace: [text],
      };
      return [...lines.slice(0, at), ...(middle[how] ?? []), ...lines.slice(at + 1)].join("\n");
    });
}

/** The attributes of a resource, with some of them lost or made something else. */
const attributesOf = (resources: readonly Block[]): fc.Arbitrary<Block> =>
  fc.constantFrom(...resources).chain((block) =>
    fc
      .tuple(
        fc.subarray(Object.keys(block)),
        fc.dictionary(fc.constantFrom(...Object.keys(block), "x"), anything, {
          maxKeys: 3,
          noNullPrototype: true,
        }),
      )
      .map(([kept, changed]) => ({
        ...Object.fromEntries(kept.map((key) => [key, block[key]])),
        ...changed,
      })),
  );

/** A resource of a type of the production example. */
export interface AnyResource {
  readonly type: string;
  readonly name: string;
  readonly values: Block;
}

/** A machine that is Vault's, and some resources of the production example, all damaged. */
export const resources: fc.Arbitrary<readonly AnyResource[]> = fc
  .tuple(
    anyOf("aws_launch_template"),
    fc.array(
      fc.constantFrom(...TYPES).chain(({ type }) => anyOf(type)),
      { maxLength: 6 },
    ),
  )
  .map(([template, others]) => [{ ...template, name: "vault" }, ...others]);

function anyOf(type: string): fc.Arbitrary<AnyResource> {
  const known = TYPES.find((one) => one.type === type)?.resources ?? [{}];
  return fc.record({
    type: fc.constant(type),
    name: fc.constantFrom("a", "b", "vault"),
    values: attributesOf(known),
  });
}

/** A configuration in Terraform's JSON syntax. */
export const configurations: fc.Arbitrary<Block> = fc
  .tuple(
    resources,
    fc.dictionary(
      fc.constantFrom("terraform", "provider", "variable", "locals", "output", "data", "module", "//"),
      anything,
      { noNullPrototype: true },
    ),
  )
  .map(([all, others]) => {
    const resource: Record<string, Record<string, Block>> = {};
    for (const { type, name, values } of all) resource[type] = { ...resource[type], [name]: values };
    return { ...others, resource };
  });

/** What `terraform show -json` writes of a plan. */
export const plans: fc.Arbitrary<Block> = fc
  .tuple(resources, anything, anything, anything, anything)
  .map(([all, unknown, expressions, outputs, calls]) => ({
    format_version: "1.2",
    terraform_version: "1.14.0",
    planned_values: { root_module: moduleOf(all), outputs },
    resource_changes: all.map(({ type, name }) => ({
      address: `${type}.${name}`,
      change: { after_unknown: unknown },
    })),
    configuration: {
      root_module: {
        resources: all.map(({ type, name }) => ({ address: `${type}.${name}`, expressions })),
        module_calls: calls,
      },
    },
  }));

/** What `terraform show -json` writes of a state. */
export const states: fc.Arbitrary<Block> = fc.tuple(resources, anything).map(([all, outputs]) => ({
  format_version: "1.0",
  terraform_version: "1.14.0",
  values: { root_module: { ...moduleOf([]), child_modules: [moduleOf(all)] }, outputs },
}));

function moduleOf(all: readonly AnyResource[]): Block {
  return {
    resources: all.map(({ type, name, values }) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      values,
    })),
  };
}

/** Files of a node, by path: some of the production example, one of them damaged. */
export const nodeFiles: fc.Arbitrary<ReadonlyMap<string, string>> = fc
  .tuple(
    fc.constantFrom(...original.files.values()),
    fc.subarray([...original.files.values()], { maxLength: 6 }),
  )
  .chain(([file, others]) =>
    damaged(file.content).map(
      (text) => new Map([...others.map(({ path, content }) => [path, content] as const), [file.path, text]]),
    ),
  );

/** JSON, a key or value of it made something else anywhere. */
export function changed(document: Block): fc.Arbitrary<Json> {
  const places = placesIn(document, []);
  return fc.tuple(fc.constantFrom(...places), anything).map(([place, value]) => put(document, place, value));
}

function placesIn(value: Json, at: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))];
}

function put(document: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((item, index) => (String(index) === key ? put(item, rest, value) : item));
  }
  const block = document as Block;
  return { ...block, [key]: put(block[key], rest, value) };
}
