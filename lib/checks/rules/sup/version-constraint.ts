/** Whether a constraint has an upper end that is not far away. */
export function isBounded(constraint: string): boolean {
  return constraint
    .split(",")
    .map((part) => part.trim())
    .some(
      (part) => /^(=\s*)?v?\d+(\.\d+)*$/.test(part) || /^~>\s*\d+\.\d+/.test(part) || /^<=?\s*\d/.test(part),
    );
}
