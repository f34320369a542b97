import { Fn, Lazy, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { isUnresolved, requireLiteral } from "../../lib/core/tokens";
import { expectRefused } from "../support/errors";

describe("isUnresolved", () => {
  const stack = new TerraformStack(Testing.app(), "s");
  const variable = new TerraformVariable(stack, "v", { type: "string" });
  test.each([
    ["string token", Token.asString({ a: 1 })],
    ["number token", Token.asNumber({ a: 1 })],
    ["list token", Token.asList({ a: 1 })],
    ["map token", Token.asStringMap({ a: 1 })],
    ["number-keyed map token", Token.asNumberMap({ a: 1 })],
    ["token inside a text", `a-${Token.asString({ a: 1 })}-b`],
    ["lazy string", Lazy.stringValue({ produce: () => "x" })],
    ["function", Fn.upper("x")],
    ["variable", variable.stringValue],
    ["variable as number", variable.numberValue],
    ["resolvable", variable.value],
    ["Terraform expression", "${aws_vpc.x.id}"],
    ["Terraform directive", "%{ if true }x%{ endif }"],
    ["token deep inside", { a: [{ b: Token.asString({ a: 1 }) }] }],
  ])("recognises a %s", (_name, value) => {
    expect(isUnresolved(value)).toBe(true);
  });

  test.each([
    ["text"],
    [0],
    [-1.5e300],
    [Number.MAX_SAFE_INTEGER],
    [["a", 1]],
    [{ a: null }],
    [undefined],
    ["$${not.a.token}"],
    ["100 %"],
  ])("leaves the literal %j alone", (value) => {
    expect(isUnresolved(value)).toBe(false);
  });

  test("requireLiteral names the prop and how to mend it", () => {
    const error = expectRefused("LITERAL_REQUIRED", () => requireLiteral("domainName", variable.stringValue));
    expect(error.message).toContain("domainName");
    expect(requireLiteral("domainName", "x")).toBe("x");
  });
});
