import { renderMarkdown } from "../../lib/report/markdown";
import { reported, result, WAIVED } from "./sample";

test("a finding is a row, and what somebody wrote into it cannot leave its cell", () => {
  const text = renderMarkdown(
    reported([result({ actual: "a | b\n<img src=x> `c` [d](e)", expected: "a back\\slash" })]),
  );
  expect(text).toContain(
    "| ACME-01 | FAIL | aws_kms_key.one | a \\| b &lt;img src=x> \\`c\\` \\[d](e) | a back\\\\slash |",
  );
});

test("says whether it passed, and counts", () => {
  expect(renderMarkdown(reported([result()]))).toContain("**1 to mend** under the profile `standard`");
  const passed = renderMarkdown(reported([result({ verdict: "pass" })]));
  expect(passed).toContain("**Passed**");
  expect(passed).not.toContain("| rule |");
});

test("a waived failure is a row that says who accepted it", () => {
  const text = renderMarkdown(reported([result({ waived: WAIVED })]));
  expect(text).toContain("| waived |");
  expect(text).toContain("accepted by security@corp.example: a cluster of training");
});

test("lists what changed since the synthesis", () => {
  const text = renderMarkdown(reported([result()], { judgement: { integrity: ["vault.json is another"] } }));
  expect(text).toContain("Not as recorded when it was synthesized:\n\n- vault.json is another");
});

test("what was not judged is named, and nothing looks passed", () => {
  const text = renderMarkdown(
    reported([result()], { unchecked: ["bundles/vault.tar is no tar archive"], missingRules: ["ACME-09"] }),
  );
  expect(text).toContain("**1 to mend**, **Could not be judged as a whole**");
  expect(text).toContain("Not judged:\n\n- bundles/vault.tar is no tar archive");
  const whole = renderMarkdown(reported([result({ verdict: "pass" })], { unchecked: ["x"] }));
  expect(whole).not.toContain("Passed");
});
