import { HardenedVaultError } from "../core/errors";
import type { Relaxation } from "./relaxable";
import type { ServerTarget } from "./settings-by-version";

/** Where in the document a rule works, and what it works for. */
export interface Scope {
  /** Vault's name of the setting, for messages: `listener[0].max_request_size`. */
  readonly what: string;
  /** The server that will read the document. Absent: only validate, every setting is known. */
  readonly target?: ServerTarget;
  /** Says how a value beyond the secure range can be had, if it can. */
  readonly hint?: string;
  /** Takes note of a relaxation. */
  readonly relaxed: (relaxation: Relaxation) => void;
}

/** The scope of a setting inside a block. */
export function within(scope: Scope, key: string): Scope {
  return { ...scope, what: scope.what === "" ? key : `${scope.what}.${key}`, hint: undefined };
}

/** The scope of the n-th of several blocks or values. */
export function nth(scope: Scope, index: number): Scope {
  return { ...scope, what: `${scope.what}[${index}]` };
}

/** The error for a value that a setting does not accept. */
export function refused(scope: Scope, got: unknown, expected: string, repair?: string): HardenedVaultError {
  const advice = repair ?? `correct ${scope.what}`;
  return new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `${scope.what} is not acceptable`,
    got,
    expected,
    repair: scope.hint === undefined ? advice : `${advice}, ${scope.hint}`,
  });
}
