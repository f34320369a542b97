import { fits } from "../../engine/assertions";
import { type Observation, pass } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOff, isOn, onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Listener } from "../../host/listeners";

/** Settings of a listener that serve callers without a token, by the block that they stand in. */
const OPENINGS: readonly (readonly [block: string, setting: string])[] = [
  ["telemetry", "unauthenticated_metrics_access"],
  ["profiling", "unauthenticated_pprof_access"],
  ["profiling", "unauthenticated_in_flight_request_access"],
  ["inflight_requests_logging", "unauthenticated_in_flight_requests_access"],
];

export const nothingUnauthenticated = defineRule({
  id: "CFG-03",
  title: "Nothing but health answers a caller without a token",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever reaches an endpoint without a token learns names of mounts and requests, or starts operations on the root key and the unseal keys.",
  remediation:
    "Leave enable_unauthenticated_access and the unauthenticated_*_access settings of listeners out; scrape metrics on loopback or with a token.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://developer.hashicorp.com/vault/docs/configuration",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-5807",
  ],
  guide: ["S04"],
  controls: {
    soc2: ["CC6.1", "CC6.6"],
    pciDss: ["2.2.4", "7.2.1"],
    iso27001: ["A.8.3", "A.8.5"],
    nist80053: ["AC-14", "AC-3", "CM-7"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server) => [
    fits(
      server.at("enable_unauthenticated_access"),
      "enable_unauthenticated_access is empty",
      (got) => got === "" || (Array.isArray(got) && got.length === 0),
      { whenAbsent: "" },
    ),
    // OpenBao's own.
    isOff(server.at("allow_unauthenticated_workflows")),
    ...onListeners(server, (listener) => [
      ...(listener.isLoopback
        ? [pass({ actual: `${listener.settings.path} is loopback`, expected: "nobody else reaches it" })]
        : openings(listener)),
      ...guards(listener),
    ]),
  ]),
});

function openings({ settings }: Listener): readonly Observation[] {
  return OPENINGS.flatMap(([block, setting]) => {
    const blocks = settings.at(block).items;
    return blocks.length === 0
      ? [isOff(settings.at(`${block}.${setting}`))]
      : blocks.map((one) => isOff(one.at(setting)));
  });
}

/** What OpenBao turns off unless it is told otherwise. */
function guards({ settings }: Listener): readonly Observation[] {
  return ["disable_unauthed_rekey_endpoints", "disable_unauthed_generate_root_endpoints"].map((name) =>
    isOn(settings.at(name), { whenAbsent: true }),
  );
}
