import { renderServerConfiguration, type ServerConfiguration } from "../../lib/server";
import { hardened, NEWEST, REASON, refusal, setting } from "./support";

const onServer = (extra: unknown): ServerConfiguration => ({ ...hardened(), extraSettings: extra as never });
const onListener = (extra: unknown): ServerConfiguration =>
  hardened({ settings: { clientListener: { extraSettings: extra as never } } });

describe("extra settings", () => {
  test("follow the settings of the model, in the order of their names", () => {
    const configuration = onServer({ z_new: { b: 1, a: [true, null] }, a_new: "x" });
    const text = renderServerConfiguration(configuration, NEWEST);
    expect(text.slice(text.indexOf('  "a_new"'))).toBe(
      '  "a_new": "x",\n  "z_new": {\n    "a": [\n      true,\n      null\n    ],\n    "b": 1\n  }\n}\n',
    );
    expect(setting(onListener({ some_new_limit: 5 }), "listener.0.tcp.some_new_limit")).toBe(5);
    expect(setting(onListener({ some_new_limit: 5 }), "listener.1.tcp.some_new_limit")).toBeUndefined();
  });

  test.each([
    ["default_lease_ttl", "defaultLeaseTtl"],
    ["listener", "listeners"],
    ["storage", "storage"],
    ["seal", "seals"],
    ["user_lockout", "userLockout"],
    ["enable_unauthenticated_access", "enableUnauthenticatedAccess"],
  ])("fails for %s of the server and names the prop", (key, prop) => {
    const error = refusal(onServer({ [key]: "1h" }));
    expect(error.message).toContain(`extraSettings.${key}`);
    expect(error.problem.repair).toBe(`use the prop ${prop}`);
  });

  test.each([
    ["max_json_depth", "maxJsonDepth"],
    ["tls_client_ca_file", "clientCertificates"],
    ["tls_require_and_verify_client_cert", "clientCertificates"],
    ["tls_disable_client_certs", "clientCertificates"],
    ["proxy_protocol_behavior", "proxyProtocol"],
    ["x_forwarded_for_reject_not_present", "xForwardedFor"],
    ["custom_response_headers", "customResponseHeaders"],
    ["telemetry", "telemetry"],
  ])("fails for %s of a listener and names the prop", (key, prop) => {
    const error = refusal(onListener({ [key]: 1 }));
    expect(error.message).toContain(`listener[0].extraSettings.${key}`);
    expect(error.problem.repair).toBe(`use the prop ${prop}`);
  });

  test.each(["ha_storage", "backend", "ha_backend", "hsm", "disable_clustering", "cluster_cipher_suites"])(
    "fails for %s, which no server has",
    (key) => {
      expect(refusal(onServer({ [key]: {} })).problem.expected).toContain("no such setting");
    },
  );

  test.each([
    ["tls_disable", "true"],
    ["tls_disable", 1],
    ["tls_disable", false],
    ["tls_prefer_server_cipher_suites", true],
    ["type", "unix"],
    ["socket_mode", "0777"],
    ["socket_user", "a"],
    ["socket_group", "a"],
  ])("fails for %s %j, which no listener has", (key, value) => {
    expect(refusal(onListener({ [key]: value })).problem.expected).toContain("no such setting");
  });

  test.each(["TLS_DISABLE", "Tls_disable", "tls-disable", "__proto__x", "", "1a"])(
    "fails for the name %j, because Vault ignores the case of names",
    (key) => {
      expect(refusal(onListener({ [key]: true })).problem.expected).toContain("small letters");
    },
  );

  test.each([
    { new_block: { secret_key: "a" } },
    { new_block: [{ session_token: "a" }] },
    { api_token: "a" },
    { new_password: "a" },
    { new_block: { note: "AKIAIOSFODNN7EXAMPLE" } },
    { note: "-----BEGIN RSA PRIVATE KEY-----" },
    { note: "hvs.CAESIJ0aaaaaaaaaaaaaaaaaaaaaaaaaaa" },
  ])("fails for a credential in %j", (extra) => {
    const error = refusal(onServer(extra));
    expect(error.problem.expected).toMatch(/credential/);
    expect(error.problem.got).toBeUndefined();
  });

  test.each([
    ["undefined", undefined],
    ["a function", () => 1],
    ["not a number", Number.NaN],
    ["an instance", new Date(0)],
    ["an instance in a list", [new Map()]],
  ])("fails for %s, which JSON cannot hold", (_, value) => {
    expect(refusal(onServer({ a_new: value })).problem.expected).toContain("JSON");
  });

  test("fails for something that is no object", () => {
    expect(refusal(onServer(["a"])).message).toContain("extraSettings");
    expect(refusal(onListener("a")).message).toContain("listener[0].extraSettings");
  });

  test("cannot be relaxed", () => {
    expect(refusal(onListener({ tls_disable: { value: true, reason: REASON } })).code).toBe(
      "SETTING_INVALID",
    );
  });
});
