/** A table of Markdown, its columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((cells) =>
    cells.map((text) => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")),
  );
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = all;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("\n");
}

/** Said at the top of each page: an edit by hand would be lost. */
export const GENERATED = "<!-- Generated from the rules by `npm run docs:rules`; do not edit. -->";
