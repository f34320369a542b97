import { PROFILES } from "../../../../lib/checks/profiles/profiles";
import { modernProtocol } from "../../../../lib/checks/rules/tls/modern-protocol";
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

const STANDARD = PROFILES.find(({ name }) => name === "standard");
const SUITE = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";

export const cases: RuleCases = {
  rule: modernProtocol,
  passes: [
    { on: NODES },
    clients(
      "TLS 1.2 is the oldest, where the profile lets it be",
      (listener) => {
        listener.tls_min_version = "tls12";
      },
      { profile: STANDARD },
    ),
    clients("nothing is said of the oldest", (listener) => delete listener.tls_min_version, {
      profile: STANDARD,
    }),
    clients("the newest is the newest that there is", (listener) => {
      listener.tls_max_version = "tls13";
    }),
    unitLine("Environment=GODEBUG=madvdontneed=1"),
  ],
  fails: [
    ...["tls10", "tls11", "TLS13", ""].map((version) =>
      clients(
        `the oldest is ${version || "empty"}`,
        (listener) => {
          listener.tls_min_version = version;
        },
        { says: /tls_min_version/ },
      ),
    ),
    clients("TLS 1.2 is too old for a strict profile", (listener) => {
      listener.tls_min_version = "tls12";
    }),
    health("the listener of health checks leaves it to Vault", (listener) => delete listener.tls_min_version),
    clients("TLS 1.3 is turned off", (listener) => {
      listener.tls_max_version = "tls12";
    }),
    clients("nothing newer than TLS 1.1 is spoken", (listener) => {
      listener.tls_max_version = "tls11";
    }),
    clients("suites are named that TLS 1.3 does not look at", (listener) => {
      listener.tls_cipher_suites = SUITE;
    }),
    clients("a weak suite stands beside a sound one", (listener) => {
      listener.tls_max_version = "tls12";
      listener.tls_cipher_suites = `${SUITE},TLS_RSA_WITH_3DES_EDE_CBC_SHA`;
    }),
    clients("the server's order of suites is asked for", (listener) => {
      listener.tls_prefer_server_cipher_suites = true;
    }),
    server("nodes speak to each other with a weak suite", (configuration) => {
      configuration.cluster_cipher_suites = "TLS_RSA_WITH_AES_128_CBC_SHA";
    }),
    unitLine('Environment="GODEBUG=tls10server=1,tls3des=1"'),
  ],
  unknown: [
    clients("a variable decides", (listener) => {
      listener.tls_min_version = "${var.oldest}";
    }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("tls_min_version", ({ listener }) => {
      listener[0].tcp.tls_min_version = "tls10";
    }),
  ],
  repaired: [
    repairing(
      "tls_min_version",
      ({ listener }) => {
        listener[0].tcp.tls_min_version = "tls10";
      },
      ({ listener }) => {
        listener[0].tcp.tls_min_version = "tls13";
      },
    ),
  ],
};
