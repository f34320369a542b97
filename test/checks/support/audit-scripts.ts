import type { EditCase } from "./rule-cases";

/** Machines of Vault's whose script enables audit devices. */
export function enabling(when: string, ...devices: readonly string[]): EditCase {
  return saying(when, ...devices.map((device) => `vault audit enable ${device}`));
}

/** Machines of Vault's that are started with a script. */
function saying(when: string, ...commands: readonly string[]): EditCase {
  return {
    when,
    on: "aws_launch_template.vault",
    edit: (draft) =>
      draft.add("aws_launch_template", "vault", {
        user_data: Buffer.from(`#!/bin/sh\n${commands.join("\n")}\n`).toString("base64"),
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
  requested: saying(
    "a script asks for one that is raw",
    `curl -X PUT --data '{"type":"file","options":{"file_path":"/tmp/a","log_raw":"true"}}' https://127.0.0.1:8200/v1/sys/audit/raw`,
  ),
  hidden: enabling("a script takes the mode from a variable", `${FILE} mode=$MODE`, SYSLOG),
};
