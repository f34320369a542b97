import { Cidr } from "../../lib/core/cidr";
import { Duration } from "../../lib/core/duration";
import { relaxationsOf, type ServerConfiguration, type TcpListener } from "../../lib/server";
import { ENTERPRISE, hardened, put, REASON, refusal, setting } from "./support";

const OPTIONAL = { required: false, reason: REASON } as const;
const FIRST: TcpListener = { address: "10.0.0.1:8200", clientCertificates: OPTIONAL };

function serving(...listeners: TcpListener[]): ServerConfiguration {
  return { ...hardened(), listeners };
}

function withChoice(prop: string, value: unknown): ServerConfiguration {
  return serving(put(FIRST, prop, value));
}

const load = Cidr.parse("load balancer", "10.0.1.0/24");

describe("a listener", () => {
  test.each([
    ["maxRequestSize", "max_request_size", 33_554_432],
    ["maxTokenHeaderSize", "max_token_header_size", 8192],
    ["maxJsonDepth", "max_json_depth", 300],
    ["maxJsonStringValueLength", "max_json_string_value_length", 1_048_576],
    ["maxJsonObjectEntryCount", "max_json_object_entry_count", 10_000],
    ["maxJsonArrayElementCount", "max_json_array_element_count", 10_000],
    ["maxJsonToken", "max_json_token", 500_000],
  ])("%s: accepts up to the limit, more only with a reason", (prop, key, most) => {
    expect(setting(withChoice(prop, most), `listener.0.tcp.${key}`)).toBe(most);
    const error = refusal(withChoice(prop, most + 1));
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toContain(`listener[0].${key}`);
    expect(error.problem.repair).toContain("{ value, reason }");
    const relaxed = withChoice(prop, { value: most + 1, reason: REASON });
    expect(setting(relaxed, `listener.0.tcp.${key}`)).toBe(most + 1);
    expect(relaxationsOf(relaxed)).toContainEqual({
      setting: `listener[0].${key}`,
      value: most + 1,
      reason: REASON,
    });
  });

  test.each([
    "maxRequestSize",
    "maxTokenHeaderSize",
    "maxJsonDepth",
    "maxJsonStringValueLength",
    "maxJsonObjectEntryCount",
    "maxJsonArrayElementCount",
    "maxJsonToken",
  ])("fails for %s below 1, which Vault takes as unlimited or default, even with a reason", (prop) => {
    for (const value of [-1, 0, 1.5, Number.NaN, "1"]) {
      expect(refusal(withChoice(prop, value)).code).toBe("SETTING_INVALID");
      expect(refusal(withChoice(prop, { value, reason: REASON })).code).toBe("SETTING_INVALID");
    }
  });

  test.each([
    ["maxRequestDuration", "max_request_duration", Duration.seconds(90)],
    ["httpReadHeaderTimeout", "http_read_header_timeout", Duration.seconds(10)],
    ["httpReadTimeout", "http_read_timeout", Duration.seconds(30)],
    ["httpIdleTimeout", "http_idle_timeout", Duration.minutes(5)],
  ])("%s: accepts up to the limit, more only with a reason, never zero", (prop, key, longest) => {
    const longer = Duration.seconds(longest.toSeconds() + 1);
    expect(setting(withChoice(prop, longest), `listener.0.tcp.${key}`)).toBe(longest.toString());
    expect(refusal(withChoice(prop, longer)).message).toContain(`listener[0].${key}`);
    expect(setting(withChoice(prop, { value: longer, reason: REASON }), `listener.0.tcp.${key}`)).toBe(
      longer.toString(),
    );
    const none = { value: Duration.seconds(0), reason: REASON };
    expect(refusal(withChoice(prop, none)).code).toBe("SETTING_INVALID");
    expect(refusal(withChoice(prop, "10s")).problem.expected).toBe("a Duration");
  });

  test.each([
    ["redactAddresses", "redact_addresses"],
    ["redactClusterName", "redact_cluster_name"],
    ["redactVersion", "redact_version"],
    ["disableReplicationStatusEndpoints", "disable_replication_status_endpoints"],
  ])("%s: true, and false only with a reason", (prop, key) => {
    expect(setting(serving(FIRST), `listener.0.tcp.${key}`)).toBe(true);
    expect(refusal(withChoice(prop, false)).message).toContain(`listener[0].${key}`);
    expect(refusal(withChoice(prop, "true")).code).toBe("SETTING_INVALID");
    expect(setting(withChoice(prop, { value: false, reason: REASON }), `listener.0.tcp.${key}`)).toBe(false);
  });

  test.each([
    ["telemetry", "unauthenticatedMetricsAccess", "unauthenticated_metrics_access", "telemetry"],
    ["profiling", "unauthenticatedPprofAccess", "unauthenticated_pprof_access", "profiling"],
    [
      "inflightRequestsLogging",
      "unauthenticatedInFlightRequestsAccess",
      "unauthenticated_in_flight_requests_access",
      "inflight_requests_logging",
    ],
  ])("%s: no access without a token, except with a reason", (prop, inner, key, name) => {
    expect(refusal(withChoice(prop, { [inner]: true })).message).toContain(`listener[0].${name}.${key}`);
    const relaxed = withChoice(prop, { [inner]: { value: true, reason: REASON } });
    expect(setting(relaxed, `listener.0.tcp.${name}`)).toEqual({ [key]: true });
  });

  test("serves metrics without a token on loopback", () => {
    const telemetry = { unauthenticatedMetricsAccess: true };
    const local = serving({ ...FIRST, address: "127.0.0.1:8204", telemetry });
    expect(setting(local, "listener.0.tcp.telemetry.unauthenticated_metrics_access")).toBe(true);
  });

  test("fails for a reason that says nothing", () => {
    expect(refusal(withChoice("redactVersion", { value: false, reason: "because" })).code).toBe(
      "REASON_REQUIRED",
    );
    expect(refusal(serving({ ...FIRST, clientCertificates: { required: false, reason: "" } })).code).toBe(
      "REASON_REQUIRED",
    );
  });

  test("fails for every interface without a reason", () => {
    expect(refusal(withChoice("address", "0.0.0.0:8200")).message).toContain("listener[0].address");
    expect(refusal(withChoice("address", "[::]:8200")).message).toContain("listener[0].address");
    const relaxed = withChoice("address", { value: "0.0.0.0:8200", reason: REASON });
    expect(setting(relaxed, "listener.0.tcp.cluster_address")).toBe("0.0.0.0:8201");
  });

  test.each([
    "10.0.0.1",
    "10.0.0.300:8200",
    ":8200",
    "10.0.0.1:0",
    "10.0.0.1:65536",
    "https://10.0.0.1:8200",
    8200,
  ])("fails for the address %s", (address) => {
    expect(refusal(withChoice("address", address)).code).toBe("SETTING_INVALID");
  });

  test("derives the port of the cluster", () => {
    expect(setting(serving({ ...FIRST, address: "[fd00::1]:9000" }), "listener.0.tcp.cluster_address")).toBe(
      "[fd00::1]:9001",
    );
  });

  test("fails for addresses that collide, also with a derived one or with every interface", () => {
    const next = (address: string): TcpListener => ({ ...FIRST, address });
    expect(refusal(serving(FIRST, next("10.0.0.1:8201"))).message).toContain("listener");
    expect(refusal(serving(FIRST, next("10.0.0.1:8200"))).code).toBe("SETTING_INVALID");
    const everywhere = { ...FIRST, address: { value: "0.0.0.0:8201", reason: REASON } };
    expect(refusal(serving(FIRST, everywhere)).code).toBe("SETTING_INVALID");
    expect(setting(serving(FIRST, next("10.0.0.1:8202")), "listener.1.tcp.address")).toBe("10.0.0.1:8202");
    expect(setting(serving(FIRST, next("10.0.0.2:8200")), "listener.1.tcp.address")).toBe("10.0.0.2:8200");
  });

  test("fails for no listener, and for one without the choice about client certificates", () => {
    expect(refusal(serving()).message).toContain("listener");
    const error = refusal(withChoice("clientCertificates", undefined));
    expect(error.message).toContain("listener[0].clientCertificates");
  });

  test("renders the three choices about client certificates", () => {
    const chosen = (choice: TcpListener["clientCertificates"]) =>
      Object.entries(
        setting(serving({ ...FIRST, clientCertificates: choice }), "listener.0.tcp") as object,
      ).filter(([key]) => /client/.test(key));
    expect(chosen({ required: true, caFile: "/etc/ca.pem" })).toEqual([
      ["tls_require_and_verify_client_cert", true],
      ["tls_client_ca_file", "/etc/ca.pem"],
    ]);
    expect(chosen(OPTIONAL)).toEqual([["tls_require_and_verify_client_cert", false]]);
    expect(chosen({ ...OPTIONAL, requested: false })).toEqual([
      ["tls_require_and_verify_client_cert", false],
      ["tls_disable_client_certs", true],
    ]);
  });

  test.each([
    [{ required: true }, "tls_client_ca_file"],
    [{ required: true, caFile: "ca.pem" }, "tls_client_ca_file"],
    [{ required: "yes" }, "tls_require_and_verify_client_cert"],
    [{ ...OPTIONAL, requested: "no" }, "tls_disable_client_certs"],
  ])("fails for the client certificates %j", (choice, key) => {
    expect(refusal(withChoice("clientCertificates", choice)).message).toContain(`listener[0].${key}`);
  });

  test.each(["tls10", "tls11", "tls14", "TLS12"])("fails for %s", (version) => {
    expect(refusal(withChoice("tlsMinVersion", version)).message).toContain("listener[0].tls_min_version");
    expect(refusal(withChoice("tlsMaxVersion", { value: version, reason: REASON })).message).toContain(
      "listener[0].tls_max_version",
    );
  });

  test("fails for a ceiling of TLS 1.2 without a reason, or below the floor", () => {
    expect(refusal(withChoice("tlsMaxVersion", "tls12")).message).toContain("listener[0].tls_max_version");
    const crossed: TcpListener = {
      ...FIRST,
      tlsMinVersion: "tls13",
      tlsMaxVersion: { value: "tls12", reason: REASON },
    };
    expect(refusal(serving(crossed)).message).toContain("listener[0].tls_max_version");
  });

  test("takes cipher suites only where they have an effect, and only secure ones", () => {
    const suites = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"];
    expect(refusal(withChoice("tlsCipherSuites", suites)).problem.expected).toContain("tls_max_version");
    const older: TcpListener = { ...FIRST, tlsMaxVersion: { value: "tls12", reason: REASON } };
    expect(setting(serving({ ...older, tlsCipherSuites: suites }), "listener.0.tcp.tls_cipher_suites")).toBe(
      suites.join(","),
    );
    const weak = { ...older, tlsCipherSuites: ["TLS_RSA_WITH_AES_128_CBC_SHA"] };
    expect(refusal(serving(weak)).message).toContain("listener[0].tls_cipher_suites[0]");
    expect(refusal(serving({ ...older, tlsCipherSuites: [] })).code).toBe("SETTING_INVALID");
  });

  test.each(["cert.pem", "/etc/../cert.pem", "/etc//cert.pem", "/etc/tls/", "/etc/./cert.pem", "", 1])(
    "fails for the path %j",
    (path) => {
      expect(refusal(withChoice("tlsCertFile", path)).message).toContain("listener[0].tls_cert_file");
    },
  );

  test("fails for misspelt props and names the right ones", () => {
    expect(refusal(withChoice("tlsMinimumVersion", "tls13")).problem.expected).toContain("tlsMinVersion");
  });

  test("a prop without a value is a prop that is absent", () => {
    expect(setting(withChoice("maxJsonDepth", undefined), "listener.0.tcp.max_json_depth")).toBe(100);
  });
});

