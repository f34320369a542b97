import { parseSums, sumOf } from "../../../lib/release/mirror/sums";
import { expectRefused } from "../../support/errors";

const a = "a".repeat(64);
const b = "b".repeat(64);

describe("SHA256SUMS", () => {
  test("has a sum for each file", () => {
    const sums = parseSums(`${a}  x.zip\n${b} *y.zip\r\n\n`);
    expect([...sums]).toEqual([
      ["x.zip", a],
      ["y.zip", b],
    ]);
    expect(sumOf(sums, "y.zip")).toBe(b);
  });

  test.each([`${a}x.zip`, `${a.slice(1)}  x.zip`, `${a}  x y.zip`, `${a}  x.zip\n${b}  x.zip`, "<html>"])(
    "is refused when it is %j",
    (text) => {
      expectRefused("RELEASE_INVALID", () => parseSums(text));
    },
  );

  test("names what it has when a file is missing", () => {
    const sums = parseSums(`${a}  vault_2.1.2_linux_amd64.zip\n`);
    const error = expectRefused("RELEASE_INVALID", () => sumOf(sums, "vault_2.1.2_linux_arm64.zip"));
    expect(error.message).toContain("vault_2.1.2_linux_arm64.zip");
    expect(error.problem.got).toEqual(["vault_2.1.2_linux_amd64.zip"]);
  });
});
