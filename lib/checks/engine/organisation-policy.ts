import { nearest } from "../../core/nearest";

/** What an organisation forbids beyond what the library does. */
export interface OrganisationPolicy {
  /** Rules of which nobody may accept a failure, by id or by family: `["SEAL", "NET-03"]`. @default - none more */
  readonly neverWaive?: readonly string[];
  /** Days that a waiver may last. @default 365 */
  readonly longestWaiverDays?: number;
  /** Who may approve. @default - anybody */
  readonly approvers?: readonly string[];
}

/** Days that a waiver may last at most. */
export const LONGEST_WAIVER_DAYS = 365;

/** Whether an organisation forbids to accept failures of a rule. */
export function isForbidden(id: string, { neverWaive = [] }: OrganisationPolicy): boolean {
  return neverWaive.some((entry) => entry === id || id.startsWith(`${entry}-`));
}

/** What is wrong with a policy, a line each: a misspelt id would forbid nothing, in silence. */
export function policyProblems(policy: OrganisationPolicy, ids: readonly string[]): readonly string[] {
  const known = [...new Set([...ids, ...ids.map((id) => id.slice(0, id.lastIndexOf("-")))])];
  const { neverWaive = [], longestWaiverDays = 1, approvers } = policy;
  return [
    ...neverWaive
      .filter((entry) => !known.includes(entry))
      .map((entry) => {
        const meant = nearest(entry, known);
        return `policy.neverWaive: there is no rule or family ${entry}${meant === undefined ? "" : `, did you mean ${meant}?`}`;
      }),
    ...(Number.isInteger(longestWaiverDays) &&
    longestWaiverDays >= 1 &&
    longestWaiverDays <= LONGEST_WAIVER_DAYS
      ? []
      : [`policy.longestWaiverDays is a whole number from 1 to ${LONGEST_WAIVER_DAYS}`]),
    ...(approvers?.length === 0 ? ["policy.approvers names somebody; leave it out to admit anybody"] : []),
  ];
}

/** What both of two policies allow. */
export function bothPolicies(one: OrganisationPolicy, other: OrganisationPolicy): OrganisationPolicy {
  const days = [one.longestWaiverDays, other.longestWaiverDays].filter((limit) => limit !== undefined);
  const approvers =
    one.approvers === undefined || other.approvers === undefined
      ? (one.approvers ?? other.approvers)
      : one.approvers.filter((approver) => other.approvers?.includes(approver));
  return {
    neverWaive: [...new Set([...(one.neverWaive ?? []), ...(other.neverWaive ?? [])])],
    ...(days.length === 0 ? {} : { longestWaiverDays: Math.min(...days) }),
    ...(approvers === undefined ? {} : { approvers }),
  };
}
