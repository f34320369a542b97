import { InputError } from "../checks/adapters/input-error";
import { definePack, type Pack } from "../checks/engine/pack";
import type { Rule } from "../checks/engine/rule";

/**
 * Loads a pack of rules: the default export of a module, or the one that is called `pack`.
 *
 * @throws InputError when there is none that can be used
 */
export function readPack(file: string): Pack {
  const repair = "Name a CommonJS module, built from TypeScript, whose export `pack` comes from definePack.";
  let exported: Readonly<Record<string, unknown>> | undefined;
  try {
    exported = require(file) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new InputError(
      `${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      repair,
    );
  }
  const pack = exported?.pack ?? exported?.default;
  if (!isPack(pack)) throw new InputError(`${file} exports no pack of rules`, repair);
  try {
    return definePack(pack);
  } catch (error) {
    throw new InputError(`${file}: ${error instanceof Error ? error.message : String(error)}`, repair);
  }
}

function isPack(value: unknown): value is Pack {
  const { name, version, rules } = (value ?? {}) as Partial<Pack>;
  return (
    typeof name === "string" && typeof version === "string" && Array.isArray(rules) && rules.every(isRule)
  );
}

function isRule(value: unknown): value is Rule {
  const { id, subjects, check } = (value ?? {}) as Partial<Rule>;
  return typeof id === "string" && typeof subjects === "function" && typeof check === "function";
}
