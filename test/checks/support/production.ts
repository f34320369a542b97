import * as path from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import settings from "../../../examples/production/settings.json";
import { type ProductionSettings, ProductionStack } from "../../../examples/production/stack";
import { HardenedVault, type HardenedVaultProps, type IVaultNetwork, VaultRelease } from "../../../lib";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { evidenceOfStack } from "../../../lib/checks/stack/evidence-of-stack";

const ID = "production";

/** Props with a network that is made when the stack is there: not before its constructor has begun. */
function brought(
  more: Partial<HardenedVaultProps>,
  network: () => IVaultNetwork,
): Partial<HardenedVaultProps> {
  return Object.defineProperty(
    { ...more, networkOptions: undefined } as Partial<HardenedVaultProps>,
    "network",
    {
      enumerable: true,
      get: network,
    },
  );
}

/** The production example as constructs, to be changed before it is read. */
export class Production {
  public readonly stack: TerraformStack;
  public readonly vault: HardenedVault;

  /**
   * @param more props of the cluster beside, or in the place of, those of the example
   * @param changed settings in the place of those of the example
   * @param network makes a network in the stack, in the place of the cluster's own
   */
  public constructor(
    more: Partial<HardenedVaultProps> = {},
    changed: Partial<ProductionSettings> = {},
    network?: (stack: Construct) => IVaultNetwork,
  ) {
    const app = new App({ outdir: path.join(__dirname, "never-written") });
    const release = VaultRelease.fromFile(
      path.join(__dirname, "../../../examples/production/vault-release.json"),
    );
    const props = network === undefined ? more : brought(more, () => network(app.node.findChild(ID)));
    this.stack = new ProductionStack(app, ID, { ...settings, ...changed }, release, props);
    const [vault] = this.stack.node.children.filter((child) => child instanceof HardenedVault);
    this.vault = vault as HardenedVault;
  }

  /** The construct at a path below the cluster: `seal/Resource`. Typed by who asks. */
  public at<T extends IConstruct>(pathBelow: string): T {
    return pathBelow
      .split("/")
      .reduce<IConstruct>((construct, id) => construct.node.findChild(id), this.vault) as T;
  }

  /** What is judged. */
  public evidence(): Evidence {
    return this.judged().evidence;
  }

  /** What is judged, and the relaxations that the code names. */
  public judged(): ReturnType<typeof evidenceOfStack> {
    this.stack.prepareStack();
    return evidenceOfStack(this.stack, this.stack.toTerraform());
  }
}
