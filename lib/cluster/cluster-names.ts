import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";

const NAMES = Symbol.for("cdktf-hardened-vault.clusterNames");

/** Takes a name for a cluster of a stack. @throws HardenedVaultError where another cluster of it has the name */
export function reserveName(construct: Construct, clusterName: string): void {
  const stack = TerraformStack.of(construct) as TerraformStack & { [NAMES]?: Map<string, string> };
  stack[NAMES] ??= new Map();
  const holder = stack[NAMES].get(clusterName);
  if (holder !== undefined) {
    throw new HardenedVaultError(
      {
        code: "CLUSTER_NAME_TAKEN",
        message: `the stack has a cluster named ${clusterName} already: ${holder}`,
        got: clusterName,
        expected: "a name of its own for each cluster",
        repair: "set clusterName on one of them",
      },
      construct,
    );
  }
  stack[NAMES].set(clusterName, construct.node.path);
}
