/**
 * What went wrong, in parts: the text is rendered last, so that tools can use the parts.
 */
export interface Problem {
  /** Stable identifier of the kind of problem; part of the public API. */
  readonly code: ProblemCode;
  /** What is wrong, in one lower-case sentence without a full stop. */
  readonly message: string;
  /** The value that was given, as the user wrote it. */
  readonly got?: unknown;
  /** What would have been accepted. */
  readonly expected: string;
  /** What the user should change. */
  readonly repair: string;
}

/** The kinds of problems that the library reports. A code is never reused for something else. */
export type ProblemCode =
  | "AUDIT_DEVICE_INVALID"
  | "BUNDLE_PATH_DUPLICATE"
  | "BUNDLE_PATH_UNKNOWN"
  | "BUNDLE_PATH_INVALID"
  | "CERTIFICATE_INVALID"
  | "CIDR_INVALID"
  | "CIDR_OVERLAP"
  | "CIDR_TOO_SMALL"
  | "CIDR_WORLD"
  | "CLIENT_WITHOUT_CIDR"
  | "CLUSTER_NAME_INVALID"
  | "CLUSTER_NAME_TAKEN"
  | "DOMAIN_NAME_INVALID"
  | "DURATION_INVALID"
  | "EDITION_MISMATCH"
  | "HARDENING_SKIPPED"
  | "IDENTIFIER_INVALID"
  | "LITERAL_REQUIRED"
  | "MOUNT_PATH_INVALID"
  | "NODE_COUNT_INVALID"
  | "OPERATOR_KEY_INVALID"
  | "OPERATORS_TOO_FEW"
  | "POLICY_INVALID"
  | "REASON_REQUIRED"
  | "RECEIVER_INVALID"
  | "RELEASE_BELOW_FLOOR"
  | "RELEASE_FETCH_FAILED"
  | "RELEASE_INVALID"
  | "RELEASE_KEY_UNTRUSTED"
  | "RELEASE_MIRROR_UNWRITABLE"
  | "RELEASE_SIGNATURE_INVALID"
  | "RELEASE_SUM_MISMATCH"
  | "REPLICA_REGION_INVALID"
  | "SETTING_INVALID"
  | "SETTING_UNKNOWN_TO_VERSION"
  | "SIZE_INVALID"
  | "SNAPSHOTS_INVALID"
  | "SUBNETS_INVALID"
  | "TOKEN_TIMES_INVALID"
  | "USER_DATA_TOO_LONG"
  | "VAULT_NAME_INVALID"
  | "VAULT_POLICY_INVALID"
  | "WAIVER_INVALID";

/** Anything that has a place in the construct tree. A plain path does as well. */
export type Located = { readonly node: { readonly path: string } } | string;

const MARKER = Symbol.for("cdktf-hardened-vault.HardenedVaultError");

/**
 * The one error type of the library: construct path, got, expected, repair.
 *
 * Pure models throw it without a path; constructs add theirs with {@link HardenedVaultError.locate}.
 */
export class HardenedVaultError extends Error {
  /** Whether a thrown value is such an error, also from another copy of this package. */
  public static isHardenedVaultError(value: unknown): value is HardenedVaultError {
    return typeof value === "object" && value !== null && MARKER in value;
  }

  /**
   * Runs a pure model and gives the errors that it throws the path of a construct.
   *
   * @param where the construct (or its path) that the value was given to
   * @param action the validation or rendering to run
   */
  public static locate<T>(where: Located, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (HardenedVaultError.isHardenedVaultError(error) && error.path === undefined) {
        throw new HardenedVaultError(error.problem, where);
      }
      throw error;
    }
  }

  /** Stable identifier of the kind of problem. */
  public readonly code: ProblemCode;
  /** Path of the construct that refused the value; absent when a model was used alone. */
  public readonly path?: string;
  /** The parts of the message. */
  public readonly problem: Problem;

  public constructor(problem: Problem, where?: Located) {
    const path = where === undefined ? undefined : typeof where === "string" ? where : where.node.path;
    super(render(problem, path));
    this.name = "HardenedVaultError";
    this.code = problem.code;
    this.path = path;
    this.problem = problem;
    Object.defineProperty(this, MARKER, { value: true });
  }
}

function render(problem: Problem, path: string | undefined): string {
  const lines = [`${path === undefined ? "" : `${path}: `}${problem.message} [${problem.code}]`];
  if (problem.got !== undefined) lines.push(`  got:      ${show(problem.got)}`);
  lines.push(`  expected: ${problem.expected}`, `  repair:   ${problem.repair}`);
  return lines.join("\n");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
