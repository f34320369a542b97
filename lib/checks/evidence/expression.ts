import { remembered } from "../../core/remembered";

/** What an expression points at: `aws_kms_key.seal.arn`. */
export interface Reference {
  /** Address of the resource, data source, variable or local value. */
  readonly address: string;
  /** What of it; empty where the whole is meant. */
  readonly attribute: string;
}

/** A string cut into what is written and what Terraform will put there. */
export type Part = string | { readonly expression: string };

/** Whether a string has expressions, or what would be one if it were not escaped. */
export function hasMarks(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

/**
 * Cuts a string of Terraform's JSON syntax at its `\${...}` expressions; `$\${` and `%%{` stand for themselves.
 *
 * Directives (`%{ if ... }`) are taken for expressions as well: nobody can say what they will leave.
 */
export function partsOf(text: string): readonly Part[] {
  return hasMarks(text) ? cut(text) : [text];
}

const cut = remembered(2048, (text): readonly Part[] => {
  const parts: Part[] = [];
  let literal = "";
  let index = 0;
  while (index < text.length) {
    const two = text.slice(index, index + 2);
    if (two === "$$" || two === "%%") {
      const escaped = text[index + 2] === "{";
      literal += escaped ? `${two[0]}{` : two;
      index += escaped ? 3 : 2;
    } else if (two === "${" || two === "%{") {
      const end = endOfExpression(text, index + 2);
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push({ expression: text.slice(index + 2, end).trim() });
      index = end + 1;
    } else {
      literal += text[index];
      index += 1;
    }
  }
  if (literal !== "" || parts.length === 0) parts.push(literal);
  return parts;
});

/** Position of the brace that closes an expression; braces in strings do not count. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  return text.length;
}

const ADDRESS =
  /(?<![\w.-])((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*(?:data\.)?[A-Za-z][\w-]*\.[A-Za-z_][\w-]*)(?:\[[^\]]*\])?((?:\.[A-Za-z_*][\w-]*|\.\d+|\[[^\]]*\])*)/g;

/** Words that begin no resource's address. */
const NO_RESOURCE = new Set(["each", "count", "self", "path", "terraform"]);

/** Everything that an expression refers to. */
export function referencesIn(expression: string): readonly Reference[] {
  return found(expression);
}

const found = remembered(2048, (expression): readonly Reference[] => {
  const outside = expression.replaceAll(/"(?:\\.|[^"\\])*"/g, '""');
  return [...outside.matchAll(ADDRESS)]
    .map(([, address = "", rest = ""]) => ({ address, attribute: attributeOf(rest) }))
    .filter(({ address }) => !NO_RESOURCE.has(address.split(".")[0] ?? ""));
});

function attributeOf(rest: string): string {
  return rest
    .replaceAll(/\[([^\]]*)\]/g, (_, index: string) => `.${index.replaceAll('"', "")}`)
    .replace(/^\./, "");
}
