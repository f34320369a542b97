import { run, runOnFile } from "../host/tools";
import { eachFile, type Judge, linesOf } from "./judge";

/** What shells run: scripts, what shells read when they start, and user data. */
export const shellcheck: Judge = {
  name: "shellcheck",
  programs: ["shellcheck"],
  version: () => /version: (\S+)/.exec(run("shellcheck", ["--version"]).output)?.[1] ?? "",
  judge: (node) => {
    const scripts = node.files.filter(
      ({ path: file, content }) => content.startsWith("#!/bin/sh") || /\/profile\.d\/.*\.sh$/.test(file),
    );
    return eachFile(
      [...scripts, { path: "user data", content: node.userData }],
      ({ path: file, content }) => {
        const { output } = runOnFile("script.sh", content, "shellcheck", (script) => [
          "--shell=sh",
          "--format=gcc",
          // Scripts read their libraries, as a directive in them says, from the files of the node.
          "--external-sources",
          `--source-path=${node.folder}`,
          // The entry script gives ROOT and staging to its steps.
          ...(file.includes("/steps.d/") ? ["--exclude=SC2154"] : []),
          script,
        ]);
        return linesOf(output).map((line) => line.replace(/^.*?script\.sh:/, ""));
      },
    );
  },
};
