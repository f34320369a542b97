import * as path from "node:path";
import { App } from "cdktf";
import type { IConstruct } from "constructs";
import { ProductionConfigurationStack } from "../../../examples/production/configuration-stack";
import settings from "../../../examples/production/settings.json";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { evidenceOfStack } from "../../../lib/checks/stack/evidence-of-stack";
import { VaultReference } from "../../../lib/configuration";

/** What is inside the Vault of the production example as constructs, to be changed before it is read. */
export class Inside {
  public readonly stack: ProductionConfigurationStack;

  public constructor() {
    const app = new App({ outdir: path.join(__dirname, "never-written") });
    const vault = VaultReference.fromAttributes({
      clusterName: settings.clusterName,
      domainName: settings.domainName,
      region: settings.region,
      version: "2.1.2",
      nodes: settings.nodes.count,
      nodeRoleArn: "arn:aws:iam::123456789012:role/vault-prod-node",
      configuratorRoleArn: settings.configurator.roleArn,
    });
    this.stack = new ProductionConfigurationStack(app, "inside", settings, vault);
  }

  /** The construct at a path below the stack: `configuration/audit/file`. Typed by who asks. */
  public at<T extends IConstruct>(pathBelow: string): T {
    return pathBelow
      .split("/")
      .reduce<IConstruct>((construct, id) => construct.node.findChild(id), this.stack) as T;
  }

  /** What is judged. */
  public evidence(): Evidence {
    this.stack.prepareStack();
    return evidenceOfStack(this.stack, this.stack.toTerraform()).evidence;
  }
}
