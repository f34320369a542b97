import type { Evidence } from "./evidence";
import { type Json, Value } from "./value";

type Block = Readonly<Record<string, Json>>;

/** A program that Terraform starts by itself. */
export interface Program {
  /** Who says so: a resource, a data source, a block. */
  readonly address: string;
  /** How it is started: `local-exec`. */
  readonly kind: string;
}

/** Data sources that run whatever they are given. */
const RUN = ["data.external"];
/** Actions that do. */
const RUNS = /^(local_command|local_exec|shell)/;

/** Programs that Terraform starts while it plans or applies: no plan shows what they do. */
export function programs({ resources, blocks }: Evidence): readonly Program[] {
  return [
    ...resources.all.flatMap(({ address, attributes }) =>
      provisioners(attributes).map((kind) => ({ address, kind })),
    ),
    ...resources.ofType(...RUN).map(({ address }) => ({ address, kind: "external" })),
    ...blocks
      .at("removed")
      .items.flatMap((removed) =>
        provisioners(removed).map((kind) => ({ address: `removed ${removed.at("from")}`, kind })),
      ),
    ...Object.keys(blockOf(blocks.at("action").raw))
      .filter((type) => RUNS.test(type))
      .map((kind) => ({ address: `action.${kind}`, kind })),
  ];
}

function provisioners(block: Value): readonly string[] {
  return block.at("provisioner").items.flatMap(({ raw }) => Object.keys(blockOf(raw)));
}

/** A module that is called. */
export interface ModuleCall {
  readonly address: string;
  /** Where its code comes from. */
  readonly source: Value;
  readonly version: Value;
}

/** Every module that is called. */
export function moduleCalls({ blocks }: Evidence): readonly ModuleCall[] {
  return Object.entries(blockOf(blocks.at("module").raw)).map(([name, call]) => {
    const value = new Value(`module.${name}`, call);
    return { address: `module.${name}`, source: value.at("source"), version: value.at("version") };
  });
}

function blockOf(value: Json | undefined): Block {
  if (Array.isArray(value)) return Object.assign({}, ...(value as readonly Json[]).map(blockOf));
  return typeof value === "object" && value !== null ? (value as Block) : {};
}
