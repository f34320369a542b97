import { nothingUnauthenticated } from "../../../../lib/checks/rules/cfg/nothing-unauthenticated";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  health,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  repairing,
  server,
} from "../../support/server-edits";

export const cases: RuleCases = {
  rule: nothingUnauthenticated,
  passes: [
    { on: NODES },
    clients("it is said to be off", (listener) => {
      listener.telemetry = { unauthenticated_metrics_access: false };
    }),
    server("metrics are open on loopback alone", ({ listener }) => {
      listener.push({
        tcp: { address: "127.0.0.1:8300", telemetry: { unauthenticated_metrics_access: true } },
      });
    }),
    server("the list is empty", (configuration) => {
      configuration.enable_unauthenticated_access = [];
    }),
  ],
  fails: [
    ...[true, "true", "1"].map((value) =>
      clients(`metrics are open: ${JSON.stringify(value)}`, (listener) => {
        listener.telemetry = { unauthenticated_metrics_access: value };
      }),
    ),
    health("metrics are open to health checks", (listener) => {
      listener.telemetry = [{}, { unauthenticated_metrics_access: true }];
    }),
    clients("profiles are open", (listener) => {
      listener.profiling = { unauthenticated_pprof_access: true };
    }),
    clients("requests in flight are open", (listener) => {
      listener.inflight_requests_logging = { unauthenticated_in_flight_requests_access: true };
    }),
    server("a new root token can be made without one", (configuration) => {
      configuration.enable_unauthenticated_access = ["generate-root"];
    }),
    clients("OpenBao lets everybody rekey", (listener) => {
      listener.disable_unauthed_rekey_endpoints = false;
    }),
    server("OpenBao runs workflows for everybody", (configuration) => {
      configuration.allow_unauthenticated_workflows = true;
    }),
    nodes("somebody else's HCL opens metrics", (draft) =>
      onlyUserData(
        draft,
        'cat >/etc/vault.d/vault.hcl <<EOF\nlistener "tcp" {\n  address = "0.0.0.0:8200"\n  telemetry {\n    unauthenticated_metrics_access = true\n  }\n}\nEOF\n',
      ),
    ),
  ],
  unknown: [
    clients("a variable decides", (listener) => {
      listener.telemetry = { unauthenticated_metrics_access: "${var.open}" };
    }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("unauthenticated_metrics_access", ({ listener }) => {
      listener[0].tcp.telemetry = { unauthenticated_metrics_access: true };
    }),
  ],
  repaired: [
    repairing(
      "enable_unauthenticated_access",
      (configuration) => {
        configuration.enable_unauthenticated_access = ["rekey"];
      },
      (configuration) => delete configuration.enable_unauthenticated_access,
    ),
  ],
};
