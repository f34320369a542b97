import { InvalidArgumentError } from "commander";
import * as read from "../../lib/cli/arguments";

const digits = "ABCDEF0123".repeat(4);

describe("what is typed is read as it is meant", () => {
  test.each([
    ["2.1.2", read.version, "2.1.2"],
    ["2.1.2+ent", read.version, "2.1.2+ent"],
    ["arm64", read.architectures, ["arm64"]],
    ["amd64, arm64,amd64", read.architectures, ["amd64", "arm64"]],
    ["example-mirror", read.bucket, "example-mirror"],
    ["vault", read.prefix, "vault/"],
    ["vault/2.1.2/", read.prefix, "vault/2.1.2/"],
    ["https://mirror.example/vault//", read.url, "https://mirror.example/vault"],
    ["a b", read.place, "a b"],
    ["30", read.seconds, 30],
    [digits.toLowerCase(), read.fingerprints, [digits]],
    [`${digits.slice(0, 20)}  ${digits.slice(20)}`, read.fingerprints, [digits]],
  ] as const)("%s", (text, reader: (text: string) => unknown, value) => {
    expect(reader(text)).toEqual(value);
  });

  test("what may be repeated adds up", () => {
    expect(read.files("b", ["a"])).toEqual(["a", "b"]);
    expect(read.fingerprints(digits, ["A"])).toEqual(["A", digits]);
  });
});

describe("what cannot be meant is refused", () => {
  test.each([
    [read.version, ["2.1", "latest", "v2.1.2", "2.1.2-rc1", "2.1.x", "^2.1.2", " 2.1.2", ""]],
    [read.architectures, ["arm46", "", "arm64,", "x86_64"]],
    [read.bucket, ["s3://b", "bucket/path", "B", "-bucket", ""]],
    [read.prefix, ["/vault", "", "a b"]],
    [read.url, ["mirror.example", "ftp://x", "https://user:word@x", "file:///x", ""]],
    [read.place, ["", " "]],
    [read.seconds, ["0", "-1", "1.5", "x", "10000", ""]],
    [read.fingerprints, [digits.slice(1), `${digits}0`, "9472D7468F", ""]],
  ] as const)("%p", (reader: (text: string) => unknown, texts) => {
    for (const text of texts) expect(() => reader(text)).toThrow(InvalidArgumentError);
  });
});
