import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import type { ManagedMount } from "../vault/terraform-policy";

/** What everything inside Vault is made with. */
export interface VaultScope {
  readonly provider: TerraformProvider | undefined;
  /**
   * The audit devices, so that what is made is taken down (AUD-05), and the policy by which Terraform may make it.
   */
  readonly dependsOn: ITerraformDependable[];
  /** What is mounted: `secret`, `auth/aws`; with the same path as a reference, for what must be made after it. */
  readonly mounts: Map<string, string>;
  /** What Terraform must be allowed to manage; whoever makes something says so here. */
  readonly managed: {
    readonly logins: ManagedMount[];
    readonly engines: ManagedMount[];
    readonly auditedHeaders: string[];
    secondFactors: boolean;
  };
}

const SCOPE = Symbol.for("cdktf-hardened-vault.vaultScope");

/** Declares a construct the place below which things inside Vault are made. */
export function declareVaultScope(construct: IConstruct, scope: VaultScope): void {
  Object.defineProperty(construct, SCOPE, { value: scope });
}

/**
 * What a construct inside Vault is made with: that of the nearest `VaultConfiguration` above it.
 *
 * @throws SETTING_INVALID where there is none
 */
export function vaultScopeOf(construct: IConstruct): VaultScope {
  for (let at: IConstruct | undefined = construct; at !== undefined; at = at.node.scope) {
    const scope = (at as IConstruct & { readonly [SCOPE]?: VaultScope })[SCOPE];
    if (scope !== undefined) return scope;
  }
  throw new HardenedVaultError(
    {
      code: "SETTING_INVALID",
      message: "this is made inside Vault, and no VaultConfiguration is above it",
      got: construct.node.path,
      expected: "a VaultConfiguration, or something below one, as scope",
      repair: "new VaultConfiguration(stack, ...) first; then pass it as scope",
    },
    construct,
  );
}

/** Arguments that every resource inside Vault gets. */
export function insideVault(construct: IConstruct): Pick<VaultScope, "dependsOn" | "provider"> {
  const { provider, dependsOn } = vaultScopeOf(construct);
  return { provider, dependsOn: [...dependsOn] };
}
