/** One value, or several lines with the same name. */
type UnitValue = string | number | boolean | readonly string[];

/** Sections and settings of a systemd unit, named as systemd.unit(5) and its like spell them. */
export type UnitModel = Readonly<Record<string, Readonly<Record<string, UnitValue>>>>;

/**
 * Renders a unit file. Order is kept: several values of one setting are several lines, an empty text resets a list.
 *
 * @param purpose first line, as a comment
 */
export function renderUnit(purpose: string, model: UnitModel): string {
  const sections = Object.entries(model).map(([section, settings]) => {
    const lines = Object.entries(settings).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}=${text(one)}`),
    );
    return [`[${section}]`, ...lines].join("\n");
  });
  return `# ${purpose}\n${sections.join("\n\n")}\n`;
}

function text(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
