import { smallSurface } from "../../../../lib/checks/rules/cfg/small-surface";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  health,
  NO_NODES,
  NODES,
  overriding,
  repairing,
  server,
  unitLine,
} from "../../support/server-edits";

const TOLD = [
  "redact_addresses",
  "redact_cluster_name",
  "redact_version",
  "disable_replication_status_endpoints",
];
const HSTS = "Strict-Transport-Security";

const headers = (when: string, of: object) =>
  clients(when, (listener) => {
    listener.custom_response_headers = { default: of };
  });

export const cases: RuleCases = {
  rule: smallSurface,
  passes: [
    { on: NODES },
    headers("HSTS lasts two years", { [HSTS]: ["max-age=63072000", "includeSubDomains"] }),
    headers("another header is sent", { "X-Frame-Options": ["DENY"] }),
    server("a listener on loopback tells the machine itself", ({ listener }) => {
      listener.push({ tcp: { address: "127.0.0.1:8300" } });
    }),
  ],
  fails: [
    ...TOLD.flatMap((name) => [
      clients(`${name} is off for clients`, (listener) => {
        listener[name] = "false";
      }),
      health(`${name} is not set for health checks`, (listener) => delete listener[name]),
    ]),
    ...[undefined, false, "false"].map((value) =>
      server(`slashes in templated paths are let through by ${value}`, (configuration) => {
        configuration.deny_slash_in_templated_paths = value;
      }),
    ),
    ...[true, "true", 1].map((value) =>
      server(`ui is ${JSON.stringify(value)}`, (configuration) => {
        configuration.ui = value;
      }),
    ),
    unitLine("Environment=VAULT_UI=true"),
    ...["hostname", "raft_node_id"].map((name) =>
      server(`each answer tells the ${name}`, (configuration) => {
        configuration[`enable_response_header_${name}`] = true;
      }),
    ),
    headers("HSTS lasts a day", { [HSTS]: ["max-age=86400; includeSubDomains"] }),
    headers("HSTS ends at once, in small letters", { "strict-transport-security": ["max-age=0"] }),
    headers("HSTS leaves other names out", { [HSTS]: ["max-age=31536000"] }),
    clients("HSTS is weakened for one status", (listener) => {
      listener.custom_response_headers = [{ default: {} }, { "404": { [HSTS]: ["max-age=1"] } }];
    }),
    headers("a header's value is no list", { "X-Frame-Options": "DENY" }),
    headers("a header of Vault's own is set", { "X-Vault-Request": ["true"] }),
    server("it listens on a socket as well", ({ listener }) => {
      listener.push({ unix: { address: "/run/vault.sock" } });
    }),
  ],
  unknown: [
    clients("a variable decides", (listener) => {
      listener.redact_version = "${var.redact}";
    }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("ui", (configuration) => {
      configuration.ui = true;
    }),
  ],
  repaired: [
    repairing(
      "redact_version",
      ({ listener }) => delete listener[0].tcp.redact_version,
      ({ listener }) => {
        listener[0].tcp.redact_version = true;
      },
    ),
  ],
};
