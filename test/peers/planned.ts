import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Terraform } from "../terraform/terraform";
import { type Json, pruned } from "./pruned";

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

/** Makes plans of fixtures by Terraform, in one working folder. */
export class Planner {
  private readonly root = mkdtempSync(path.join(tmpdir(), "peers-"));
  private readonly folder = path.join(this.root, "stack");
  private readonly terraform: Terraform;
  private isReady = false;

  public constructor() {
    mkdirSync(this.folder);
    cpSync(path.join(FIXTURES, "base"), path.join(this.root, "base"), { recursive: true });
    cpSync(path.join(FIXTURES, "provider.tf"), path.join(this.folder, "provider.tf"));
    this.terraform = new Terraform(this.folder);
  }

  /** The plan of a fixture. */
  public async plan(name: string): Promise<Json> {
    cpSync(path.join(FIXTURES, name, "main.tf"), path.join(this.folder, "main.tf"));
    if (!this.isReady) await this.terraform.init();
    this.isReady = true;
    return pruned((await this.terraform.shownPlan()) as Json);
  }

  /** Removes what was written. */
  public clear(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
