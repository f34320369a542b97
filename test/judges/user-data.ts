import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { type Outcome, run } from "../host/tools";
import type { Judge } from "./judge";

const PROJECT = path.dirname(require.resolve("cdktf-hardened-vault/package.json"));
/** The module that the system's Python finds when the package is installed. */
const CLOUD_INIT = "/usr/lib/python3/dist-packages/cloudinit";

/** EC2 takes 16 KB (Amazon EC2 user guide, "Run commands when you launch an EC2 instance"). */
const LIMIT = 16 * 1024;

interface Processed {
  readonly version: string;
  readonly parts: readonly { readonly type: string; readonly sha256: string }[];
}

/** Gives user data to cloud-init's own processor. */
function process(userData: string): Outcome {
  return run("/usr/bin/python3", [path.join(PROJECT, "test/judges/cloud_init.py")], userData);
}

/**
 * User data as cloud-init would take it: one shell script, handed on byte by byte. Its schema speaks of `#cloud-config`
 * alone, so for a script the type is what there is to judge.
 */
export const cloudInit: Judge = {
  name: "cloud-init",
  programs: existsSync(CLOUD_INIT) ? [] : ["cloud-init"],
  version: () => (JSON.parse(process("#!/bin/sh\n").output) as Processed).version,
  judge: ({ userData }) => {
    const { code, output } = process(userData);
    if (code !== 0) return { files: 1, findings: [output] };
    const { parts } = JSON.parse(output) as Processed;
    const sha256 = createHash("sha256").update(userData).digest("hex");
    const size = Buffer.byteLength(userData);
    return {
      files: 1,
      figure: `${parts.map(({ type }) => type).join(", ")}, ${size} of ${LIMIT} bytes`,
      findings: [
        ...(parts.length === 1 && parts[0]?.type === "text/x-shellscript"
          ? []
          : [`taken for ${parts.map(({ type }) => type).join(", ")}, not for one shell script`]),
        ...(parts.some((part) => part.sha256 === sha256) ? [] : ["not handed on as it was written"]),
        ...(size < LIMIT ? [] : [`${size} bytes, more than EC2 takes`]),
      ],
    };
  },
};
