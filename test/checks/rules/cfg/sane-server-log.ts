import { saneServerLog } from "../../../../lib/checks/rules/cfg/sane-server-log";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  NO_NODES,
  NODES,
  nodes,
  overriding,
  repairing,
  server,
  UNIT_FILE,
  unit,
  unitLine,
} from "../../support/server-edits";

const set = (name: string, value: unknown) =>
  server(`${name} is ${JSON.stringify(value)}`, (configuration) => {
    configuration[name] = value;
  });

const option = (text: string) =>
  unit(`the command says ${text}`, (content) => content.replace("vault server ", `vault server ${text} `));

export const cases: RuleCases = {
  rule: saneServerLog,
  passes: [
    { on: NODES },
    set("log_level", "warn"),
    set("log_level", "INFO"),
    server("the level is left to Vault", (configuration) => delete configuration.log_level),
    set("log_file", "/var/log/vault/server.log"),
    nodes("the command alone says the format", (draft) => {
      draft.server((configuration) => delete configuration.log_format);
      draft.edit(UNIT_FILE, (text) => text.replace("vault server ", "vault server -log-format=json "));
    }),
  ],
  fails: [
    ...["trace", "debug", "DEBUG", "loud"].map((level) => set("log_level", level)),
    set("log_format", "standard"),
    server("the format is left to Vault", (configuration) => delete configuration.log_format),
    set("log_requests_level", "info"),
    set("log_requests_level", "trace"),
    set("log_file", "/opt/server.log"),
    set("log_file", "server.log"),
    option("-log-level=trace"),
    option("-log-format=standard"),
    option("-log-file=/root/vault.log"),
    unitLine("Environment=VAULT_LOG_LEVEL=debug"),
    unitLine("StandardOutput=null"),
    unitLine("StandardError=file:/var/log/vault/server.log"),
    unitLine("Environment=VAULT_LOG_FORMAT=standard"),
  ],
  unknown: [set("log_level", "${var.level}"), FILES_ELSEWHERE],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("log_level", (configuration) => {
      configuration.log_level = "trace";
    }),
  ],
  repaired: [
    repairing(
      "log_format",
      (configuration) => {
        configuration.log_format = "standard";
      },
      (configuration) => {
        configuration.log_format = "json";
      },
    ),
  ],
};
