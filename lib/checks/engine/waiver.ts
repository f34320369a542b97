import { noSuchRule } from "./no-such-rule";
import { isForbidden, type OrganisationPolicy } from "./organisation-policy";
import type { Rule } from "./rule";

/** A failure that somebody accepts, for a time. */
export interface Waiver {
  /** Id of the rule. */
  readonly rule: string;
  /** Path of a construct or address of a module, with everything below it, or the address of one resource. */
  readonly scope: string;
  /** Which finding of the rule, as a glob over what there is: `*acl*`. @default - each */
  readonly finding?: string;
  /** Why it is acceptable, in 20 characters or more. */
  readonly reason: string;
  /** Who accepts it. */
  readonly approvedBy: string;
  /** Last day, `YYYY-MM-DD`, at most 365 days ahead. */
  readonly expires: string;
}

/** Days before its end that a waiver is spoken of. */
export const WAIVER_NOTICE_DAYS = 30;

const DAY = 86_400_000;

/** What is wrong with a waiver, a line each, all at once; nothing where it is in order. Its end is not looked at. */
export function waiverProblems(
  waiver: Partial<Record<keyof Waiver, unknown>>,
  rules: readonly Rule[],
  policy: OrganisationPolicy = {},
): readonly string[] {
  const text = (key: keyof Waiver) => (typeof waiver[key] === "string" ? (waiver[key] as string).trim() : "");
  const rule = rules.find(({ id }) => id === waiver.rule);
  const problems: string[] = [];
  if (rule === undefined) {
    problems.push(noSuchRule(waiver.rule, rules));
  } else if (rule.waivable === false) {
    problems.push(`${rule.id} cannot be waived: ${rule.title}`);
  } else if (isForbidden(rule.id, policy)) {
    problems.push(`the organisation forbids to waive ${rule.id}`);
  }
  if (text("scope") === "") problems.push("scope is the path of a construct or the address of a resource");
  if (waiver.finding !== undefined && text("finding") === "")
    problems.push("finding is a glob such as *acl*");
  if (text("reason").length < 20) problems.push("reason is a sentence of 20 characters or more");
  if (rule !== undefined && text("reason") === rule.title)
    problems.push("reason is not the title of the rule");
  if (text("approvedBy") === "") problems.push("approvedBy names who accepts it");
  else if (policy.approvers !== undefined && !policy.approvers.includes(text("approvedBy"))) {
    problems.push(`approvedBy is one of ${policy.approvers.join(", ")}`);
  }
  if (dayOf(text("expires")) === undefined) problems.push("expires is a day such as 2027-03-31");
  return problems;
}

/** Days from today to a day, in UTC; 0 on the day itself, negative when it is past. */
export function daysLeft(day: string, now: Date): number {
  const start = dayOf(day);
  const today = Math.floor(now.getTime() / DAY) * DAY;
  return start === undefined ? Number.NaN : (start - today) / DAY;
}

function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}

/** Whether a waiver speaks of a resource. */
export function covers(
  { scope }: Waiver,
  subject: { readonly address: string; readonly path: string },
): boolean {
  if (scope === subject.address || subject.address.startsWith(`${scope}[`)) return true;
  if (scope.startsWith("module.") && subject.address.startsWith(`${scope}.`)) return true;
  return subject.path === scope || subject.path.startsWith(`${scope}/`);
}

/** Whether a text fits a glob, in which `*` stands for any text. */
export function fitsGlob(glob: string, text: string): boolean {
  const parts = glob.split("*").map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`).test(text);
}

/** Letters and digits that a glob has to have to tell one finding from another. */
const TELLING = 3;

/** Whether a waiver names a finding; a glob such as `*` or `* = *` fits each, and names none. */
export function isNarrowed({ finding = "" }: Waiver): boolean {
  return (finding.match(/[\p{L}\p{N}]/gu) ?? []).length >= TELLING;
}
