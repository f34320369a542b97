import type { EditCase } from "./rule-cases";

/** Machines of Vault's whose script enables audit devices. */
export function enabling(when: string, ...devices: readonly string[]): EditCase {
  const commands = devices.map((device) => `vault audit enable ${device}\n`).join("");
  return {
    when,
    on: "aws_launch_template.vault",
    edit: (draft) =>
      draft.add("aws_launch_template", "vault", {
        user_data: Buffer.from(`#!/bin/sh\n${commands}`).toString("base64"),
      }),
  };
}

const FILE = "file file_path=/var/log/vault/audit.log";
const SYSLOG = "-path=second syslog tag=vault facility=AUTH";

/** Scripts by which rules about audit devices are seen to judge what is enabled on nodes. */
export const SCRIPTS = {
  right: enabling("a script enables two", FILE, SYSLOG),
  one: enabling("a script enables one", FILE),
  local: enabling("a script enables two that are local", `-local ${FILE}`, `-local ${SYSLOG}`),
  executable: enabling("a script enables one that can be executed", `${FILE} mode=0755`, SYSLOG),
  raw: enabling("a script enables one that is raw", `${FILE} log_raw=true`, SYSLOG),
  hidden: enabling("a script takes the mode from a variable", `${FILE} mode=$MODE`, SYSLOG),
};
