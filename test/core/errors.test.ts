import { HardenedVaultError } from "../../lib/core/errors";

const problem = {
  code: "CIDR_INVALID",
  message: "cidr is not a network",
  got: "10.0.0.1/8",
  expected: "a network",
  repair: "did you mean 10.0.0.0/8?",
} as const;

describe("HardenedVaultError", () => {
  test("says where, what, got, expected and repair", () => {
    expect(new HardenedVaultError(problem, { node: { path: "stack/vault/network" } }).message).toBe(
      [
        "stack/vault/network: cidr is not a network [CIDR_INVALID]",
        '  got:      "10.0.0.1/8"',
        "  expected: a network",
        "  repair:   did you mean 10.0.0.0/8?",
      ].join("\n"),
    );
  });

  test("locate adds the path to an error that has none, and only then", () => {
    const inner = () => {
      throw new HardenedVaultError(problem);
    };
    expect(() => HardenedVaultError.locate("outer", () => HardenedVaultError.locate("inner", inner))).toThrow(
      /^inner: /,
    );
  });

  test("locate leaves other errors and results alone", () => {
    expect(HardenedVaultError.locate("here", () => 7)).toBe(7);
    expect(() =>
      HardenedVaultError.locate("here", () => {
        throw new TypeError("bug");
      }),
    ).toThrow(TypeError);
  });

  test("shortens long values", () => {
    const { message } = new HardenedVaultError({ ...problem, got: "x".repeat(5000) });
    expect(message.length).toBeLessThan(500);
  });

  test("is recognised by its mark, not by its class", () => {
    expect(HardenedVaultError.isHardenedVaultError(new HardenedVaultError(problem))).toBe(true);
    expect(HardenedVaultError.isHardenedVaultError(new Error("x"))).toBe(false);
    expect(HardenedVaultError.isHardenedVaultError(undefined)).toBe(false);
  });
});
