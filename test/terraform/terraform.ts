import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ACCOUNT, cleanEnvironment, type Emulators } from "./emulators";
import { run, tail } from "./processes";

/** The provider that the emulators were measured with; the bindings are made for a newer one. */
const PROVIDER_VERSION = "5.100.0";

const PLAN = "next.tfplan";

/** A resource that a plan wants to change. */
export interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly attributes: readonly string[];
}

/** What is changed in a synthesized stack before it is applied. */
export interface StackJson {
  readonly terraform: {
    backend: object;
    readonly required_providers: Record<string, Readonly<Record<string, string>>>;
  };
  readonly provider: Readonly<Record<string, readonly object[] | undefined>>;
}

interface ResourceChange {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
  };
}

/** Whether Terraform is on this machine. */
export function hasTerraform(): boolean {
  try {
    execFileSync("terraform", ["version"], { env: cleanEnvironment(), stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** One working folder of Terraform with one state. */
export class Terraform {
  private readonly env: NodeJS.ProcessEnv;
  private runs = 0;

  /**
   * @param more variables of the environment beside those that every run has
   * @param within a command that runs another one, which is Terraform's, elsewhere: in a network namespace
   */
  public constructor(
    private readonly folder: string,
    more: NodeJS.ProcessEnv = {},
    private readonly within: readonly string[] = [],
  ) {
    mkdirSync(folder, { recursive: true });
    const cli = path.join(folder, "cli.tfrc");
    writeFileSync(cli, cliConfiguration(process.env.TERRAFORM_PLUGIN_MIRROR));
    this.env = {
      ...cleanEnvironment(),
      AWS_EC2_METADATA_DISABLED: "true",
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: cli,
      TF_IN_AUTOMATION: "1",
      ...more,
    };
  }

  /** Takes over a synthesized stack, with provider and backend turned to the emulators. */
  public load(stackFolder: string, emulators?: Pick<Emulators, "authority" | "endpoints">): void {
    this.adopt(stackFolder, ({ terraform, provider }) => {
      terraform.required_providers.aws = { ...terraform.required_providers.aws, version: PROVIDER_VERSION };
      for (const one of provider.aws ?? []) {
        Object.assign(one, {
          access_key: ACCOUNT,
          secret_key: "emulated",
          // moto answers 500 for what it lacks, and the provider's own 25 tries would be minutes of silence.
          max_retries: 2,
          skip_credentials_validation: true,
          skip_metadata_api_check: "true",
          skip_region_validation: true,
          s3_use_path_style: true,
          endpoints: [emulators?.endpoints ?? {}],
          custom_ca_bundle: emulators?.authority,
        });
      }
    });
  }

  /** Takes over a synthesized stack with its state kept here, and whatever else is changed in it. */
  public adopt(stackFolder: string, edit: (stack: StackJson) => void): void {
    cpSync(stackFolder, this.folder, { recursive: true });
    const file = path.join(this.folder, "cdk.tf.json");
    const json = JSON.parse(readFileSync(file, "utf8")) as StackJson;
    json.terraform.backend = { local: { path: "terraform.tfstate" } };
    edit(json);
    writeFileSync(file, JSON.stringify(json, null, 1));
  }

  /** Fetches the provider. */
  public async init(): Promise<void> {
    await this.run("init", ["-input=false"], 300);
  }

  /** Checks the configuration against the provider's schema. */
  public async validate(): Promise<void> {
    await this.run("validate", [], 120);
  }

  /** Applies. */
  public async apply(): Promise<void> {
    await this.run("apply", ["-auto-approve", "-input=false", "-parallelism=30"], 600);
  }

  /** What another apply would change. */
  public async plan(): Promise<readonly PlannedChange[]> {
    const { resource_changes } = (await this.shownPlan()) as {
      resource_changes?: readonly ResourceChange[];
    };
    return (resource_changes ?? []).filter(({ change }) => change.actions.join() !== "no-op").map(describe);
  }

  /** A plan as `terraform show -json` writes it. */
  public async shownPlan(): Promise<unknown> {
    await this.run("plan", ["-input=false", `-out=${PLAN}`], 300);
    return this.json(["show", "-json", PLAN]);
  }

  /** The last plan as JSON; returns the file. */
  public writePlan(): string {
    const file = path.join(path.dirname(this.folder), "plan.json");
    writeFileSync(file, JSON.stringify(this.json(["show", "-json", PLAN])));
    return file;
  }

  /** Destroys everything. */
  public async destroy(): Promise<void> {
    await this.run("destroy", ["-auto-approve", "-input=false", "-parallelism=30"], 600);
  }

  /** Takes resources out of the state; what they stand for stays. */
  public async forget(addresses: readonly string[]): Promise<void> {
    await this.run("state", ["rm", ...addresses], 120);
  }

  /** Attributes of a resource in the state. */
  public attributes(type: string): Readonly<Record<string, unknown>> {
    const found = this.resources().find((resource) => resource.type === type && resource.mode === "managed");
    if (found === undefined) throw new Error(`no ${type} in the state`);
    return found.values;
  }

  /** Resources in the state. */
  public resources(): readonly {
    type: string;
    mode: string;
    address: string;
    values: Record<string, unknown>;
  }[] {
    if (!existsSync(path.join(this.folder, "terraform.tfstate"))) return [];
    const state = this.json(["show", "-json"]) as { values?: { root_module?: { resources?: never[] } } };
    return state.values?.root_module?.resources ?? [];
  }

  private json(args: readonly string[]): unknown {
    const text = execFileSync("terraform", [...args], {
      cwd: this.folder,
      env: this.env,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(text);
  }

  private async run(command: string, args: readonly string[], limit: number): Promise<void> {
    this.runs += 1;
    const log = path.join(path.dirname(this.folder), `terraform-${this.runs}-${command}.log`);
    const [program = "", ...rest] = [
      ...this.within,
      "terraform",
      command,
      ...(command === "state" ? [] : ["-no-color"]),
      ...args,
    ];
    const code = await run(program, rest, {
      cwd: this.folder,
      env: this.env,
      log,
      limit,
    });
    if (code !== 0) throw new Error(`terraform ${command} failed:\n${errorsOf(log)}`);
  }
}

function describe({ address, change }: ResourceChange): PlannedChange {
  const [before, after] = [change.before ?? {}, change.after ?? {}];
  const attributes = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return { address, actions: change.actions, attributes };
}

function cliConfiguration(mirror: string | undefined): string {
  const installation =
    mirror === undefined || mirror === ""
      ? ""
      : `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  return `disable_checkpoint = true\n${installation}`;
}

function errorsOf(log: string): string {
  const text = readFileSync(log, "utf8");
  const first = text.indexOf("Error:");
  return first < 0 ? tail(log) : text.slice(first, first + 4000);
}
