/** Lines of a text, none longer than a width: broken between words, and within a word that is longer than a line. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(width, 1)));
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").flatMap((one) => pieces(one, width))) {
    if (current === "") current = word;
    else if (current.length + 1 + word.length <= width) current += ` ${word}`;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

/** Addresses and paths are long words: they are broken after a sign where that leaves no short line. */
function pieces(word: string, width: number): readonly string[] {
  const found: string[] = [];
  let rest = word;
  while (rest.length > width) {
    const sign = Math.max(...["/", "_", ".", "-", ",", ":"].map((one) => rest.lastIndexOf(one, width - 1)));
    const end = sign >= width / 2 ? sign + 1 : width;
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...found, rest];
}
