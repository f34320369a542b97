import type { Rule } from "./rule";

/** Rules that belong together: those of an organisation, or a choice of the library's. */
export interface Pack {
  /** Lower-case words, joined by hyphens: `acme-platform`. */
  readonly name: string;
  /** Version of the pack; reports carry it. */
  readonly version: string;
  readonly rules: readonly Rule[];
}

/**
 * Makes a pack.
 *
 * @throws Error when its name has another form, it has no version or no rule, or two rules have one id
 */
export function definePack(pack: Pack): Pack {
  const { name, version, rules } = pack;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`the name of a pack has a form such as acme-platform: ${name}`);
  }
  if (version.trim() === "") throw new Error(`the pack ${name} has no version`);
  if (rules.length === 0) throw new Error(`the pack ${name} has no rule`);
  const twice = clashing(rules);
  if (twice !== undefined) throw new Error(`two rules of the pack ${name} have the id ${twice}`);
  return Object.freeze({ ...pack });
}

/** An id that two different rules have. */
export function clashing(rules: readonly Rule[]): string | undefined {
  const byId = new Map<string, Rule>();
  for (const rule of rules) {
    const other = byId.get(rule.id);
    if (other !== undefined && other !== rule) return rule.id;
    byId.set(rule.id, rule);
  }
  return undefined;
}
