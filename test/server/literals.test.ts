import { Token } from "cdktf";
import { renderServerConfiguration, type ServerConfiguration } from "../../lib/server";
import { PROXY_PROTOCOL_FIELDS, X_FORWARDED_FOR_FIELDS } from "../../lib/server/client-address";
import {
  LISTENER_FIELDS,
  LISTENER_INFLIGHT_FIELDS,
  LISTENER_PROFILING_FIELDS,
  LISTENER_TELEMETRY_FIELDS,
} from "../../lib/server/listener-fields";
import { RAFT_FIELDS } from "../../lib/server/raft";
import { LICENSE_REPORTING_FIELDS, REPORTING_FIELDS } from "../../lib/server/reporting";
import { AUTO_JOIN_FIELDS, RETRY_JOIN_FIELDS } from "../../lib/server/retry-join";
import { AWS_KMS_FIELDS } from "../../lib/server/seal-stanza";
import { SERVER_FIELDS } from "../../lib/server/server-fields";
import { TELEMETRY_FIELDS } from "../../lib/server/telemetry";
import { LOCKOUT_POLICY_FIELDS, USER_LOCKOUT_FIELDS } from "../../lib/server/user-lockout";
import { ENTERPRISE, hardened, problemOf, put, REASON } from "./support";

const TOKENS: readonly (readonly [string, unknown])[] = [
  ["a string token", Token.asString({ value: 1 })],
  ["a text around a token", `a-${Token.asString({ value: 1 })}-b`],
  ["a number token", Token.asNumber({ value: 1 })],
  ["a list token", Token.asList({ value: 1 })],
  ["a map token", Token.asStringMap({ value: 1 })],
  ["an unresolved object", Token.asAny({ value: 1 })],
  ["a Terraform expression", "${var.name}"],
  ["a token with a reason", { value: Token.asString({ value: 1 }), reason: REASON }],
];

const BASE = hardened();
const KMS = { type: "awskms", region: "eu-central-1", kmsKeyId: "@SEAL_KEY_ARN@" };
const JOIN = BASE.storage.raft.retryJoin[0];
const [FIRST] = BASE.listeners;

const inServer = (prop: string, value: unknown): ServerConfiguration => put(BASE, prop, value);
const inListener = (prop: string, value: unknown) => inServer("listeners", [{ ...FIRST, [prop]: value }]);
const inRaft = (prop: string, value: unknown) =>
  inServer("storage", { raft: { ...BASE.storage.raft, [prop]: value } });
const inJoin = (prop: string, value: unknown) => inRaft("retryJoin", [{ ...JOIN, [prop]: value }]);

type Place = readonly [string, object, (prop: string, value: unknown) => ServerConfiguration];

const PLACES: readonly Place[] = [
  ["the server", { ...SERVER_FIELDS, extraSettings: {} }, inServer],
  ["a listener", { ...LISTENER_FIELDS, extraSettings: {} }, inListener],
  [
    "clientCertificates",
    { caFile: {} },
    (prop, value) => inListener("clientCertificates", { required: true, [prop]: value }),
  ],
  [
    "optional clientCertificates",
    { required: {}, reason: {}, requested: {} },
    (prop, value) => inListener("clientCertificates", { required: false, reason: REASON, [prop]: value }),
  ],
  [
    "customResponseHeaders",
    { default: {}, "2xx": {} },
    (prop, value) => inListener("customResponseHeaders", { [prop]: { A: [value] } }),
  ],
  ["proxyProtocol", PROXY_PROTOCOL_FIELDS, (prop, value) => inListener("proxyProtocol", { [prop]: value })],
  ["xForwardedFor", X_FORWARDED_FOR_FIELDS, (prop, value) => inListener("xForwardedFor", { [prop]: value })],
  [
    "listener telemetry",
    LISTENER_TELEMETRY_FIELDS,
    (prop, value) => inListener("telemetry", { [prop]: value }),
  ],
  ["profiling", LISTENER_PROFILING_FIELDS, (prop, value) => inListener("profiling", { [prop]: value })],
  [
    "in flight",
    LISTENER_INFLIGHT_FIELDS,
    (prop, value) => inListener("inflightRequestsLogging", { [prop]: value }),
  ],
  ["raft", RAFT_FIELDS, inRaft],
  ["retryJoin", RETRY_JOIN_FIELDS, inJoin],
  ["autoJoin", AUTO_JOIN_FIELDS, (prop, value) => inJoin("autoJoin", { ...JOIN?.autoJoin, [prop]: value })],
  [
    "a seal",
    { ...AWS_KMS_FIELDS, type: {} },
    (prop, value) => inServer("seals", [{ ...KMS, [prop]: value }]),
  ],
  ["telemetry", TELEMETRY_FIELDS, (prop, value) => inServer("telemetry", { [prop]: value })],
  ["userLockout", USER_LOCKOUT_FIELDS, (prop, value) => inServer("userLockout", { [prop]: value })],
  ["a policy", LOCKOUT_POLICY_FIELDS, (prop, value) => inServer("userLockout", { all: { [prop]: value } })],
  ["reporting", REPORTING_FIELDS, (prop, value) => inServer("reporting", { [prop]: value })],
  [
    "license",
    LICENSE_REPORTING_FIELDS,
    (prop, value) => inServer("reporting", { license: { [prop]: value } }),
  ],
  ["extraSettings", { a_new: {} }, (prop, value) => inServer("extraSettings", { [prop]: value })],
];

describe.each(PLACES)("tokens in %s", (_, fields, place) => {
  test.each(Object.keys(fields))("fails for every kind of token as %s", (prop) => {
    for (const [kind, token] of TOKENS) {
      const code = problemOf(() => renderServerConfiguration(place(prop, token), ENTERPRISE)).code;
      expect([kind, code]).toEqual([kind, "LITERAL_REQUIRED"]);
    }
  });
});

test("fails for a token instead of the configuration", () => {
  for (const token of [Token.asString({ value: 1 }), Token.asAny({ value: 1 })]) {
    const action = () => renderServerConfiguration(token as unknown as ServerConfiguration, ENTERPRISE);
    expect(problemOf(action).code).toBe("LITERAL_REQUIRED");
  }
});

test("the error names the innermost place", () => {
  const token = Token.asString({ value: 1 });
  const path = (configuration: ServerConfiguration) =>
    problemOf(() => renderServerConfiguration(configuration, ENTERPRISE)).problem.message.split(" ")[0];
  expect(path(inListener("maxJsonDepth", { value: token, reason: REASON }))).toBe(
    "listener[0].maxJsonDepth.value",
  );
  expect(path(inJoin("autoJoin", { region: token }))).toBe("storage.raft.retryJoin[0].autoJoin.region");
});
