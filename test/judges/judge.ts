import type { JudgedFile, JudgedNode } from "./judged-node";

/** What a judge said of the files of one node. */
export interface Verdict {
  /** How many files were read. */
  readonly files: number;
  /** One figure worth keeping. @default - how many findings there are */
  readonly figure?: string;
  /** What is wrong, a line each. */
  readonly findings: readonly string[];
}

/** A program that reads files of a node as the node itself would. */
export interface Judge {
  readonly name: string;
  /** What must be on the machine. */
  readonly programs: readonly string[];
  /** Whether it can only work as root. */
  readonly root?: boolean;
  /** Its version. */
  readonly version: () => string;
  readonly judge: (node: JudgedNode) => Verdict;
}

/** Files of a node by their paths. */
export function filesAt(node: JudgedNode, pattern: RegExp): readonly JudgedFile[] {
  return node.files.filter(({ path }) => pattern.test(path));
}

/** Lines of a text that are not empty. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** One file after the other to a program that says nothing of a good one. */
export function eachFile(
  files: readonly JudgedFile[],
  judge: (file: JudgedFile) => readonly string[],
): Verdict {
  return {
    files: files.length,
    findings: files.flatMap((file) => judge(file).map((line) => `${file.path}: ${line}`)),
  };
}
