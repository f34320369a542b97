import { remembered } from "../../core/remembered";
import { ShellNesting } from "./shell-nesting";

/** A simple command of a shell script. */
export interface ShellCommand {
  /** Its words, quotes taken off; `$name` stays. The first that is no assignment is the program. */
  readonly words: readonly string[];
  /** Assignments before the program: `NAME=value`. */
  readonly assignments: readonly string[];
  /** Whether its output goes to the next command. */
  readonly isPiped: boolean;
  /** Whether the next command is run only where this one fails. */
  readonly orElse: boolean;
  /** Files that it writes to, and what it reads as a here-document. */
  readonly writesTo: readonly string[];
  readonly hereDocument: string | undefined;
  /** Line, from 1. */
  readonly line: number;
}

const KEYWORDS = new Set([
  "if",
  "then",
  "elif",
  "else",
  "fi",
  "while",
  "until",
  "do",
  "done",
  "!",
  "{",
  "}",
  "time",
]);

/**
 * Reads the simple commands of a shell script, also those in functions, subshells and command substitutions. What stands
 * behind an `exit` on which nothing depends is never run, and is left out.
 */
export function parseShell(content: string): readonly ShellCommand[] {
  return commandsOf(content);
}

const commandsOf = remembered(256, (content): readonly ShellCommand[] => {
  const commands: ShellCommand[] = [];
  const lines = content.replaceAll(/\\\n/g, "  ").split("\n");
  const nesting = new ShellNesting();
  let lineNumber = 0;
  while (lineNumber < lines.length) {
    let text = lines[lineNumber] ?? "";
    const first = lineNumber + 1;
    // A quote that is open at the end of a line goes on in the next.
    while (hasOpenQuote(text) && lineNumber + 1 < lines.length) {
      lineNumber += 1;
      text += `\n${lines[lineNumber]}`;
    }
    if (nesting.endsScript(text)) break;
    const found = commandsIn(text, first);
    for (const command of found) {
      const mark = command.mark;
      let body: string | undefined;
      if (mark !== undefined) {
        const collected: string[] = [];
        while (lineNumber + 1 < lines.length) {
          lineNumber += 1;
          const line = lines[lineNumber] ?? "";
          if (line.trim() === mark) break;
          collected.push(line);
        }
        body = collected.join("\n");
      }
      const { mark: _, ...rest } = command;
      commands.push({ ...rest, hereDocument: body });
    }
    lineNumber += 1;
  }
  return commands;
});

