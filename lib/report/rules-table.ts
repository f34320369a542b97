import colours from "picocolors";
import type { Rule } from "../checks/engine/rule";
import type { CatalogueEntry } from "../checks/rules/reserved";
import { canBeWaived } from "./effect";
import type { TableOptions } from "./table";
import { wrap } from "./wrap";

type Listed = Pick<CatalogueEntry, "id" | "severity" | "title">;

const MARKS = {
  no: " (cannot be waived)",
  warnings: " (its errors cannot be waived)",
  yes: "",
} as const;

/** The rules, a line each where that fits. */
export function renderRules(
  rules: readonly Rule[],
  reserved: readonly CatalogueEntry[],
  { width, isColoured }: TableOptions,
): string {
  const paint = colours.createColors(isColoured);
  const longest = Math.max(...[...rules, ...reserved].map(({ id }) => id.length));
  const line = ({ id, severity, title }: Listed, mark: string) => {
    const head = `${id.padEnd(longest)}  ${severity.padEnd(7)}  `;
    const [first = "", ...more] = wrap(`${title}${mark}`, Math.max(width - head.length, 20));
    return [head + first, ...more.map((one) => " ".repeat(head.length) + one)].join("\n");
  };
  return `${[
    ...rules.map((rule) => line(rule, MARKS[canBeWaived(rule)])),
    ...(reserved.length === 0 ? [] : ["", "Kept for rules to come:"]),
    ...reserved.map((entry) => paint.dim(line(entry, ""))),
  ].join("\n")}\n`;
}