describe("the client's address", () => {
  test("comes from the PROXY protocol of named networks", () => {
    const proxyProtocol = { behavior: "deny_unauthorized", authorizedAddrs: [load] } as const;
    expect(setting(serving({ ...FIRST, proxyProtocol }), "listener.0.tcp")).toMatchObject({
      proxy_protocol_behavior: "deny_unauthorized",
      proxy_protocol_authorized_addrs: ["10.0.1.0/24"],
    });
  });

  test.each([
    [{ behavior: "use_always", authorizedAddrs: [load] }, "proxy_protocol_behavior"],
    [{ behavior: "allow_authorized", authorizedAddrs: [] }, "proxy_protocol_authorized_addrs"],
    [{ behavior: "allow_authorized", authorizedAddrs: [load, load] }, "proxy_protocol_authorized_addrs"],
    [{ behavior: "allow_authorized", authorizedAddrs: ["10.0.1.0/24"] }, "proxy_protocol_authorized_addrs"],
    [{ behavior: "allow_authorized" }, "proxy_protocol_authorized_addrs"],
  ])("fails for the PROXY protocol %#", (proxyProtocol, key) => {
    expect(refusal(withChoice("proxyProtocol", proxyProtocol)).message).toContain(`listener[0].${key}`);
  });

  test("fails when the whole internet may set it", () => {
    const authorizedAddrs = [Cidr.parse("anybody", "0.0.0.0/0")];
    const proxyProtocol = { behavior: "allow_authorized", authorizedAddrs };
    expect(refusal(withChoice("proxyProtocol", proxyProtocol)).code).toBe("CIDR_WORLD");
    expect(refusal(withChoice("xForwardedFor", { authorizedAddrs })).code).toBe("CIDR_WORLD");
  });

  test("comes from X-Forwarded-For, and rejects what has none", () => {
    const xForwardedFor = {
      authorizedAddrs: [load],
      hopSkips: 1,
      clientCertHeader: "X-Client-Cert",
      clientCertHeaderDecoders: "URL,DER",
    };
    expect(setting(serving({ ...FIRST, xForwardedFor }), "listener.0.tcp")).toMatchObject({
      x_forwarded_for_authorized_addrs: ["10.0.1.0/24"],
      x_forwarded_for_hop_skips: 1,
      x_forwarded_for_reject_not_present: true,
      x_forwarded_for_reject_not_authorized: true,
      x_forwarded_for_client_cert_header: "X-Client-Cert",
      x_forwarded_for_client_cert_header_decoders: "URL,DER",
    });
  });

  test.each([
    [{}, "x_forwarded_for_authorized_addrs"],
    [{ hopSkips: -1 }, "x_forwarded_for_hop_skips"],
    [{ rejectNotPresent: false }, "x_forwarded_for_reject_not_present"],
    [{ rejectNotAuthorized: false }, "x_forwarded_for_reject_not_authorized"],
    [{ clientCertHeader: "a b" }, "x_forwarded_for_client_cert_header"],
    [{ clientCertHeaderDecoders: "PEM" }, "x_forwarded_for_client_cert_header_decoders"],
    [{ clientCertHeaderDecoders: "DER" }, "x_forwarded_for_client_cert_header_decoders"],
  ])("fails for X-Forwarded-For with %j", (choice, key) => {
    const addresses = Object.keys(choice).length === 0 ? {} : { authorizedAddrs: [load] };
    expect(refusal(withChoice("xForwardedFor", { ...addresses, ...choice })).message).toContain(key);
  });

  test("fails for both sources at once", () => {
    const both = {
      ...FIRST,
      proxyProtocol: { behavior: "allow_authorized", authorizedAddrs: [load] },
      xForwardedFor: { authorizedAddrs: [load] },
    } as const;
    expect(refusal(serving(both)).problem.expected).toContain("one source");
  });
});

