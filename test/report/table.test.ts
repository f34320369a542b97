import { renderTable } from "../../lib/report/table";
import { reported, result, WAIVED } from "./sample";

const LONG = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/vault-prod/0123456789abcdef";
const plain = (width: number) => ({ width, isColoured: false });
const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

test.each([30, 40, 60, 76, 80, 100, 132, 200])("no line is wider than %d columns", (width) => {
  const table = renderTable(
    reported([result({ actual: `${LONG} ${LONG}`, resource: LONG, constructPath: `stack/vault/${LONG}` })], {
      judgement: { integrity: [`${LONG} is another`] },
    }),
    plain(width),
  );
  expect(widest(table)).toBeLessThanOrEqual(width);
});

test("says what there is, what should be and how it is repaired", () => {
  const table = renderTable(reported([result()]), plain(120));
  for (const text of [
    "ACME-01",
    "FAIL",
    "aws_kms_key.one",
    "is: there is this",
    "should: there should be that",
  ]) {
    expect(table).toContain(text);
  }
  expect(table).toContain("repair: mend it");
  expect(table).toContain("1 to mend");
});

test("says who accepted a failure, why and until when, and does not call it passed", () => {
  const table = renderTable(reported([result({ waived: WAIVED })]), plain(160));
  expect(table).toContain("accepted by security@corp.example until 2027-02-01: a cluster of training");
  expect(table).toContain("1 fail, 1 waived");
});

test("nothing found is passed, with the counts and no table", () => {
  const table = renderTable(reported([result({ verdict: "pass" })]), plain(100));
  expect(table).toContain("passed");
  expect(table).not.toContain("ACME-01");
});

test("tells of files that changed, rules that were not there, stacks without Vault and relaxations", () => {
  const relaxation = {
    name: "Protection.relaxed",
    rules: ["SEAL-03"],
    scope: "stack/vault",
    reason: "a trial",
  };
  const table = renderTable(
    reported([result({ verdict: "pass" })], {
      missingRules: ["ACME-09"],
      withoutVault: ["network"],
      judgement: { integrity: ["/etc/vault.d/vault.json is another"], relaxations: [relaxation] },
    }),
    plain(120),
  );
  expect(table).toContain("not as recorded: /etc/vault.d/vault.json is another");
  expect(table).toContain("not judged by ACME-09");
  expect(table).toContain("no Vault in network");
  expect(table).toContain("relaxed: Protection.relaxed at stack/vault: a trial");
});

test("what was not judged is named, and nothing looks passed", () => {
  const table = renderTable(
    reported([result({ verdict: "pass" })], { unchecked: ["bundles/vault.tar is no tar archive"] }),
    plain(120),
  );
  expect(table).toContain("not judged: bundles/vault.tar is no tar archive");
  expect(table).toContain("could not be judged as a whole");
  expect(table).not.toContain("passed");
});

test("nothing that was judged acts on the terminal", () => {
  const table = renderTable(reported([result({ actual: "\u001b[2Jcleared\u202e" })]), plain(120));
  for (const sign of ["\u001b", "\u202e"]) expect(table).not.toContain(sign);
});

test("colours are for terminals that have them", () => {
  expect(renderTable(reported([result()]), { width: 100, isColoured: true })).toContain("\u001b[31m");
  expect(renderTable(reported([result()]), plain(100))).not.toContain("\u001b[");
});
