import { findings } from "../../lib/report/report";
import { reported, result, WAIVED } from "./sample";

test("counts each verdict once, and beside them what is waived and what stops", () => {
  const { summary } = reported([
    result({ verdict: "pass" }),
    result(),
    result({ waived: WAIVED }),
    result({ severity: "info" }),
    result({ verdict: "unknown" }),
    result({ verdict: "not-applicable" }),
    result({ verdict: "error" }),
  ]);
  expect(summary).toMatchObject({ pass: 1, fail: 3, unknown: 1, "not-applicable": 1, error: 1, waived: 1 });
});

test("what is waived or only told of stops nothing; a failure and an error do", () => {
  const { results, summary } = reported([
    result(),
    result({ waived: WAIVED }),
    result({ severity: "info" }),
    result({ verdict: "error" }),
    result({ verdict: "pass" }),
  ]);
  expect(results.map(({ stops }) => stops)).toEqual([true, false, false, true, false]);
  expect(summary.stopping).toBe(2);
});

test("findings are what somebody should read: what stops first, then failures, what is unknown, what is waived", () => {
  const report = reported([
    result({ rule: "A", verdict: "pass" }),
    result({ rule: "B", waived: WAIVED }),
    result({ rule: "C", severity: "info" }),
    result({ rule: "D" }),
    result({ rule: "E", verdict: "not-applicable" }),
    result({ rule: "F", verdict: "error" }),
  ]);
  expect(findings(report).map(({ rule }) => rule)).toEqual(["D", "F", "C", "B"]);
});

test("each result says of which stack it is, and the report when it was made and of what", () => {
  const report = reported([result()], {
    missingRules: ["ACME-09"],
    withoutVault: ["network"],
    waiverFile: { file: "waivers.json", sha256: "1".repeat(64) },
  });
  expect(report).toMatchObject({
    schemaVersion: 1,
    createdAt: "2026-11-24T12:00:00.000Z",
    versions: { library: "1.2.3" },
    evidence: { missingRules: ["ACME-09"], withoutVault: ["network"], waiverFile: { file: "waivers.json" } },
  });
  expect(report.results[0]?.stack).toBe("stack");
});

test("a report without a file of waivers names none", () => {
  expect(reported([result()]).evidence).not.toHaveProperty("waiverFile");
});
