import type { Construct } from "constructs";
import { stackEvidence } from "../aws/stack-evidence";
import { HardenedVaultError } from "../core/errors";
import { requireVaultName } from "../vault/role-name";
import { TokenTimes } from "../vault/token-times";
import type { IVaultPolicy } from "./i-vault-policy";

/** What the roles of every login method have in common. */
export interface RoleProps {
  /** Name of the role in Vault. */
  readonly roleName: string;
  /** What its tokens may do. */
  readonly policies: readonly IVaultPolicy[];
  /** How long its tokens live. @default TokenTimes.of() - an hour, a day with renewals */
  readonly tokenTimes?: TokenTimes;
  /** Networks from which its tokens may be used, in CIDR notation. @default - every one that reaches Vault */
  readonly tokenBoundCidrs?: readonly string[];
  /** `batch` for many short tokens that nobody renews or revokes singly. @default "service" */
  readonly tokenType?: "batch" | "service";
}

/** Arguments for tokens, as every resource of a role takes them. */
export interface TokenArguments {
  readonly tokenPolicies: string[];
  readonly tokenTtl: number;
  readonly tokenMaxTtl: number;
  readonly tokenType: string;
  readonly tokenBoundCidrs?: string[];
}

/**
 * Checks what roles have in common.
 *
 * @param scope the login method, whose roles are excused where tokens live longer for a reason
 * @throws VAULT_NAME_INVALID, SETTING_INVALID for a role without policies
 */
export function tokenArguments(scope: Construct, props: RoleProps): TokenArguments {
  requireVaultName("the name of a role", props.roleName);
  if (props.policies.length === 0) {
    throw new HardenedVaultError({
      code: "SETTING_INVALID",
      message: `the role ${props.roleName} has no policy`,
      got: props.policies,
      expected: "one policy or more: a token without one can do nothing",
      repair: "give it the policies that its holders need",
    });
  }
  const { ttl, maxTtl, reason } = props.tokenTimes ?? TokenTimes.of();
  if (reason !== undefined) {
    const relaxation = { name: "TokenTimes.longer", rules: ["TOK-05"], scope: scope.node.path, reason };
    stackEvidence(scope).relaxations.push(relaxation);
  }
  return {
    tokenPolicies: props.policies.map(({ policyName }) => policyName),
    tokenTtl: ttl.toSeconds(),
    tokenMaxTtl: maxTtl.toSeconds(),
    tokenType: props.tokenType ?? "service",
    ...(props.tokenBoundCidrs === undefined ? {} : { tokenBoundCidrs: [...props.tokenBoundCidrs] }),
  };
}
