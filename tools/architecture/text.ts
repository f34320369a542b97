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
/** Bold letters and the wider system fonts take more room than plain Helvetica. */
const MARGIN = 1.1;

/** About how wide a text is, in pixels: never less than what common system fonts need. */
export function widthOf(text: string, size: number): number {
  const thousandths = [...text].reduce(
    (sum, letter) => sum + (WIDTHS.find(([letters]) => letters.includes(letter))?.[1] ?? OTHER),
    0,
  );
  return Math.ceil((thousandths / 1000) * size * MARGIN);
}

/** Breaks a text at spaces, and after slashes and hyphens where a word alone is too wide. */
export function wrap(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((part) => split(part, size, width))) {
    const last = lines.at(-1);
    const longer = last === undefined ? word.text : `${last}${word.glue}${word.text}`;
    if (last !== undefined && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word.text);
  }
  return lines;
}

function split(word: string, size: number, width: number): readonly { text: string; glue: string }[] {
  if (widthOf(word, size) <= width) return [{ text: word, glue: " " }];
  return word.split(/(?<=[/_-])/).map((text, index) => ({ text, glue: index === 0 ? " " : "" }));
}