/** The commands of a script that are run: what follows an `exit` that nothing holds back is not. */
export function reachable(content: string): readonly ShellCommand[] {
  const end = /^(exit|return)( +\d+)? *(#.*)?$/m.exec(content)?.index;
  return parseShell(end === undefined ? content : content.slice(0, end));
}

/** Whether a script shows what it runs: `set -x` in any spelling, or a shell that is called so. */
export function isTraced(content: string): boolean {
  if (/^#!.*sh\s+-\w*x/.test(content)) return true;
  if (!/\bset\s.*(-\w*x|xtrace)|sh\s+-\w*x/.test(content)) return false;
  return parseShell(content).some(({ words }) => {
    const [program = "", ...options] = words;
    const isShell = /(^|\/)(ba|da|z|k)?sh$/.test(program);
    if (program !== "set" && !isShell) return false;
    const own = isShell ? options.slice(0, options.findIndex((word) => !word.startsWith("-")) + 1) : options;
    return own.some(
      (word, index) => /^-[a-z]*x/.test(word) || (word === "xtrace" && own[index - 1] === "-o"),
    );
  });
}

type Found = Omit<ShellCommand, "hereDocument"> & { readonly mark: string | undefined };

function commandsIn(text: string, line: number): readonly Found[] {
  const found: Found[] = [];
  let words: string[] = [];
  let writesTo: string[] = [];
  let mark: string | undefined;
  const end = (operator: string) => {
    const first = words.findIndex((word) => !KEYWORDS.has(word));
    if (first !== -1) {
      const meant = first === 0 ? words : words.slice(first);
      const program = meant.findIndex((word) => !isAssignment(word));
      const split = program === -1 ? meant.length : program;
      found.push({
        assignments: meant.slice(0, split),
        words: split === 0 ? meant : meant.slice(split),
        isPiped: operator === "|" || operator === "|&",
        orElse: operator === "||",
        writesTo,
        line,
        mark,
      });
    }
    words = [];
    writesTo = [];
    mark = undefined;
  };
  const tokens = tokensOf(text);
  for (let index = 0; index < tokens.length; index += 1) {
    const { text: token, isOperator, inner } = tokens[index] as Token;
    for (const substituted of inner) found.push(...commandsIn(substituted, line));
    if (!isOperator) words.push(token);
    else if (/^\d*>>?\|?$/.test(token)) {
      index += 1;
      writesTo.push(tokens[index]?.text ?? "");
    } else if (/^<<-?$/.test(token)) {
      index += 1;
      mark = tokens[index]?.text;
    } else if (/^\d*<$/.test(token) || /[<>]&/.test(token) || token === "<<<") index += 1;
    else end(token);
  }
  end("");
  return found;
}

function isAssignment(word: string): boolean {
  return word.includes("=") && /^[A-Za-z_]\w*=/.test(word);
}

interface Token {
  readonly text: string;
  readonly isOperator: boolean;
  /** Commands that are substituted in it. */
  readonly inner: readonly string[];
}

/** Space and comments, and an operator where one comes next. */
const BETWEEN =
  /(?:[ \t\n]+|#[^\n]*)*(\d*>>|\d*>\||\d*>&|\d*<&|<<<|<<-|<<|\d*>|\d*<|&&|\|\||\|&|;;|&>|[|;&()])?/y;

/** What a pattern finds at a place, and nowhere behind it. */
function foundAt(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? "";
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    BETWEEN.lastIndex = index;
    const [skipped = "", operator] = BETWEEN.exec(text) ?? [];
    index += skipped.length;
    if (operator !== undefined) {
      tokens.push({ text: operator, isOperator: true, inner: [] });
    } else if (index < text.length) {
      const word = wordOf(text, index);
      tokens.push({ text: word.text, isOperator: false, inner: word.inner });
      index = Math.max(word.end, index + 1);
    }
  }
  return tokens;
}

/** What stands for itself: outside of quotes, within double ones, within single ones. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  "": /[^\s|;&()<>"'\\$`]+/y,
  '"': /[^"\\$`]+/y,
  "'": /[^']+/y,
};

function wordOf(
  source: string,
  start: number,
): {
  readonly text: string;
  readonly inner: readonly string[];
  /** Where it ends in the source. */
  readonly end: number;
} {
  let text = "";
  const inner: string[] = [];
  let index = start;
  let quote = "";
  while (index < source.length) {
    const plain = foundAt(PLAIN[quote] as RegExp, source, index);
    text += plain;
    index += plain.length;
    const character = source[index];
    if (character === undefined) break;
    if (character === "\\") {
      index += 1;
      text += source[index] ?? "";
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === "$" && source[index + 1] === "(" && source[index + 2] !== "(") {
      const end = closing(source, index + 2);
      inner.push(source.slice(index + 2, end));
      text += source.slice(index, end + 1);
      index = end;
    } else if (character === "`") {
      const end = source.indexOf("`", index + 1);
      inner.push(source.slice(index + 1, end === -1 ? source.length : end));
      text += source.slice(index, end === -1 ? source.length : end + 1);
      index = end === -1 ? source.length : end;
    } else if (character !== "$") break;
    else text += character;
    index += 1;
  }
  return { text, inner, end: index };
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    else if (text[index] === ")") {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  return text.length;
}

function hasOpenQuote(text: string): boolean {
  if (!/["']/.test(text)) return false;
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? "";
    if (character === "\\" && quote !== "'") index += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#" && (index === 0 || /\s/.test(text[index - 1] ?? ""))) {
      const end = text.indexOf("\n", index);
      if (end === -1) return false;
      index = end;
    }
  }
  return quote !== "";
}
