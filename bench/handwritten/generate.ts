import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { awsBinding, type Binding, type Field, type Fields, rootExport, s3Backend } from "./bindings";
import { type Block, type Blocks, COMMENT, type Synthesized } from "./synthesized";

/** How a program imports the bindings: each class from its module, or everything from the root. */
export type ImportStyle = "deep" | "root";

/** What was written. */
export interface Generated {
  readonly programs: Readonly<Record<ImportStyle, string>>;
  /** Number of resources and data sources. */
  readonly resources: number;
  /** Number of their types. */
  readonly types: number;
  /** Number of files beside the JSON. */
  readonly files: number;
}

const KNOWN_PARTS = [COMMENT, "data", "locals", "output", "provider", "resource", "terraform"];

/**
 * Writes the programs that somebody would write who has no library: one constructor call for each resource, data source
 * and provider, with literal configuration and the ids of the original, so that what they synthesize can be compared.
 * Files that lie beside the JSON are copied.
 *
 * @param stackFolder folder of the synthesized stack that they must equal
 * @param clock module whose clock the programs start
 * @param target new folder for the programs, inside the project so that they find its modules
 * @throws Error when the stack has something that cannot be written this way
 */
export function generate(stackFolder: string, clock: string, target: string): Generated {
  const stack = JSON.parse(readFileSync(path.join(stackFolder, "cdk.tf.json"), "utf8")) as Synthesized;
  const unknown = Object.keys(stack).filter((part) => !KNOWN_PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`no handwritten form of ${unknown.join(", ")}`);
  const filesFolder = path.join(target, "files");
  mkdirSync(filesFolder, { recursive: true });
  cpSync(stackFolder, filesFolder, {
    recursive: true,
    filter: (source) => source !== path.join(stackFolder, "cdk.tf.json"),
  });
  const files = readdirSync(filesFolder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(path.join(filesFolder, file)).isFile(),
  );
  const write = (style: ImportStyle) => {
    const program = path.join(target, `${style}.js`);
    writeFileSync(
      program,
      programOf(stack, path.basename(stackFolder), style, {
        clock,
        folder: filesFolder,
        files: files.sort(),
      }),
    );
    return program;
  };
  const blocks = [stack.resource ?? {}, stack.data ?? {}].flatMap((kind) => Object.values(kind));
  return {
    programs: { deep: write("deep"), root: write("root") },
    resources: blocks.reduce((sum, ofType) => sum + Object.keys(ofType).length, 0),
    types: blocks.length,
    files: files.length,
  };
}

function programOf(
  stack: Synthesized,
  name: string,
  style: ImportStyle,
  beside: { readonly clock: string; readonly folder: string; readonly files: readonly string[] },
): string {
  const writer = new Writer(style);
  const body = [
    ...Object.entries(stack.terraform?.backend ?? {}).flatMap(([type, block]) => writer.backend(type, block)),
    ...Object.entries(stack.provider ?? {}).flatMap(([type, blocks]) => writer.providers(type, blocks)),
    ...writer.blocks(stack.data ?? {}, "data-"),
    ...Object.entries(stack.locals ?? {}).map(([id, value]) => writer.framework("TerraformLocal", id, value)),
    ...Object.entries(stack.output ?? {}).map(([id, block]) =>
      writer.framework("TerraformOutput", id, block),
    ),
    ...writer.blocks(stack.resource ?? {}, ""),
  ];
  return `"use strict";
const { Clock } = require(${JSON.stringify(beside.clock)});
const clock = new Clock();
const { copyFileSync, mkdirSync } = require("node:fs");
const path = require("node:path");
const { ${["App", "TerraformStack", ...writer.frameworkClasses].join(", ")} } = require("cdktf");
${writer.imports.join("\n")}
clock.imported();
const app = new App({ outdir: process.argv[2] });
const stack = new TerraformStack(app, ${JSON.stringify(name)});
${body.join("\n")}
app.synth();
for (const file of ${JSON.stringify(beside.files)}) {
  const target = path.join(app.outdir, "stacks", ${JSON.stringify(name)}, file);
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(path.join(${JSON.stringify(beside.folder)}, file), target);
}
clock.done();
`;
}

/** Writes statements, and remembers what they import. */
class Writer {
  public readonly frameworkClasses = new Set<string>();
  private readonly modules = new Map<string, string>();
  private readonly providerVariables = new Map<string, string>();

  public constructor(private readonly style: ImportStyle) {}

