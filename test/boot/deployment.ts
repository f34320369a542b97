import { readFileSync } from "node:fs";
import * as path from "node:path";
import { App } from "cdktf";
import production from "../../examples/production/settings.json";
import { ProductionStack } from "../../examples/production/stack";
import { type HardenedVaultProps, ReleaseSource, Size, VaultRelease } from "../../lib";
import type { StateResource } from "../permissions/deployment";
import { ACCOUNT, type Emulators, REGION } from "../terraform/emulators";
import { Terraform } from "../terraform/terraform";
import { type Authorities, type KeyPair, pem } from "./authorities";
import { script } from "./cache";
import { TestOperators } from "./operators";
import { type ServerZip, VAULT_VERSION, VAULT_ZIP } from "./vault-binary";

const MIRROR = { bucket: "software-mirror", prefix: `vault/${VAULT_VERSION}/` };

/** Why the server of this test level may be older than the rules allow. */
const BELOW_FLOOR = "the newest Vault that builds unmodified from its Go module; it serves this test alone";

/** What was made in the place of a user. */
export interface Brought {
  readonly certificateAuthorityArn: string;
  /** The authority above the nodes' own. */
  readonly root: KeyPair;
  /** The authority of the clients. */
  readonly clients: KeyPair;
  readonly zip: ServerZip;
  /** The people among whom the recovery key is shared. */
  readonly operators: TestOperators;
}

/** Makes what a user brings. */
export async function bring(
  folder: string,
  { endpoints, python }: Emulators,
  authorities: Authorities,
  zip: ServerZip,
): Promise<Brought> {
  const { acmpca = "", s3 = "" } = endpoints;
  const call = (...args: readonly string[]) =>
    python(script("emulator/bring.py"), [acmpca, s3, ACCOUNT, REGION, ...args]);
  const root = await authorities.authority("root", "Root of the test");
  const clients = await authorities.authority("clients", "Clients of the test");
  const [request, out, certificate] = ["nodes.csr", "brought.json", "nodes.crt"].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  await call("authority", "Vault nodes of the test", request, out);
  const { certificateAuthorityArn } = JSON.parse(readFileSync(out, "utf8")) as Pick<
    Brought,
    "certificateAuthorityArn"
  >;
  await authorities.sign(request, root, certificate, [
    "basicConstraints=critical,CA:TRUE,pathlen:0",
    "keyUsage=critical,keyCertSign,cRLSign",
    "subjectKeyIdentifier=hash",
    "authorityKeyIdentifier=keyid",
  ]);
  await call("certificate", certificateAuthorityArn, certificate, root.certificate);
  await call("mirror", MIRROR.bucket, `${MIRROR.prefix}${VAULT_ZIP}`, zip.file);
  return { certificateAuthorityArn, root, clients, zip, operators: await TestOperators.make(5) };
}

/** A deployment of the production stack, whose nodes boot. */
export class BootDeployment {
  /** What the settings differ in from those that the example is shown with, a line each. */
  public readonly differences: readonly string[];
  private readonly settings: typeof production;
  private readonly release: VaultRelease;
  private readonly terraform: Terraform;
  private stages = 0;

  public constructor(
    private readonly folder: string,
    private readonly emulators: Emulators,
    brought: Brought,
  ) {
    this.terraform = new Terraform(path.join(folder, "terraform"));
    this.settings = {
      ...production,
      certificateAuthorityArn: brought.certificateAuthorityArn,
      clientAuthorities: pem(brought.clients.certificate),
      operators: [...brought.operators.publicKeys],
    };
    this.release = VaultRelease.of({
      version: VAULT_VERSION,
      artifacts: { amd64: { file: VAULT_ZIP, sha256: brought.zip.sha256 } },
      source: ReleaseSource.s3Mirror(MIRROR),
      allowReleaseBelowFloor: { reason: BELOW_FLOOR },
    });
    this.differences = [
      ...Object.entries(this.settings)
        .filter(
          ([name, value]) =>
            JSON.stringify(value) !== JSON.stringify(production[name as keyof typeof production]),
        )
        .map(([name]) => `settings.${name}: made by this run`),
      `release: ${VAULT_VERSION}, below the floor: ${BELOW_FLOOR}`,
      "nodes: amd64, m7i.xlarge, volumes of 20 GiB for data and audit log",
    ];
  }

  /** Brings the stack to where it should be. */
  public async apply(more: Partial<HardenedVaultProps> = {}): Promise<void> {
    this.stages += 1;
    const outdir = path.join(this.folder, `cdktf.out-${this.stages}`);
    const app = new App({ outdir });
    new ProductionStack(app, "production", this.settings, this.release, { nodes: this.nodes(), ...more });
    app.synth();
    this.terraform.load(path.join(outdir, "stacks/production"), this.emulators);
    if (this.stages === 1) await this.terraform.init();
    await this.terraform.apply();
  }

  /** The name that clients use. */
  public get domainName(): string {
    return this.settings.domainName;
  }

  /** Networks of the declared clients. */
  public get clientNetworks(): readonly string[] {
    return this.settings.clients.map(({ cidr }) => cidr);
  }

  /** What Terraform made. */
  public resources(): readonly StateResource[] {
    return this.terraform.resources();
  }

  private nodes(): NonNullable<HardenedVaultProps["nodes"]> {
    // Files stand for the volumes, and what is formatted takes room in them.
    const small = Size.gibibytes(20);
    return {
      ...production.nodes,
      architecture: "amd64",
      instanceType: "m7i.xlarge",
      volumes: { data: small, audit: small },
    };
  }
}
