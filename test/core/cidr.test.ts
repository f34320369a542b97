import fc from "fast-check";
import { Cidr, refuseWorld, requireDisjoint } from "../../lib/core/cidr";
import { expectRefused } from "../support/errors";

const address = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255)));
const network = fc.tuple(address, fc.integer({ min: 8, max: 28 })).map(([octets, prefix]) => {
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const start = Math.floor(value / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${prefix}`;
});

describe("Cidr", () => {
  test("reads networks and writes them back", () => {
    fc.assert(fc.property(network, (text) => expect(Cidr.parse("x", text).text).toBe(text)));
    expect(Cidr.parse("x", "fd00::/48").version).toBe(6);
  });

  test.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.1/8",
    "a/8",
    "::1/8",
    "10.0.0.0/08x",
    "010.0.0.0/8",
  ])("fails for %j", (text) => {
    expectRefused("CIDR_INVALID", () => Cidr.parse("x", text));
  });

  test("proposes the network for an address with host bits or without a prefix", () => {
    expect(expectRefused("CIDR_INVALID", () => Cidr.parse("x", "10.1.2.3/16")).message).toContain(
      "10.1.0.0/16",
    );
    expect(expectRefused("CIDR_INVALID", () => Cidr.parse("x", "10.1.2.3")).message).toContain("10.1.2.3/32");
  });

  test("slices are inside, disjoint, in order and together the whole", () => {
    fc.assert(
      fc.property(network, fc.integer({ min: 1, max: 4 }), (text, bits) => {
        const whole = Cidr.parse("x", text);
        const parts = Array.from({ length: 2 ** bits }, (_, index) => whole.slice(bits, index));
        expect(
          parts.every((part) => whole.contains(part) && part.prefixLength === whole.prefixLength + bits),
        ).toBe(true);
        expect(() => requireDisjoint("parts", parts)).not.toThrow();
        expect(parts[0]?.host(0)).toBe(whole.host(0));
      }),
    );
  });

  test("overlap is symmetric and follows containment", () => {
    fc.assert(
      fc.property(network, network, (a, b) => {
        const [x, y] = [Cidr.parse("x", a), Cidr.parse("x", b)];
        expect(x.overlaps(y)).toBe(y.overlaps(x));
        expect(x.overlaps(y)).toBe(x.contains(y) || y.contains(x));
      }),
    );
  });

  test("networks of different families share nothing", () => {
    expect(Cidr.parse("x", "0.0.0.0/0").overlaps(Cidr.parse("x", "::/0"))).toBe(false);
  });

  test("fails for slices that do not exist", () => {
    expectRefused("CIDR_TOO_SMALL", () => Cidr.parse("x", "10.0.0.0/30").slice(4, 0));
    expectRefused("CIDR_TOO_SMALL", () => Cidr.parse("x", "10.0.0.0/16").slice(2, 4));
  });

  test("fails for overlapping networks, naming them", () => {
    const cidrs = ["10.0.0.0/16", "10.1.0.0/16", "10.0.128.0/20"].map((text) => Cidr.parse("x", text));
    expect(expectRefused("CIDR_OVERLAP", () => requireDisjoint("subnets", cidrs)).problem.got).toEqual([
      "10.0.0.0/16",
      "10.0.128.0/20",
    ]);
  });

  test.each(["0.0.0.0/0", "::/0"])("fails for the whole internet %s", (text) => {
    expectRefused("CIDR_WORLD", () => refuseWorld("a client", Cidr.parse("x", text)));
  });

  test("host counts from the network's address", () => {
    expect(Cidr.parse("x", "10.64.0.0/22").host(2)).toBe("10.64.0.2");
  });
});
