import { absent, fits } from "../../engine/assertions";
import type { Observation } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOff, onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { type Json, Value } from "../../evidence/value";
import { VaultService } from "../../host/vault-service";

export const noDebugEndpoints = defineRule({
  id: "CFG-02",
  title: "Nothing that is for debugging is on",
  severity: "error",
  since: "0.1.0",
  rationale:
    "sys/raw reads everything that Vault has stored, decrypted; profiles, traces and experiments show memory or open paths that nobody has reviewed.",
  remediation:
    "Leave raw_storage_endpoint, introspection_endpoint, enable_post_unseal_trace, detect_deadlocks, experiments and profiling out.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration",
    "https://developer.hashicorp.com/vault/api-docs/system/raw",
  ],
  guide: ["S11"],
  controls: { soc2: ["CC6.8"], pciDss: ["2.2.4", "2.2.6"], iso27001: ["A.8.9"], nist80053: ["CM-7"] },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => {
    const service = VaultService.of(host);
    return [
      isOff(server.at("raw_storage_endpoint")),
      isOff(server.at("introspection_endpoint")),
      isOff(server.at("enable_post_unseal_trace")),
      absent(server.at("post_unseal_trace_directory")),
      nothing(server.at("experiments")),
      nothing(server.at("detect_deadlocks")),
      ...onListeners(server, ({ settings }) => [
        isOff(settings.at("profiling.unauthenticated_pprof_access")),
      ]),
      ...(service?.option("experiment") ?? []).map((value) => nothing(new Value("-experiment", value))),
      ...(service?.environment ?? [])
        .filter(({ name }) =>
          /^(VAULT|BAO)_(EXPERIMENTS|ENABLE_POST_UNSEAL_TRACE|DETECT_DEADLOCKS)$/.test(name),
        )
        .map(({ name, from, value }) => nothing(new Value(`${name} of ${from}`, value ?? "${environment}"))),
    ];
  }),
});

/** Neither a name nor a list of names. */
function nothing(value: Value): Observation {
  return fits(value, `${value.path} is empty`, isEmpty, { whenAbsent: "" });
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : value === "" || value === false;
}
