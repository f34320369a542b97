import { SECURE_CIPHER_SUITES } from "../../../server/tls-versions";
import { absent, fits, oneOf } from "../../engine/assertions";
import type { Observation } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { onListeners, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { type Json, Value } from "../../evidence/value";
import { VaultService } from "../../host/vault-service";

const NEWEST = "tls13";

export const modernProtocol = defineRule({
  id: "TLS-02",
  title: "Only versions and ciphers of TLS that are not broken",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Old versions of TLS and weak ciphers can be broken or forced upon client and server by whoever sits between them.",
  remediation:
    "Set tls_min_version to tls13 (or tls12), and leave tls_max_version, tls_cipher_suites and tls_prefer_server_cipher_suites out.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
  ],
  guide: ["C01", "S02"],
  controls: {
    soc2: ["CC6.7"],
    pciDss: ["4.2.1", "2.2.7"],
    iso27001: ["A.8.24"],
    nist80053: ["SC-8(1)", "SC-13"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host, limits }) => [
    ...onListeners(server, ({ settings }) => [
      oneOf(settings.at("tls_min_version"), ["tls12", NEWEST], { whenAbsent: "tls12" }),
      ...(limits.tlsFloor === NEWEST
        ? [oneOf(settings.at("tls_min_version"), [NEWEST], { whenAbsent: "tls12", severity: "warning" })]
        : []),
      ...newest(settings),
      ...ciphers(settings),
      absent(settings.at("tls_prefer_server_cipher_suites"), {
        severity: "warning",
        reason: "it has no effect any more",
      }),
    ]),
    fits(server.at("cluster_cipher_suites"), "cluster_cipher_suites without weak ciphers", areSecure, {
      whenAbsent: "",
    }),
    ...(VaultService.of(host)?.environment ?? [])
      .filter(({ name }) => name === "GODEBUG")
      .map(({ value, from }) =>
        fits(
          new Value(`GODEBUG of ${from}`, value ?? "${environment}"),
          "no GODEBUG that brings old versions and ciphers of TLS back",
          (got) => !/(tls|x509|rsa)/i.test(String(got)),
        ),
      ),
  ]),
});

/** TLS 1.3 is not turned off; where it is, at least 1.2 remains. */
function newest(settings: Value): readonly Observation[] {
  const value = settings.at("tls_max_version");
  const options = { whenAbsent: NEWEST };
  return [
    oneOf(value, ["tls12", NEWEST, ""], options),
    oneOf(value, [NEWEST, ""], { ...options, severity: "warning" }),
  ];
}

function ciphers(settings: Value): readonly Observation[] {
  const value = settings.at("tls_cipher_suites");
  if (value.isAbsent) return [];
  return [
    fits(value, "tls_cipher_suites without weak ciphers", areSecure),
    oneOf(settings.at("tls_max_version"), ["tls12"], {
      severity: "warning",
      reason: "cipher suites have no effect where TLS 1.3 is spoken",
    }),
  ];
}

function areSecure(value: Json): boolean {
  const suites: readonly string[] = SECURE_CIPHER_SUITES;
  const named = Array.isArray(value) ? (value as readonly Json[]).map(String) : String(value).split(",");
  return named.map((suite) => suite.trim()).every((suite) => suite === "" || suites.includes(suite));
}
