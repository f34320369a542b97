import { isEmitted, type ServerTarget } from "../../../server/settings-by-version";
import { fits } from "../../engine/assertions";
import type { Observation } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOff, numberWithin, onListeners, onServer, secondsWithin } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Value } from "../../evidence/value";
import { releaseOf } from "../../host/release";
import { vaultNumber, vaultSeconds } from "../../host/vault-literals";

/** Vault's own defaults (listener documentation): a limit may be lower, not higher. Sizes in bytes. */
const SIZES: Readonly<Record<string, number>> = {
  max_request_size: 33_554_432,
  max_token_header_size: 8192,
  max_json_depth: 500,
  max_json_string_value_length: 1_048_576,
  max_json_object_entry_count: 10_000,
  max_json_array_element_count: 10_000,
  max_json_token: 500_000,
};

/** Vault's own defaults, in seconds. */
const TIMES: Readonly<Record<string, number>> = {
  max_request_duration: 90,
  http_read_header_timeout: 10,
  http_read_timeout: 30,
  http_idle_timeout: 300,
};

export const requestsBounded = defineRule({
  id: "CFG-04",
  title: "No request is too big, too deep or too slow",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "One request without a bound takes memory or connections from everybody else; a negative limit is no limit.",
  remediation:
    "Set the sizes, JSON limits and timeouts of every listener and default_max_request_duration to Vault's defaults or less.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://nvd.nist.gov/vuln/detail/CVE-2025-6203",
    "https://nvd.nist.gov/vuln/detail/CVE-2025-12044",
  ],
  guide: ["S01"],
  controls: {
    soc2: ["A1.1", "CC6.6"],
    pciDss: ["2.2.6", "6.4.1"],
    iso27001: ["A.8.6"],
    nist80053: ["SC-5", "SI-10"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => {
    const release = releaseOf(host);
    return [
      ...time(server.at("default_max_request_duration"), 90),
      ...onListeners(server, ({ settings }) => [
        ...Object.entries(SIZES)
          .filter(([name]) => knows(release, `listener.${name}`) || !settings.at(name).isAbsent)
          .flatMap(([name, most]) => size(settings.at(name), most)),
        ...Object.entries(TIMES).flatMap(([name, most]) => time(settings.at(name), most)),
        notNegative(settings.at("http_write_timeout"), "0s"),
        isOff(settings.at("disable_request_limiter")),
      ]),
    ];
  }),
});

/** Whether a release has a setting; where none is known, the newest is meant. */
function knows(release: ServerTarget | undefined, setting: string): boolean {
  return release === undefined || isEmitted(setting, false, release);
}

function size(value: Value, most: number): readonly Observation[] {
  return [numberWithin(value, [1, most]), notNegative(value, 1)];
}

function time(value: Value, most: number): readonly Observation[] {
  return [secondsWithin(value, [1, most]), notNegative(value, 1)];
}

/** Vault takes a negative number for no limit at all. */
function notNegative(value: Value, whenAbsent: number | string): Observation {
  return fits(
    value,
    `${value.path} is not negative`,
    (got) => (vaultNumber(got) ?? vaultSeconds(got) ?? 0) >= 0,
    { whenAbsent, severity: "error" },
  );
}
