/** A line of the table: who may, or may not, call what on what. Lists mean every combination. */
export interface Rule {
  /** Names of principals; see `deployment.ts`. */
  readonly who: string | readonly string[];
  /** Actions that must be allowed. */
  readonly may?: readonly string[];
  /** Actions that must be refused. */
  readonly mayNot?: readonly string[];
  /** Names of resources; see `deployment.ts`. */
  readonly on: readonly string[];
  /** Condition keys of the request, beyond those that every request has. */
  readonly when?: Readonly<Record<string, string>>;
  /** The VPC endpoint that the request takes. */
  readonly through?: string;
  /** Never sent to the emulator: the call would destroy what the run still needs. */
  readonly destructive?: true;
  /** Why it must be so. */
  readonly why: string;
}

/** One call that is tried. */
export interface Trial extends Pick<Rule, "when" | "through" | "destructive" | "why"> {
  /** Unique and readable: `node kms:Encrypt key:seal`. */
  readonly id: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly expected: Verdict;
}

/** What a judge says of a call. */
export type Verdict = "allowed" | "refused";

/** What a judge says of a trial; a reason other than permissions is no verdict. */
export interface Judgement {
  readonly verdict: Verdict | "no verdict";
  readonly detail: string;
}

/**
 * Multiplies the table out.
 *
 * @throws when two lines try the same call
 */
export function trialsOf(rules: readonly Rule[]): readonly Trial[] {
  const trials = rules.flatMap((rule) =>
    [rule.who]
      .flat()
      .flatMap((principal) =>
        ([["allowed", rule.may ?? []] as const, ["refused", rule.mayNot ?? []] as const] as const).flatMap(
          ([expected, actions]) =>
            actions.flatMap((action) =>
              rule.on.map((resource) => trial(rule, { principal, action, resource, expected })),
            ),
        ),
      ),
  );
  const twice = trials.map(({ id }) => id).filter((id, index, ids) => ids.indexOf(id) < index);
  if (twice.length > 0) throw new Error(`tried twice: ${twice.join("; ")}`);
  return trials;
}

function trial(
  { when, through, destructive, why }: Rule,
  call: Pick<Trial, "principal" | "action" | "resource" | "expected">,
): Trial {
  const conditions = Object.entries(when ?? {}).map(([key, value]) => `${key}=${value}`);
  const id = [
    call.principal,
    call.action,
    call.resource,
    ...(through === undefined ? [] : [`through ${through}`]),
    ...(conditions.length === 0 ? [] : [`with ${conditions.join(", ")}`]),
  ].join(" ");
  return { id, ...call, when, through, destructive, why };
}
