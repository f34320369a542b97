import { nearest } from "../../core/nearest";
import type { Attestation } from "../engine/attestation";
import type { NamedRelaxation } from "../engine/named-relaxation";
import type { OrganisationPolicy } from "../engine/organisation-policy";
import type { Waiver } from "../engine/waiver";

// What was accepted is read from files that anybody may have edited: each reader says all that is wrong with a value.

/** What a reader found. */
export interface Shaped<T> {
  readonly value: T;
  /** A line each. */
  readonly problems: readonly string[];
}

const WAIVER = { needed: ["rule", "scope", "reason", "approvedBy", "expires"], optional: ["finding"] };
const ATTESTATION = { needed: ["rule", "statement", "attestedBy", "date"], optional: [] };
const POLICY = { needed: [], optional: ["neverWaive", "longestWaiverDays", "approvers"] };
const RELAXATION = { needed: ["name", "scope", "reason"], optional: ["rules", "finding"] };

/** A list of waivers; none where there is no list. */
export function waiversOf(value: unknown): Shaped<readonly Waiver[]> {
  return listOf("waivers", value, (item, where) => textsOf(where, item, WAIVER));
}

/** A list of attestations; none where there is no list. */
export function attestationsOf(value: unknown): Shaped<readonly Attestation[]> {
  return listOf("attestations", value, (item, where) => textsOf(where, item, ATTESTATION));
}

/** A list of named relaxations; none where there is no list. */
export function relaxationsOf(value: unknown): Shaped<readonly NamedRelaxation[]> {
  return listOf("relaxations", value, (item, where) => {
    const { rules, ...texts } = (isObject(item) ? item : {}) as Partial<NamedRelaxation>;
    return [
      ...(isObject(item) ? textsOf(where, texts, RELAXATION) : [`${where} is an object`]),
      ...wordsOf(`${where}.rules`, rules),
    ];
  });
}

/** A policy; one that forbids nothing more where there is none. */
export function policyOf(value: unknown): Shaped<OrganisationPolicy> {
  if (value === undefined) return { value: {}, problems: [] };
  if (!isObject(value)) return { value: {}, problems: ["policy is an object"] };
  const { neverWaive = [], longestWaiverDays = 1, approvers = [] } = value;
  const problems = [
    ...unknownKeys("policy", value, POLICY),
    ...wordsOf("policy.neverWaive", neverWaive),
    ...wordsOf("policy.approvers", approvers),
    ...(typeof longestWaiverDays === "number" ? [] : ["policy.longestWaiverDays is a number"]),
  ];
  return { value: problems.length === 0 ? value : {}, problems };
}

/** Keys that mean nothing, with the one that is meant. */
export function unknownKeys(
  where: string,
  value: object,
  { needed, optional }: { readonly needed: readonly string[]; readonly optional: readonly string[] },
): readonly string[] {
  const known = [...needed, ...optional];
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = nearest(key, known);
      return `${where}: there is no ${JSON.stringify(key)}${meant === undefined ? `; there is ${known.join(", ")}` : `, did you mean ${meant}?`}`;
    });
}

/** Whether something is an object, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf<T>(
  name: string,
  value: unknown,
  problemsOf: (item: unknown, where: string) => readonly string[],
): Shaped<readonly T[]> {
  if (value === undefined) return { value: [], problems: [] };
  if (!Array.isArray(value)) return { value: [], problems: [`${name} is a list`] };
  const problems = value.flatMap((item, index) => problemsOf(item, `${name}[${index}]`));
  return { value: problems.length === 0 ? value : [], problems };
}

function textsOf(
  where: string,
  value: unknown,
  shape: { readonly needed: readonly string[]; readonly optional: readonly string[] },
): readonly string[] {
  if (!isObject(value)) return [`${where} is an object`];
  const wrong = [...shape.needed, ...shape.optional.filter((key) => key in value)]
    .filter((key) => typeof value[key] !== "string")
    .map((key) => (key in value ? `${where}.${key} is a text` : `${where}.${key} is missing`));
  return [...unknownKeys(where, value, shape), ...wrong];
}

function wordsOf(where: string, value: unknown): readonly string[] {
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isList ? [] : [`${where} is a list of texts`];
}
