import type { Profile } from "../../../lib/checks/engine/profile";
import type { Rule } from "../../../lib/checks/engine/rule";
import type { Draft } from "./draft";
import type { ExampleName } from "./example-name";
import type { Inside } from "./inside";
import type { Production } from "./production";

/** What a case expects: the verdict on one resource. */
interface Expected {
  /** Part of the address of the resource that the verdict is on; empty for the stack as a whole. */
  readonly on: string;
  /** What the result says is there. @default - not looked at */
  readonly says?: RegExp;
  /** @default - that of the profile `strict` */
  readonly profile?: Profile;
}

/** A change of what was written. */
export interface EditCase extends Expected {
  /** What is changed, in a few words. */
  readonly when: string;
  readonly edit: (draft: Draft) => void;
}

/** A change of the constructs before anything is written. */
export interface OverrideCase<E = Production> extends Expected {
  readonly when: string;
  readonly override: (example: E) => void;
}

/** Why there can be no case of a kind: a sentence. */
export interface Impossible {
  readonly impossible: string;
}

/** Cases of a kind, one at least, or why there can be none. */
export type CasesOf<C> = readonly C[] | Impossible;

/** The production example as it is, or changed in a way that must not matter. */
export type PassCase = Expected & Partial<Pick<EditCase, "edit" | "when">>;

/** Cases of a rule about what is inside Vault. */
export type InsideCases = RuleCases<Inside> & { readonly from: "inside" };

/** All that a rule must be seen to do. */
export interface RuleCases<E = Production> {
  readonly rule: Rule;
  /** What is changed: the cluster of the production example, or what is inside its Vault. @default "production" */
  readonly from?: ExampleName;
  readonly passes: CasesOf<PassCase>;
  readonly fails: CasesOf<EditCase>;
  /** What only the deployment will know. */
  readonly unknown: CasesOf<EditCase>;
  /** A stack in which there is nothing to judge, or a resource that is not meant. */
  readonly notApplicable: CasesOf<EditCase>;
  /** By `addOverride` or `bundle.override`. */
  readonly weakened: CasesOf<OverrideCase<E>>;
  /** A weak setting that an override makes right. */
  readonly repaired: CasesOf<OverrideCase<E>>;
}

/** The cases of a kind; none where there can be none. */
export function casesOf<C>(cases: CasesOf<C>): readonly C[] {
  return "impossible" in cases ? [] : cases;
}