describe("response headers", () => {
  const headers = (customResponseHeaders: unknown) =>
    withChoice("customResponseHeaders", customResponseHeaders);

  test("are lists by status, sorted", () => {
    const chosen = { "2xx": { B: ["1"], A: ["2", "3"] }, "404": { C: ["4"] }, default: { D: ["5"] } };
    const written = setting(headers(chosen), "listener.0.tcp.custom_response_headers");
    expect(JSON.stringify(written)).toBe(
      '{"404":{"C":["4"]},"2xx":{"A":["2","3"],"B":["1"]},"default":{"D":["5"]}}',
    );
  });

  test.each([
    ["an X-Vault header", { default: { "X-VAULT-Token": ["a"] } }, "X-Vault-"],
    ["a value that is no list", { default: { A: "a" } }, "list"],
    ["an empty list", { default: { A: [] } }, "list"],
    ["a line break", { default: { A: ["a\r\nB: c"] } }, "printable"],
    ["a name with a blank", { default: { "A B": ["a"] } }, "name"],
    ["an unknown status", { "6xx": { A: ["a"] } }, "status"],
    ["a header twice", { default: { A: ["a"], a: ["b"] } }, "once"],
    ["no headers", { default: "A" }, "header"],
    ["no statuses", ["A"], "status"],
    ["HSTS without an age", { default: { "Strict-Transport-Security": ["includeSubDomains"] } }, "max-age"],
    [
      "HSTS with an age of 0",
      { default: { "strict-transport-security": ["max-age=0; includeSubDomains"] } },
      "max-age",
    ],
    [
      "HSTS without subdomains",
      { default: { "Strict-Transport-Security": ["max-age=31536000"] } },
      "includeSubDomains",
    ],
  ])("fails for %s", (_, chosen, expected) => {
    const error = refusal(headers(chosen));
    expect(error.message).toContain("listener[0].custom_response_headers");
    expect(error.problem.expected).toContain(expected);
  });

  test("take a stronger HSTS", () => {
    const values = ["max-age=63072000", "includeSubDomains", "preload"];
    const path = "listener.0.tcp.custom_response_headers.default.Strict-Transport-Security";
    expect(setting(headers({ default: { "Strict-Transport-Security": values } }), path)).toEqual(values);
  });
});

describe("other settings of a listener", () => {
  test("are written", () => {
    const configuration = serving({
      ...FIRST,
      httpWriteTimeout: Duration.minutes(10),
      chrootNamespace: "team/a",
      disableRequestLimiter: false,
    });
    expect(setting(configuration, "listener.0.tcp", ENTERPRISE)).toMatchObject({
      http_write_timeout: "10m",
      chroot_namespace: "team/a",
      disable_request_limiter: false,
    });
  });

  test.each([
    ["chrootNamespace", "/team", "chroot_namespace"],
    ["httpWriteTimeout", Duration.days(2), "http_write_timeout"],
    ["disableRequestLimiter", true, "disable_request_limiter"],
    ["clusterAddress", "10.0.0.1", "cluster_address"],
    ["tlsKeyFile", "key.pem", "tls_key_file"],
  ])("fails for %s %s", (prop, value, key) => {
    expect(refusal(withChoice(prop, value), ENTERPRISE).message).toContain(`listener[0].${key}`);
  });
});
