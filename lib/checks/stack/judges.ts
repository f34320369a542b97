import { HardenedVaultError } from "../../core/errors";
import { bothPolicies } from "../engine/organisation-policy";
import { clashing } from "../engine/pack";
import type { Profile } from "../engine/profile";
import { PROFILES } from "../profiles/profiles";
import { type Hardening, MACHINE_CLOCK } from "./hardening";

/** What a construct that must not go unjudged asks for. */
export interface Attached {
  readonly hardening: Hardening;
  /** Whether somebody named its profile; the default gives way to whoever asks for one. */
  readonly isProfileChosen: boolean;
}

/**
 * Who judges a stack: all that was asked for, as one. Nothing that somebody asks for is lost because somebody else asks
 * as well: the strictest profile holds, every rule judges, and what any policy forbids is forbidden. A profile of one's own
 * is neither stricter nor more lenient than another, so it judges beside it, and comes first.
 *
 * @throws SETTING_INVALID when two rules have one id
 */
export function judgesOf(attached: readonly Attached[], asked: readonly Hardening[]): readonly Hardening[] {
  const all = [...attached.map(({ hardening }) => hardening), ...asked];
  if (all.length <= 1) return all;
  const chosen = [
    ...asked,
    ...attached.filter((one) => one.isProfileChosen).map(({ hardening }) => hardening),
  ];
  const profiles = strictest((chosen.length > 0 ? chosen : all).map(({ profile }) => profile));
  const joined = {
    rules: rulesOf(all),
    attestations: [...new Set(all.flatMap(({ attestations }) => attestations))],
    policy: all.map(({ policy }) => policy).reduce(bothPolicies),
    clock: latest(all.map(({ clock }) => clock)),
  };
  return profiles.map((profile) => ({ ...joined, profile }));
}

/** Profiles of one's own, and the strictest of the library's. */
function strictest(profiles: readonly Profile[]): readonly Profile[] {
  const own = profiles.filter((profile) => !PROFILES.includes(profile));
  const known = PROFILES.filter((profile) => profiles.includes(profile));
  return [...new Set([...own, ...known.slice(-1)])];
}

function rulesOf(all: readonly Hardening[]): Hardening["rules"] {
  const rules = [...new Set(all.flatMap((hardening) => hardening.rules))];
  const twice = clashing(rules);
  if (twice === undefined) return rules;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: "two rules that judge one stack have one id",
    got: twice,
    expected: "an id of its own for each rule; an id is never used for something else",
    repair:
      "give one rule object to all that judge the stack, or each rule a prefix of its own, such as ACME-1",
  });
}

/** A clock that somebody set counts, not that of the machine; of several the one that is ahead. */
function latest(clocks: readonly (() => Date)[]): () => Date {
  const set = [...new Set(clocks)].filter((clock) => clock !== MACHINE_CLOCK);
  if (set.length === 0) return MACHINE_CLOCK;
  return () => new Date(Math.max(...set.map((clock) => clock().getTime())));
}
