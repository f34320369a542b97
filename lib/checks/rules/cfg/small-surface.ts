import { isEmitted } from "../../../server/settings-by-version";
import { fits } from "../../engine/assertions";
import { fail, type Observation } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isOff, isOn, onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { type Json, Value } from "../../evidence/value";
import { blocksOf, type Listener } from "../../host/listeners";
import { releaseOf } from "../../host/release";
import { VaultService } from "../../host/vault-service";

const YEAR_IN_SECONDS = 31_536_000;
const REDACTED = ["redact_addresses", "redact_cluster_name", "redact_version"];

export const smallSurface = defineRule({
  id: "CFG-05",
  title: "Listeners tell little and weaken no header",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "Versions, names and addresses help whoever looks for a way in; without HSTS a browser can be led to an address without TLS.",
  remediation:
    "Set redact_* and disable_replication_status_endpoints on every listener, ui = false, and leave HSTS as Vault sends it.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp#custom-response-headers",
  ],
  guide: ["S02"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["2.2.4", "2.2.6"],
    iso27001: ["A.8.9", "A.8.12"],
    nist80053: ["CM-7", "SI-11"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => [
    isOff(server.at("ui")),
    isOff(server.at("enable_response_header_hostname")),
    isOff(server.at("enable_response_header_raft_node_id")),
    ...templates(server, host),
    ...(VaultService.of(host)?.environment ?? [])
      .filter(({ name }) => /^(VAULT|BAO)_UI$/.test(name))
      .map(({ name, value, from }) => isOff(new Value(`${name} of ${from}`, value ?? "${environment}"))),
    ...blocksOf(server, "listener")
      .filter(({ type }) => type === "unix")
      .map(({ settings }) =>
        fail({
          actual: `a listener on the socket ${settings.at("address")}`,
          expected: "listeners by TCP alone",
        }),
      ),
    ...onListeners(server, (listener) => [
      ...(listener.isLoopback ? [] : redactions(listener)),
      ...headers(listener.settings.at("custom_response_headers")),
    ]),
  ]),
});

/** A slash in the name of an entity must not open the paths of others, where the release can refuse it (CVE-2026-5006). */
function templates(server: Value, host: Host): readonly Observation[] {
  const setting = "deny_slash_in_templated_paths";
  const release = releaseOf(host);
  const isKnown = release !== undefined && isEmitted(setting, false, release);
  return isKnown || !server.at(setting).isAbsent ? [isOn(server.at(setting))] : [];
}

function redactions({ settings }: Listener): readonly Observation[] {
  return [...REDACTED, "disable_replication_status_endpoints"].map((name) => isOn(settings.at(name)));
}

/** Headers by status: each a list of values, none that weakens HSTS. */
function headers(statuses: Value): readonly Observation[] {
  return statuses.items.flatMap((block) =>
    entriesOf(block).flatMap((status) =>
      status.items.flatMap((one) => {
        const named = entriesOf(one);
        if (named.length > 0 || one.isKnown) return named.flatMap(header);
        return [fits(one, `${one.path} is known`, () => true)];
      }),
    ),
  );
}

function header(value: Value): readonly Observation[] {
  const name = value.path.split(".").at(-1) ?? "";
  if (/^x-vault-/i.test(name)) {
    return [fail({ actual: `${value.path} = ${value}`, expected: "no header of Vault's own" })];
  }
  const isList = fits(value, `${value.path} is a list of texts`, Array.isArray);
  return /^strict-transport-security$/i.test(name)
    ? [isList, fits(value, `${name} of a year or more, with includeSubDomains`, isStrong)]
    : [isList];
}

function isStrong(value: Json): boolean {
  const text = [value].flat().join("; ");
  const age = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(text)?.[1];
  return Number(age) >= YEAR_IN_SECONDS && /(^|;)\s*includesubdomains\s*(;|$)/i.test(text);
}

function entriesOf(value: Value): readonly Value[] {
  const { raw } = value;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return [];
  return Object.entries(raw).map(([key, inner]) => new Value(`${value.path}.${key}`, inner));
}
