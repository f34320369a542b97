import { PROFILES } from "../../../../lib/checks/profiles/profiles";
import { requestsBounded } from "../../../../lib/checks/rules/cfg/requests-bounded";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  health,
  NO_NODES,
  NODES,
  nodes,
  overriding,
  repairing,
  server,
} from "../../support/server-edits";

const JSON_LIMITS = [
  "max_json_depth",
  "max_json_string_value_length",
  "max_json_object_entry_count",
  "max_json_array_element_count",
  "max_json_token",
];
const SIZES = ["max_request_size", "max_token_header_size", ...JSON_LIMITS];
const TIMES = ["max_request_duration", "http_read_header_timeout", "http_read_timeout", "http_idle_timeout"];
const STANDARD = PROFILES.find(({ name }) => name === "standard");

export const cases: RuleCases = {
  rule: requestsBounded,
  passes: [
    { on: NODES },
    clients("they are written in other units", (listener) => {
      listener.max_request_size = "32MiB";
      listener.http_read_timeout = 30;
      listener.http_idle_timeout = "4m60s";
    }),
    nodes("an older release does not know limits of JSON", (draft) => {
      draft.edit("/etc/hardened-vault/release.json", (text) =>
        text.replace(/"version": "[^"]*"/, '"version": "1.20.2"'),
      );
      draft.server(({ listener }) => {
        for (const { tcp } of listener) {
          for (const name of [...JSON_LIMITS, "max_token_header_size"]) delete tcp[name];
        }
      });
    }),
  ],
  fails: [
    ...SIZES.flatMap((name) => [
      clients(`${name} is not set`, (listener) => delete listener[name]),
      health(`${name} has no bound`, (listener) => {
        listener[name] = -1;
      }),
      clients(`${name} is far more than Vault's own`, (listener) => {
        listener[name] = "2000000000";
      }),
    ]),
    ...TIMES.flatMap((name) => [
      clients(`${name} is not set`, (listener) => delete listener[name]),
      clients(`${name} is a day`, (listener) => {
        listener[name] = "24h";
      }),
      clients(`${name} is negative`, (listener) => {
        listener[name] = "-1s";
      }),
    ]),
    clients("a time for ever, which is 0", (listener) => {
      listener.http_read_timeout = 0;
    }),
    clients("answers may not be written for a negative time", (listener) => {
      listener.http_write_timeout = "-5s";
    }),
    clients("the limiter of requests is off", (listener) => {
      listener.disable_request_limiter = true;
    }),
    server("requests may last an hour", (configuration) => {
      configuration.default_max_request_duration = "1h";
    }),
    server(
      "nothing is said of requests",
      (configuration) => delete configuration.default_max_request_duration,
    ),
  ],
  unknown: [
    clients(
      "a variable decides",
      (listener) => {
        listener.max_request_size = "${var.size}";
      },
      { profile: STANDARD },
    ),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("max_request_size", ({ listener }) => {
      listener[0].tcp.max_request_size = -1;
    }),
  ],
  repaired: [
    repairing(
      "max_json_depth",
      ({ listener }) => {
        listener[0].tcp.max_json_depth = 100_000;
      },
      ({ listener }) => {
        listener[0].tcp.max_json_depth = 50;
      },
    ),
  ],
};
