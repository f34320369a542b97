import fc from "fast-check";
import { wrap } from "../../lib/report/wrap";

test("breaks between words, keeps line ends, and breaks a long word after a sign", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("one\ntwo", 80)).toEqual(["one", "two"]);
  expect(wrap("aws_kms_key.vault_seal", 12)).toEqual(["aws_kms_key.", "vault_seal"]);
  expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  expect(wrap("", 10)).toEqual([""]);
});

test("no line is longer than the width, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      const solid = (one: string) => one.replaceAll(/[ \n]/g, "");
      expect(solid(lines.join(""))).toBe(solid(text));
    }),
  );
});
