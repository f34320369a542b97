import { HardenedVaultError } from "../core/errors";
import { nearest } from "../core/nearest";
import { requireLiteral } from "../core/tokens";
import { CAPABILITIES, type Capability } from "./capability";
import { requirePolicyPath } from "./policy-path";

/** What a policy allows at one path. */
export interface PathGrant {
  /** Path of the API without `/v1/`: `secret/data/payments/*`, `sys/storage/raft/snapshot`. */
  readonly path: string;
  readonly capabilities: readonly Capability[];
  /** Parameters that a request may carry, each with its accepted values; none listed is any. @default - every one */
  readonly allowedParameters?: Readonly<Record<string, readonly string[]>>;
  /** Parameters that a request must carry. @default - none */
  readonly requiredParameters?: readonly string[];
}

/** Names that Vault keeps for itself, or would take for them. */
const RESERVED = ["root", "default", "response-wrapping", "control-group"];

/**
 * A policy of Vault as a list of paths with capabilities. Vault denies what no policy allows, so there is no `deny`.
 *
 * It is rendered as JSON, which Vault takes as well as HCL and in which no text can break out of its place.
 */
export class VaultPolicy {
  /** Paths with what is allowed there, by path. */
  public readonly grants: readonly PathGrant[];

  /**
   * @param name letters, digits, `-`, `_` in lower case, as Vault stores it
   * @throws VAULT_POLICY_INVALID, LITERAL_REQUIRED
   */
  public constructor(
    public readonly name: string,
    grants: readonly PathGrant[],
  ) {
    requireLiteral(`the policy ${String(name).slice(0, 60)}`, { name, grants });
    requireName(name);
    const paths = new Set<string>();
    for (const grant of grants) {
      requireGrant(name, grant);
      if (paths.has(grant.path)) {
        throw invalid(
          `the policy ${name} has a path twice`,
          grant.path,
          "each path once",
          "merge their capabilities",
        );
      }
      paths.add(grant.path);
    }
    if (grants.length === 0) {
      throw invalid(`the policy ${name} allows nothing`, grants, "one path or more", "leave the policy out");
    }
    this.grants = [...grants].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The policy as Vault takes it. */
  public render(): string {
    const path = Object.fromEntries(
      this.grants.map(({ path, capabilities, allowedParameters, requiredParameters }) => [
        path,
        {
          capabilities: CAPABILITIES.filter((capability) => capabilities.includes(capability)),
          ...(allowedParameters === undefined ? {} : { allowed_parameters: allowedParameters }),
          ...(requiredParameters === undefined ? {} : { required_parameters: requiredParameters }),
        },
      ]),
    );
    return `${JSON.stringify({ path }, null, 2)}\n`;
  }
}

/** CVE-2025-5999: Vault normalised `" ROOT"` to `root`. */
function requireName(name: string): void {
  if (/^[a-z0-9][a-z0-9_-]{0,127}$/.test(name) && !RESERVED.includes(name)) return;
  throw invalid(
    "a policy needs a name of its own",
    name,
    `lower-case letters, digits, - and _, and none of ${RESERVED.join(", ")}`,
    'rename it, for example "payments-read"',
  );
}

function requireGrant(policy: string, { path, capabilities }: PathGrant): void {
  requirePolicyPath(policy, path);
  const unknown = capabilities.find((capability) => !CAPABILITIES.includes(capability));
  if (unknown !== undefined) {
    const meant = nearest(unknown, CAPABILITIES);
    throw invalid(
      `the policy ${policy} has an unknown capability at ${path}`,
      unknown,
      CAPABILITIES.join(", "),
      (unknown as string) === "deny"
        ? "take it out: what no policy allows is denied, and a deny under a broad allow was dodged (CVE-2026-12624)"
        : meant === undefined
          ? "choose one of them"
          : `did you mean ${meant}?`,
    );
  }
  if (capabilities.length === 0) {
    throw invalid(
      `the policy ${policy} allows nothing at ${path}`,
      path,
      "a capability",
      "take the path out",
    );
  }
  if (capabilities.includes("sudo") && /[*+]/.test(path)) {
    throw invalid(
      `the policy ${policy} has sudo on a glob`,
      path,
      "sudo on whole paths (TOK-03)",
      "name each path",
    );
  }
}

function invalid(message: string, got: unknown, expected: string, repair: string): HardenedVaultError {
  return new HardenedVaultError({ code: "VAULT_POLICY_INVALID", message, got, expected, repair });
}
