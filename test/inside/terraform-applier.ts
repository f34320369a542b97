import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { hasTerraform, Terraform } from "../terraform/terraform";
import type { Applied, Applier } from "./applier";
import type { Sent } from "./recorded";

/** The provider's schema that the resources are written for. */
const SCHEMA = /^5\.6\.\d+$/;

/** The provider's version in the mirror, where there is one that fits. */
export function mirroredProvider(): string | undefined {
  const mirror = process.env.TERRAFORM_PLUGIN_MIRROR;
  if (mirror === undefined || !hasTerraform()) return undefined;
  const folder = path.join(mirror, "registry.terraform.io/hashicorp/vault");
  return existsSync(folder) ? readdirSync(folder).find((version) => SCHEMA.test(version)) : undefined;
}

interface Change {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly importing?: object };
}

/** Applies by Terraform and the provider, which logs in as the stack says: with an AWS role and a client certificate. */
export class TerraformApplier implements Applier {
  public readonly title: string;
  private readonly terraform: Terraform;
  private readonly log: string;
  private readonly stateFile: string;
  private readonly version: string;
  private read = 0;

  /**
   * @param credentials of the AWS role that runs Terraform, as variables of the environment
   * @param files what the provider reads, by the names that the stack gives them
   */
  public constructor(
    folder: string,
    given: {
      readonly version: string;
      readonly stack: string;
      readonly credentials: Readonly<Record<string, string>>;
      readonly files: Readonly<Record<string, string>>;
      /** Values of the stack's variables. @default - it has none */
      readonly variables?: Readonly<Record<string, string>>;
      /** Certificates that it trusts when it calls others. @default - those of this machine */
      readonly trusted?: string;
      /** A command that runs another one where the login comes from. @default - here */
      readonly within?: readonly string[];
    },
  ) {
    this.title = `Terraform with version ${given.version} of the Vault provider`;
    this.log = path.join(folder, "provider.log");
    this.stateFile = path.join(folder, "terraform/terraform.tfstate");
    const variables = Object.entries(given.variables ?? {}).map(([name, value]) => [`TF_VAR_${name}`, value]);
    this.terraform = new Terraform(
      path.join(folder, "terraform"),
      {
        ...given.credentials,
        ...Object.fromEntries(variables),
        ...(given.trusted === undefined ? {} : { SSL_CERT_FILE: given.trusted }),
        TF_LOG: "DEBUG",
        TF_LOG_PATH: this.log,
      },
      given.within,
    );
    this.version = given.version;
    this.follow(given.stack);
    for (const [name, file] of Object.entries(given.files)) {
      copyFileSync(file, path.join(folder, "terraform", name));
    }
  }

  public follow(stack: string): void {
    this.terraform.adopt(stack, ({ terraform }) => {
      terraform.required_providers.vault = { ...terraform.required_providers.vault, version: this.version };
    });
  }

  public async apply(): Promise<Applied> {
    if (this.read === 0) await this.terraform.init();
    const { resource_changes: changes = [] } = (await this.terraform.shownPlan()) as {
      resource_changes?: readonly Change[];
    };
    await this.terraform.apply();
    const of = (holds: (change: Change["change"]) => boolean) =>
      changes.filter(({ change }) => holds(change)).map(({ address }) => address);
    return {
      imported: of(({ importing }) => importing !== undefined),
      added: of(({ actions }) => actions.join() === "create"),
      changed: of(({ actions }) => actions.join() === "update"),
      lost: of(({ actions }) => actions.includes("delete")),
      requests: this.requests(),
    };
  }

  public state(): string {
    return readFileSync(this.stateFile, "utf8");
  }

  /** What the provider says that it sent since the last time. */
  private requests(): readonly Sent[] {
    const text = readFileSync(this.log, "utf8");
    const since = text.slice(this.read);
    this.read = text.length;
    return [
      ...since.matchAll(/(?<method>GET|POST|PUT|DELETE|LIST|PATCH) \/v1\/(?<path>\S+) HTTP\/1\.1/g),
    ].map(({ groups }) => ({ method: groups?.method ?? "", path: groups?.path ?? "" }));
  }
}
