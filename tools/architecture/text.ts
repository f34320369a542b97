/** Advance widths of Helvetica and its metric equals, in thousandths of the font size. */
const WIDTHS: readonly (readonly [string, number])[] = [
  ["ijl|'", 222],
  [" I.,:;/\\!ft[]()-r", 305],
  ["cksvxyzJ", 500],
  ["ABEKPSVXY&", 667],
  ["CDHNRUw", 722],
  ["GOQ", 778],
  ["mM%", 855],
  ["W@", 960],
];
const OTHER = 560;
/** DejaVu Sans and Verdana, the widest of the usual fonts, take more room than Helvetica, and bold letters still more. */
const MARGIN = { plain: 1.18, bold: 1.32 };
export type Weight = keyof typeof MARGIN;

/** About how wide a text is, in pixels: never less than what common system fonts need. */
export function widthOf(text: string, size: number, weight: Weight = "plain"): number {
  const thousandths = [...text].reduce(
    (sum, letter) => sum + (WIDTHS.find(([letters]) => letters.includes(letter))?.[1] ?? OTHER),
    0,
  );
  return Math.ceil((thousandths / 1000) * size * MARGIN[weight]);
}

/** Breaks a text at spaces, and after slashes and hyphens where a word alone is too wide. */
export function wrap(text: string, size: number, width: number, weight: Weight = "plain"): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((part) => split(part, size, width, weight))) {
    const last = lines.at(-1);
    const longer = last === undefined ? word.text : `${last}${word.glue}${word.text}`;
    if (last !== undefined && widthOf(longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word.text);
  }
  return lines;
}

function split(
  word: string,
  size: number,
  width: number,
  weight: Weight,
): readonly { text: string; glue: string }[] {
  if (widthOf(word, size, weight) <= width) return [{ text: word, glue: " " }];
  return word.split(/(?<=[/_-])/).map((text, index) => ({ text, glue: index === 0 ? " " : "" }));
}
