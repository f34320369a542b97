import type { Evidence } from "../evidence/evidence";
import type { Limits } from "./limits";
import type { Observation } from "./observation";
import type { Severity } from "./verdict";

/** Something that a rule says something about: a resource, the files of a node, the stack as a whole. */
export interface Subject {
  /** Terraform address; empty for the stack as a whole. */
  readonly address: string;
  /** Path of the construct that made it. */
  readonly constructPath?: string | undefined;
}

/** What a rule may look at beside its subject. */
export interface RuleContext {
  readonly evidence: Evidence;
  readonly limits: Limits;
  /** Now; the only clock there is. */
  readonly now: Date;
}

/** Controls of published frameworks, by their own numbering. A proposal: no auditor has confirmed it. */
export interface Controls {
  /** SOC 2, Trust Services Criteria of 2017. */
  readonly soc2?: readonly string[];
  /** PCI DSS 4.0.1. */
  readonly pciDss?: readonly string[];
  /** ISO/IEC 27001:2022, Annex A. */
  readonly iso27001?: readonly string[];
  /** NIST SP 800-53, revision 5. */
  readonly nist80053?: readonly string[];
}

/** A rule: all that is known of it, in one place. */
export interface Rule {
  /** Stable and never used for something else: `SEAL-03`. */
  readonly id: string;
  /** What holds where it passes, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** Whether it can be waived: all of it, none, or what weighs no more than a warning. @default true */
  readonly waivable?: boolean | "warnings";
  /** Version of the library that had it first. */
  readonly since: string;
  /** What an attacker or an accident makes of it where it fails. */
  readonly rationale: string;
  /** What to change. */
  readonly remediation: string;
  /** Where it comes from: pages of official documentation, CVEs. */
  readonly sources: readonly string[];
  /** Items of the production hardening guide that it serves: `C01` of its checklist, `S23` of its text. @default - none */
  readonly guide?: readonly string[];
  /** Controls that it contributes to. @default - none */
  readonly controls?: Controls;
  /** What somebody may attest where nothing can be seen, and for how many days that holds. @default - nothing */
  readonly attestable?: { readonly statement: string; readonly days: number };
  /**
   * Types of resources that it speaks of. Where a stack has some of a type that are Vault's, and it looks at none of
   * these, that is an error; a subject that is the stack as a whole looks at all. @default - none
   */
  readonly claims?: readonly string[];
  /** What there is to judge. */
  readonly subjects: (context: RuleContext) => readonly Subject[];
  /** Why there can be nothing to judge. */
  readonly notApplicable: string;
  /** Looks at one subject. */
  readonly check: (subject: never, context: RuleContext) => readonly Observation[];
}

/** A rule whose check gets what its subjects are. */
export interface RuleDefinition<S extends Subject> extends Rule {
  readonly subjects: (context: RuleContext) => readonly S[];
  readonly check: (subject: S, context: RuleContext) => readonly Observation[];
}

/**
 * Makes a rule.
 *
 * @throws Error when the id has not the form `WORD-1`
 */
export function defineRule<S extends Subject>(definition: RuleDefinition<S>): Rule {
  if (!/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$/.test(definition.id)) {
    throw new Error(`the id of a rule has a form such as SEAL-03 or ACME-VAULT-1: ${definition.id}`);
  }
  return Object.freeze({ ...definition });
}
