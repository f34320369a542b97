import { readFileSync } from "node:fs";
import * as path from "node:path";
import { EXAMPLES, readStack, synthesizeExample } from "../support/synthesized-examples";

/** A file of a node as it was written at synthesis. */
export interface JudgedFile {
  /** Absolute path on the node. */
  readonly path: string;
  readonly content: string;
}

/** The nodes of one cluster, or its machine for restore drills, as rendered. */
export interface JudgedNode {
  /** Which example, on which architecture. */
  readonly name: string;
  /** Folder that holds the files as they lie on a node. */
  readonly folder: string;
  readonly files: readonly JudgedFile[];
  /** With an ordinary value for each that only Terraform knows. */
  readonly userData: string;
}

/** Synthesizes both examples, each for both architectures, below a folder. */
export function judgedNodes(folder: string): readonly JudgedNode[] {
  return EXAMPLES.flatMap((example) =>
    (["arm64", "amd64"] as const).flatMap((architecture) => {
      const outdir = path.join(folder, `${example}-${architecture}`);
      const more = architecture === "arm64" ? {} : { nodes: { architecture } };
      const stack = synthesizeExample(example, outdir, more);
      return readNodes(`${example}, ${architecture}`, stack);
    }),
  );
}

function readNodes(name: string, stack: string): readonly JudgedNode[] {
  const { locals, resource } = readStack(stack) as {
    locals: Record<string, string>;
    resource: { aws_launch_template: Record<string, { name: string; user_data: string }> };
  };
  return Object.values(resource.aws_launch_template).map((template) => {
    const [, local] = /local\.([\w-]+)/.exec(template.user_data) ?? [];
    const userData = locals[String(local)];
    if (userData === undefined) throw new Error(`no user data in ${stack}`);
    const machine = template.name.replace(/-node$/, "");
    const what = machine.endsWith("-drill") ? `${name}, restore drills` : name;
    return readNode(what, path.join(stack, "host", machine), userData);
  });
}

function readNode(name: string, folder: string, userData: string): JudgedNode {
  const { files } = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as {
    files: readonly { path: string }[];
  };
  return {
    name,
    folder,
    files: files.map((file) => ({
      path: file.path,
      content: readFileSync(path.join(folder, file.path), "utf8"),
    })),
    userData: userData.replaceAll(/\$\{[^}]*\}/g, "known-at-apply"),
  };
}
