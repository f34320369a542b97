import { noDebugEndpoints } from "../../../../lib/checks/rules/cfg/no-debug-endpoints";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  NO_NODES,
  NODES,
  overriding,
  repairing,
  server,
  unit,
  unitLine,
} from "../../support/server-edits";

const SWITCHES = ["raw_storage_endpoint", "introspection_endpoint", "enable_post_unseal_trace"];

export const cases: RuleCases = {
  rule: noDebugEndpoints,
  passes: [
    { on: NODES },
    server("nothing is said, which is off", (configuration) => {
      for (const name of SWITCHES) delete configuration[name];
    }),
    server("lists are empty", (configuration) => {
      configuration.experiments = [];
      configuration.detect_deadlocks = "";
    }),
  ],
  fails: [
    ...SWITCHES.flatMap((name) =>
      [true, "true", "1", "T", 1].map((value) =>
        server(
          `${name} is ${JSON.stringify(value)}`,
          (configuration) => {
            configuration[name] = value;
          },
          { says: new RegExp(name) },
        ),
      ),
    ),
    server("there is an experiment", (configuration) => {
      configuration.experiments = ["events.alpha1"];
    }),
    server("deadlocks are looked for", (configuration) => {
      configuration.detect_deadlocks = "statelock";
    }),
    server("traces have a folder", (configuration) => {
      configuration.post_unseal_trace_directory = "/var/lib/vault/trace";
    }),
    clients("profiles are for everybody", (listener) => {
      listener.profiling = { unauthenticated_pprof_access: true };
    }),
    unitLine("Environment=VAULT_EXPERIMENTS=events.alpha1"),
    unit("the command asks for an experiment", (text) =>
      text.replace("vault server ", "vault server -experiment=events.alpha1 "),
    ),
  ],
  unknown: [
    server("a variable decides", (configuration) => {
      configuration.raw_storage_endpoint = "${var.raw}";
    }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("raw_storage_endpoint", (configuration) => {
      configuration.raw_storage_endpoint = true;
    }),
  ],
  repaired: [
    repairing(
      "introspection_endpoint",
      (configuration) => {
        configuration.introspection_endpoint = true;
      },
      (configuration) => {
        configuration.introspection_endpoint = false;
      },
    ),
  ],
};
