import fc from "fast-check";
import { Cidr } from "../../lib/core/cidr";
import { Duration } from "../../lib/core/duration";
import {
  hardenedServerConfiguration,
  relaxationsOf,
  renderServerConfiguration,
  type ServerConfiguration,
  type ServerSettings,
} from "../../lib/server";
import { ENTERPRISE, REASON } from "./support";

const seconds = (min: number, max: number) =>
  fc.integer({ min, max }).map((amount) => Duration.seconds(amount));
const relaxable = <T>(secure: fc.Arbitrary<T>, wider: fc.Arbitrary<T>) =>
  fc.oneof(
    secure,
    wider.map((value) => ({ value, reason: REASON })),
  );
const upTo = (most: number) =>
  relaxable(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
const boolean = fc.boolean();
const onlyWithReason = (secure: boolean) => relaxable(fc.constant(secure), fc.boolean());
const path = fc.stringMatching(/^(\/[a-z]{1,8}){1,3}$/).map((tail) => `/opt${tail}`);
const extraSettings = fc.dictionary(
  fc.stringMatching(/^x_[a-z]{1,6}$/),
  fc.oneof(fc.integer(), boolean, fc.constant(null), fc.array(fc.constantFrom("a", 1, { b: 1, a: [2] }))),
  { noNullPrototype: true },
);
const cidrs = fc
  .uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map((part) => Cidr.parse("proxy", `10.0.${part}.0/24`)));

const listener = fc.record(
  {
    tlsMinVersion: fc.constantFrom("tls12" as const, "tls13" as const),
    maxRequestSize: upTo(33_554_432),
    maxRequestDuration: relaxable(seconds(1, 90), seconds(1, 3600)),
    maxTokenHeaderSize: upTo(8192),
    maxJsonDepth: upTo(300),
    maxJsonToken: upTo(500_000),
    httpReadTimeout: relaxable(seconds(1, 30), seconds(1, 3600)),
    httpWriteTimeout: seconds(0, 3600),
    redactVersion: onlyWithReason(true),
    customResponseHeaders: fc.dictionary(
      fc.constantFrom("default", "2xx", "404"),
      fc.dictionary(
        fc.stringMatching(/^A-[a-z]{1,5}$/),
        fc.array(fc.stringMatching(/^[a-z ;,=]+$/), { minLength: 1 }),
        {
          noNullPrototype: true,
        },
      ),
      { noNullPrototype: true },
    ),
    xForwardedFor: fc.record(
      { authorizedAddrs: cidrs, hopSkips: fc.integer({ min: 0, max: 16 }) },
      { requiredKeys: ["authorizedAddrs"] },
    ),
    chrootNamespace: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?$/),
    extraSettings,
  },
  { requiredKeys: [] },
);

const settings: fc.Arbitrary<ServerSettings> = fc.record(
  {
    ui: boolean,
    defaultLeaseTtl: seconds(1, 3600),
    maxLeaseTtl: relaxable(seconds(3600, 72 * 3600), seconds(3600, 365 * 86_400)),
    rawStorageEndpoint: onlyWithReason(false),
    pluginDirectory: path,
    logLevel: fc.constantFrom("info" as const, "warn" as const, { value: "debug" as const, reason: REASON }),
    cacheSize: fc.integer({ min: 1, max: 10_000_000 }),
    licensePath: path,
    tlsMinVersion: fc.constantFrom("tls12" as const, "tls13" as const),
    clientListener: listener,
    healthListener: listener,
    raft: fc.record(
      { performanceMultiplier: fc.integer({ min: 1, max: 10 }), snapshotInterval: seconds(1, 86_400) },
      { requiredKeys: [] },
    ),
    telemetry: fc.record(
      { prometheusRetentionTime: seconds(86_400, 31 * 86_400), filterDefault: fc.constant(true) },
      { requiredKeys: [] },
    ),
    userLockout: fc.record(
      {
        all: fc.record({ lockoutThreshold: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: [] }),
        ldap: fc.record({ lockoutDuration: seconds(1800, 86_400) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    extraSettings,
  },
  { requiredKeys: [] },
);

const configurations: fc.Arbitrary<ServerConfiguration> = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), settings)
  .map(([clusterName, chosen]) =>
    hardenedServerConfiguration({ clusterName, domainName: "vault.corp.example", settings: chosen }),
  );

const render = (configuration: ServerConfiguration) => renderServerConfiguration(configuration, ENTERPRISE);

/** The same value with the keys of every plain object in reverse. Lists keep their order: it means something. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)])) as T;
}

const ORDER = Object.keys(
  JSON.parse(
    render(hardenedServerConfiguration({ clusterName: "a", domainName: "vault.corp.example" })),
  ) as object,
);

describe("any valid configuration", () => {
  test("renders to JSON that parses to what was written, without undefined", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const text = render(configuration);
        expect(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`).toBe(text);
        expect(text).not.toMatch(/undefined|\[object|NaN|TfToken/);
      }),
    );
  });

  test("renders the same twice, in whatever order the props are", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const text = render(configuration);
        expect(render(configuration)).toBe(text);
        expect(render(reversed(configuration))).toBe(text);
      }),
    );
  });

  test("keeps the order of the keys that every configuration has", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const keys = Object.keys(JSON.parse(render(configuration)) as object);
        expect(keys.filter((key) => ORDER.includes(key))).toEqual(ORDER);
      }),
    );
  });

  test("never weakens without a reason in the report", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const document = JSON.parse(render(configuration)) as Record<string, unknown>;
        const reported = relaxationsOf(configuration).map(({ setting }) => setting);
        if (document.raw_storage_endpoint === true) expect(reported).toContain("raw_storage_endpoint");
        if (document.log_level === "debug") expect(reported).toContain("log_level");
        const listeners = document.listener as { tcp: Record<string, unknown> }[];
        for (const [i, { tcp }] of listeners.entries()) {
          if (tcp.redact_version === false) expect(reported).toContain(`listener[${i}].redact_version`);
          if (Number(tcp.max_json_depth) > 300) expect(reported).toContain(`listener[${i}].max_json_depth`);
        }
      }),
    );
  });

  test("does not change what it was given", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const before = JSON.stringify(configuration);
        render(configuration);
        expect(JSON.stringify(configuration)).toBe(before);
      }),
    );
  });
});
