import { readFileSync } from "node:fs";
import * as path from "node:path";
import { renderJson } from "../../lib/report/json";
import { reported, result, WAIVED } from "./sample";

test("is what was reported, and ends in one newline", () => {
  const report = reported([result(), result({ waived: WAIVED }), result({ verdict: "not-applicable" })]);
  const text = renderJson(report);
  expect(JSON.parse(text)).toEqual(report);
  expect(text).toMatch(/[^\n]\n$/);
});

test("the schema names every property of a report and of a result", () => {
  const schema = JSON.parse(readFileSync(path.join(__dirname, "../../schemas/report-1.json"), "utf8"));
  const report = reported([result({ source: "main.ts:1:1", waived: WAIVED })]);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(report)));
});