  public get imports(): readonly string[] {
    return this.style === "root"
      ? [`const { ${[...this.modules.keys()].map(rootExport).join(", ")} } = require("@cdktf/provider-aws");`]
      : [...this.modules].map(
          ([module, className]) => `const { ${className} } = require("@cdktf/provider-aws/lib/${module}");`,
        );
  }

  public framework(className: string, id: string, argument: unknown): string {
    this.frameworkClasses.add(className);
    return `new ${className}(stack, ${JSON.stringify(id)}, ${source(argument)});`;
  }

  /** Without a backend the framework notes a local one itself. */
  public backend(type: string, block: Block): readonly string[] {
    if (type === "local") return [];
    if (type !== "s3") throw new Error(`no handwritten form of the backend ${type}`);
    this.frameworkClasses.add("S3Backend");
    const { config, overrides } = configure(block, s3Backend());
    return [`new S3Backend(stack, ${source(config)})${overrides};`];
  }

  public providers(type: string, blocks: readonly Block[]): readonly string[] {
    const binding = awsBinding("provider", type);
    return blocks.map((block, index) => {
      const variable = `${type}Provider${index}`;
      this.providerVariables.set(
        block.alias === undefined ? type : `${type}.${String(block.alias)}`,
        variable,
      );
      return `const ${variable} = ${this.call("provider", binding, `${type}-${index}`, block)}`;
    });
  }

  public blocks(blocks: Blocks, prefix: string): readonly string[] {
    return Object.entries(blocks).flatMap(([type, byId]) => {
      if (type === "terraform_data") {
        return Object.entries(byId).map(([id, { lifecycle = {}, ...block }]) =>
          this.framework("DataResource", id, {
            ...camelKeys(block),
            lifecycle: camelKeys(lifecycle as Block),
          }),
        );
      }
      const module = `${prefix}${prefix === "" ? type.replace(/^aws_/, "") : type}`.replaceAll("_", "-");
      const binding = awsBinding(module, type);
      return Object.entries(byId).map(([id, block]) => this.call(module, binding, id, block));
    });
  }

  private call(module: string, binding: Binding, id: string, block: Block): string {
    this.modules.set(module, binding.className);
    const name = this.style === "deep" ? binding.className : `${rootExport(module)}.${binding.className}`;
    const { provider, depends_on, lifecycle, ...attributes } = block;
    const { config, overrides } = configure(attributes, binding);
    const meta = {
      ...config,
      ...(provider === undefined ? {} : { provider: this.providerVariable(String(provider)) }),
      ...(depends_on === undefined
        ? {}
        : { dependsOn: (depends_on as readonly string[]).map((fqn) => ({ fqn })) }),
      ...(lifecycle === undefined ? {} : { lifecycle: camelKeys(lifecycle as Block) }),
    };
    return `new ${name}(stack, ${JSON.stringify(id)}, ${source(meta)})${overrides};`;
  }

  private providerVariable(reference: string): Code {
    const variable = this.providerVariables.get(reference);
    if (variable === undefined) throw new Error(`no provider ${reference}`);
    return new Code(variable);
  }
}

/** Source text among literals. */
class Code {
  public constructor(public readonly text: string) {}
}

/** The configuration of a class; what the bindings do not know is written as people do, by an override. */
function configure(
  block: Block,
  { fields, className }: Binding,
): { readonly config: Block; readonly overrides: string } {
  const entries = Object.entries(block).filter(([key]) => key !== COMMENT);
  const known = entries.filter(([key]) => fields.has(camelCase(key)));
  const unknown = entries.filter(([key]) => !fields.has(camelCase(key)));
  return {
    config: literal(Object.fromEntries(known), { block: () => fields }, className) as Block,
    overrides: unknown
      .map(([key, value]) => `.addOverride(${JSON.stringify(key)}, ${source(value)})`)
      .join(""),
  };
}

/** A value of Terraform's JSON as the bindings take it. */
function literal(value: unknown, field: Field, place = ""): unknown {
  if (typeof field === "string") return value;
  if (Array.isArray(value)) return value.map((each) => literal(each, field, place));
  if (typeof value !== "object" || value === null) return value;
  const fields: Fields = field.block();
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = camelCase(key);
      const inner = fields.get(name);
      if (inner === undefined) throw new Error(`the bindings know no ${key} in ${place}`);
      return [name, literal(each, inner, `${place}.${name}`)];
    }),
  );
}

function camelKeys(block: Block): Block {
  return Object.fromEntries(Object.entries(block).map(([key, value]) => [camelCase(key), value]));
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function source(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value)) return `[${value.map(source).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${source(each)}`);
  return `{ ${fields.join(", ")} }`;
}
