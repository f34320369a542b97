// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of which nothing acts on a terminal: what is judged may have been written to deceive who reads of it. */
export function plain(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(CONTROLS, "\ufffd");
}
