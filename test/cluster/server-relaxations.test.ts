import { Duration, type HardenedVaultProps } from "../../lib";
import { judge } from "../../lib/checks/engine/judge";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { Production } from "../checks/support/production";

const NOW = new Date("2026-11-24T12:00:00Z");
const REASON = "A batch system holds its leases over a weekend.";

/** What `strict` says of a rule after a change. */
function said(rule: string, props: Partial<HardenedVaultProps>, change?: (production: Production) => void) {
  const production = new Production(props);
  change?.(production);
  const { evidence, relaxations } = production.judged();
  const strict = PROFILES.find(({ name }) => name === "strict");
  if (strict === undefined) throw new Error("no profile strict");
  const { results, stopping } = judge(evidence, { rules: RULES, profile: strict, now: NOW, relaxations });
  return {
    waived: results.filter((result) => result.rule === rule).map(({ waived }) => waived),
    stopping: stopping.map((result) => result.rule),
  };
}

const longer: HardenedVaultProps["server"] = {
  tlsMinVersion: "tls13",
  maxLeaseTtl: { value: Duration.hours(96), reason: REASON },
};

test("the reason of a weaker setting accepts what its rule finds", () => {
  expect(said("CFG-10", { server: longer })).toEqual({
    // The nodes, and the machine for restore drills.
    waived: [
      { reason: REASON, approvedBy: "server max_lease_ttl" },
      { reason: REASON, approvedBy: "server max_lease_ttl" },
    ],
    stopping: [],
  });
});

test("the reason of one setting accepts no other", () => {
  const { stopping } = said("CFG-08", { server: longer }, ({ vault }) =>
    vault.bundle.override("/etc/vault.d/vault.json", (text) =>
      text.replace('"log_level": "info"', '"log_level": "trace"'),
    ),
  );
  expect(stopping).toEqual(["CFG-08"]);
});

test("a reason accepts the value that it came with, not a weaker one that follows", () => {
  const { stopping } = said("CFG-10", { server: longer }, ({ vault }) =>
    vault.bundle.override("/etc/vault.d/vault.json", (text) => text.replace('"96h"', '"768h"')),
  );
  expect(stopping).toEqual(["CFG-10"]);
});

test.each<[rule: string, server: HardenedVaultProps["server"]]>([
  ["CFG-02", { introspectionEndpoint: { value: true, reason: REASON } }],
  ["CFG-04", { defaultMaxRequestDuration: { value: Duration.minutes(5), reason: REASON } }],
  ["CFG-05", { denySlashInTemplatedPaths: { value: false, reason: REASON } }],
  ["CFG-08", { logLevel: { value: "debug", reason: REASON } }],
])("%s finds a reason", (rule, server) => {
  const { waived } = said(rule, { server: { tlsMinVersion: "tls13", ...server } });
  expect(waived).toContainEqual(expect.objectContaining({ reason: REASON }));
});
