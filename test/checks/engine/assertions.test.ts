import {
  absent,
  atLeast,
  atMost,
  fits,
  is,
  isNot,
  names,
  oneOf,
  present,
  undecided,
} from "../../../lib/checks/engine/assertions";
import { Resource } from "../../../lib/checks/evidence/resource";
import { Resources } from "../../../lib/checks/evidence/resources";
import { type Json, Value } from "../../../lib/checks/evidence/value";

const NOT_SET = new Value("size", undefined);
const LATER = new Value("size", "${var.size}");
const of = (raw: Json) => new Value("size", raw);

test("is takes texts for the booleans and numbers that they stand for, as Terraform does", () => {
  expect(is(of(true), true).verdict).toBe("pass");
  expect(is(of("true"), true).verdict).toBe("pass");
  expect(is(of("60"), 60).verdict).toBe("pass");
  expect(is(of("TRUE"), true).verdict).toBe("fail");
  expect(is(of(1), true).verdict).toBe("fail");
  expect(is(of("yes"), "YES").verdict).toBe("fail");
});

test.each([
  ["is", is(NOT_SET, 1), is(LATER, 1)],
  ["isNot", isNot(NOT_SET, [1]), isNot(LATER, [1])],
  ["oneOf", oneOf(NOT_SET, [1]), oneOf(LATER, [1])],
  ["atLeast", atLeast(NOT_SET, 1), atLeast(LATER, 1)],
  ["atMost", atMost(NOT_SET, 1), atMost(LATER, 1)],
  ["fits", fits(NOT_SET, "anything", () => true), fits(LATER, "anything", () => true)],
])("%s fails for what is not set, and never passes what is decided later", (_, unset, later) => {
  expect(unset).toMatchObject({ verdict: "fail", actual: "size is not set" });
  expect(later).toMatchObject({
    verdict: "unknown",
    reason: "size is known when it is deployed: ${var.size}",
  });
});

test.each([
  ["is", is(NOT_SET, 1, { whenAbsent: 1 }), is(NOT_SET, 1, { whenAbsent: 2 })],
  ["isNot", isNot(NOT_SET, [1], { whenAbsent: 2 }), isNot(NOT_SET, [1], { whenAbsent: 1 })],
  ["oneOf", oneOf(NOT_SET, [1, 2], { whenAbsent: 2 }), oneOf(NOT_SET, [1, 2], { whenAbsent: 3 })],
  ["atLeast", atLeast(NOT_SET, 5, { whenAbsent: 5 }), atLeast(NOT_SET, 5, { whenAbsent: 4 })],
  ["atMost", atMost(NOT_SET, 5, { whenAbsent: 5 }), atMost(NOT_SET, 5, { whenAbsent: 6 })],
])("%s judges what counts where nothing is set", (_, good, bad) => {
  expect(good.verdict).toBe("pass");
  expect(bad.verdict).toBe("fail");
});

test("null is not set", () => {
  expect(is(of(null), "x", { whenAbsent: "x" }).verdict).toBe("pass");
  expect(absent(of(null)).verdict).toBe("pass");
});

test.each<[least: Json, verdict: string]>([
  [30, "pass"],
  ["30", "pass"],
  [31, "pass"],
  [29, "fail"],
  ["29.9", "fail"],
  ["", "fail"],
  ["thirty", "fail"],
  [[30], "fail"],
  [true, "fail"],
])("atLeast compares numbers and nothing else: %j", (raw, verdict) => {
  expect(atLeast(of(raw), 30).verdict).toBe(verdict);
});

test("atMost refuses what is no number", () => {
  expect(atMost(of(5), 5).verdict).toBe("pass");
  expect(atMost(of(5.1), 5).verdict).toBe("fail");
  expect(atMost(of("few"), 5).verdict).toBe("fail");
});

test("isNot and oneOf say what was wanted", () => {
  expect(isNot(of("off"), ["off", false])).toMatchObject({
    verdict: "fail",
    expected: "size is not off, false",
  });
  expect(oneOf(of("c"), ["a", "b"])).toMatchObject({ verdict: "fail", expected: "size is one of a, b" });
});

test("absent is no value, an empty text, an empty list; present is the opposite, known or not", () => {
  for (const raw of ["", [], null]) {
    expect(absent(of(raw)).verdict).toBe("pass");
    expect(present(of(raw)).verdict).toBe("fail");
  }
  for (const raw of [0, false, "x", ["x"], "${var.size}"]) {
    expect(absent(of(raw)).verdict).toBe("fail");
    expect(present(of(raw)).verdict).toBe("pass");
  }
});

test("name, reason and severity are passed on", () => {
  expect(is(of(1), 2, { name: "the size", reason: "it matters", severity: "info" })).toEqual({
    verdict: "fail",
    actual: "the size = 1",
    expected: "the size = 2",
    reason: "it matters",
    severity: "info",
  });
});

test("undecided says where and what", () => {
  expect(undecided(LATER)).toBe("size is known when it is deployed: ${var.size}");
});

describe("names", () => {
  const key = new Resource({
    address: "aws_kms_key.a",
    type: "aws_kms_key",
    mode: "managed",
    attributes: { arn: "arn:aws:kms:eu-central-1:123456789012:key/a" },
  });
  const bucket = new Resource({
    address: "aws_s3_bucket.a",
    type: "aws_s3_bucket",
    mode: "managed",
    attributes: {},
  });
  const resources = new Resources([key, bucket]);
  const verdict = (raw: Json | undefined, arn?: RegExp) =>
    names(new Value("key", raw), resources, ["aws_kms_key"], arn === undefined ? {} : { arn }).verdict;

  test("a reference to a resource of the type is right, to one of another type wrong", () => {
    expect(verdict("${aws_kms_key.a.arn}")).toBe("pass");
    expect(verdict("${aws_s3_bucket.a.arn}")).toBe("fail");
  });

  test("what a resource is called in a plan is right", () => {
    expect(verdict("arn:aws:kms:eu-central-1:123456789012:key/a")).toBe("pass");
  });

  test("an ARN from elsewhere is right where its form is told", () => {
    const elsewhere = "arn:aws:kms:eu-central-1:210987654321:key/b";
    expect(verdict(elsewhere)).toBe("fail");
    expect(verdict(elsewhere, /:key\//)).toBe("pass");
    expect(verdict("alias/aws/s3", /:key\//)).toBe("fail");
  });

  test("what leads nowhere yet is unknown, nothing is wrong", () => {
    expect(verdict("${var.key}")).toBe("unknown");
    expect(verdict("${aws_kms_key.other.arn}")).toBe("unknown");
    expect(verdict("")).toBe("fail");
    expect(verdict(undefined)).toBe("fail");
  });
});
