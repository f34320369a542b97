import { type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const IMPORTS = Symbol.for("cdktf-hardened-vault.imports");

/**
 * Takes over what exists already: Terraform adopts it at the next apply, and does nothing once it has.
 *
 * The blocks are written by an override: the framework's own way needs Terraform while it synthesizes.
 *
 * @param id what the provider finds it by
 */
export function importExisting(scope: Construct, resource: TerraformResource, id: string): void {
  const stack = TerraformStack.of(scope) as TerraformStack & { [IMPORTS]?: { to: string; id: string }[] };
  stack[IMPORTS] ??= [];
  stack[IMPORTS].push({ to: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`, id });
  stack.addOverride("import", stack[IMPORTS]);
}
