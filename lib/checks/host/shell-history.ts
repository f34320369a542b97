import { parseShell } from "./shell";

/** What a file that shells read does to their history. */
export interface ShellHistory {
  /** Whether nothing is kept once it was read. */
  readonly isOff: boolean;
  /** Variables that cannot be set again. */
  readonly readOnly: readonly string[];
  /** What lets a history be kept. */
  readonly kept: readonly string[];
  /** All of it in a line. */
  readonly told: string;
}

const VARIABLES = /^(HISTFILE|HISTSIZE|HISTFILESIZE|SAVEHIST)$/;

/** Reads what a file sets, in order; the last one counts until the variable is read-only. */
export function historyOf(content: string): ShellHistory {
  const values = new Map<string, string | undefined>();
  const readOnly = new Set<string>();
  const kept: string[] = [];
  const set = (name: string, value: string | undefined) => {
    if (!readOnly.has(name)) values.set(name, value);
    if (value !== undefined && keeps(name, value)) kept.push(`${name}=${value}`);
  };
  for (const { words, assignments } of parseShell(content)) {
    const [program = "", ...args] = words;
    for (const word of words.length === 0 ? assignments : []) assign(word, set);
    if (program === "unset")
      for (const name of args.filter((arg) => VARIABLES.test(arg))) set(name, undefined);
    if (["export", "readonly", "declare", "typeset", "local"].includes(program)) {
      for (const word of args) assign(word, set);
      const isReadOnly = program === "readonly" || args.some((arg) => /^-\w*r/.test(arg));
      if (isReadOnly) for (const word of args) readOnly.add(word.split("=")[0] ?? "");
    }
    if (program === "set" && args[0] === "-o" && args[1] === "history") kept.push("set -o history");
    if (program === "shopt" && args.includes("histappend")) kept.push("shopt histappend");
  }
  const nowhere = values.has("HISTFILE") && ["/dev/null", "", undefined].includes(values.get("HISTFILE"));
  const none = ["HISTSIZE", "SAVEHIST"].some((name) => values.get(name) === "0");
  return {
    isOff: nowhere && none,
    readOnly: [...readOnly],
    kept,
    told: [...values]
      .map(([name, value]) => (value === undefined ? `unset ${name}` : `${name}=${value}`))
      .join(" "),
  };
}

function assign(word: string, set: (name: string, value: string) => void): void {
  const equals = word.indexOf("=");
  const name = word.slice(0, Math.max(equals, 0));
  if (VARIABLES.test(name)) set(name, word.slice(equals + 1));
}

function keeps(name: string, value: string): boolean {
  return name === "HISTFILE" ? !["/dev/null", ""].includes(value) : value !== "0";
}
