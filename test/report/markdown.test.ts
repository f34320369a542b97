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
