import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Terraform } from "../terraform/terraform";
import { type Json, meaningOf, sliceOf } from "./slice";

const HERE = path.join(__dirname, "../..");
/** The project, whether this runs as it is written or as it is compiled, one folder deeper. */
const ROOT = existsSync(path.join(HERE, "package.json")) ? HERE : path.dirname(HERE);
/** Folder with a folder for each defect: HCL, and the plan that Terraform made of it. */
export const FIXTURES = path.join(ROOT, "test/fixtures/peers");
const SHARED = ["base", "provider.tf"];

/** Names of the defects, and of what has none. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FIXTURES).filter((name) => !SHARED.includes(name));
}

/** The plan of a fixture as it is kept. */
export function keptPlan(name: string): Json {
  return JSON.parse(readFileSync(path.join(FIXTURES, name, "plan.json"), "utf8")) as Json;
}

/**
 * Plans of all fixtures, made by Terraform: each is a module of one plan, of which its part is cut out as if it had been
 * planned alone. One plan of all takes seconds, one of each minutes.
 */
export async function plannedNow(): Promise<ReadonlyMap<string, Json>> {
  const folder = mkdtempSync(path.join(tmpdir(), "peers-"));
  const stack = path.join(folder, "stack");
  try {
    cpSync(FIXTURES, stack, { recursive: true });
    const modules = fixtureNames().map((name) => `module "${name}" {\n  source = "./${name}"\n}\n`);
    writeFileSync(path.join(stack, "main.tf"), modules.join("\n"));
    const terraform = new Terraform(stack);
    await terraform.init();
    const plan = meaningOf((await terraform.shownPlan()) as Json);
    return new Map(fixtureNames().map((name) => [name, sliceOf(plan, name)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
