import { pluginsContained } from "../../../../lib/checks/rules/cfg/plugins-contained";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  overriding,
  repairing,
  server,
  unitLine,
} from "../../support/server-edits";

const FOLDER = "/usr/local/lib/vault-plugins";
const SHA256 = "0".repeat(64);

const inFolder = (when: string, how: { owner?: string; mode?: number }) =>
  nodes(when, (draft) => {
    file(draft, `${FOLDER}/db`, "plugin", { mode: 0o755, ...how });
    draft.server((configuration) => {
      configuration.plugin_directory = FOLDER;
    });
  });

const plugin = (when: string, attributes: object) => ({
  when,
  on: "vault_plugin.db",
  edit: (draft: Draft) =>
    draft.add("vault_plugin", "db", { type: "database", name: "db", command: "db", ...attributes }),
});

export const cases: RuleCases = {
  rule: pluginsContained,
  passes: [
    { on: NODES },
    inFolder("the folder is root's", {}),
    plugin("a plugin has its sum", { sha256: SHA256 }),
  ],
  fails: [
    ...[true, "true", "1"].map((value) =>
      server(`audit logs may have a prefix: ${JSON.stringify(value)}`, (configuration) => {
        configuration.allow_audit_log_prefixing = value;
      }),
    ),
    ...[
      "/var/log/vault",
      "/var/log/vault/plugins",
      "/var/lib/vault/plugins",
      "/tmp/plugins",
      "/var/lib",
      "plugins",
    ].map((folder) =>
      server(`plugins are in ${folder}`, (configuration) => {
        configuration.plugin_directory = folder;
      }),
    ),
    inFolder("a plugin is Vault's own", { owner: "vault" }),
    inFolder("everybody writes a plugin", { mode: 0o777 }),
    server("others may write plugins", (configuration) => {
      configuration.plugin_file_permissions = "0775";
    }),
    unitLine("Environment=VAULT_PLUGIN_DIR=/opt/plugins"),
    plugin("a plugin has no sum", {}),
    plugin("a plugin's sum is none", { sha256: "latest" }),
  ],
  unknown: [
    server("nothing is seen of the folder", (configuration) => {
      configuration.plugin_directory = FOLDER;
    }),
    plugin("a variable is the sum", { sha256: "${var.sum}" }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("plugin_directory", (configuration) => {
      configuration.plugin_directory = "/var/log/vault";
    }),
  ],
  repaired: [
    repairing(
      "allow_audit_log_prefixing",
      (configuration) => {
        configuration.allow_audit_log_prefixing = true;
      },
      (configuration) => {
        configuration.allow_audit_log_prefixing = false;
      },
    ),
  ],
};
