import { Address4, Address6 } from "ip-address";
import { HardenedVaultError } from "./errors";
import { requireLiteral } from "./tokens";

/** An IPv4 or IPv6 network in CIDR notation. Immutable; the address is always the network's own. */
export class Cidr {
  /**
   * Reads `10.0.0.0/16` or `fd00::/48`.
   *
   * @param what the name of the prop, for the message
   * @throws CIDR_INVALID for anything that is not a network, host bits included
   */
  public static parse(what: string, text: string): Cidr {
    requireLiteral(what, text);
    const family = typeof text === "string" && text.includes(":") ? Address6 : Address4;
    if (typeof text !== "string" || !/^[0-9a-fA-F:.]+\/\d{1,3}$/.test(text) || !family.isValid(text)) {
      throw invalid(what, text, mend(text));
    }
    const address = new family(text);
    const start = address.startAddress().correctForm();
    if (start !== address.correctForm()) {
      throw invalid(what, text, `did you mean ${start}/${address.subnetMask}?`);
    }
    return new Cidr(address);
  }

  /** `10.0.0.0/16` */
  public readonly text: string;
  /** Length of the network part in bits. */
  public readonly prefixLength: number;
  /** 4 or 6. */
  public readonly version: 4 | 6;

  private constructor(private readonly address: Address4 | Address6) {
    this.prefixLength = address.subnetMask;
    this.version = address instanceof Address6 ? 6 : 4;
    this.text = `${address.startAddress().correctForm()}/${this.prefixLength}`;
  }

  /** Whether every address is in this network (`0.0.0.0/0`, `::/0`). */
  public get isWorld(): boolean {
    return this.prefixLength === 0;
  }

  /** Whether the other network lies wholly within this one. */
  public contains(other: Cidr): boolean {
    return this.version === other.version && this.first <= other.first && other.last <= this.last;
  }

  /** Whether the two networks share an address. */
  public overlaps(other: Cidr): boolean {
    return this.version === other.version && this.first <= other.last && other.first <= this.last;
  }

  /**
   * The n-th equal part of an IPv4 network.
   *
   * @param bits how many bits the prefix grows by (4: sixteenths)
   * @param index which part, from 0
   */
  public slice(bits: number, index: number): Cidr {
    const prefix = this.prefixLength + bits;
    if (this.version !== 4 || prefix > 32 || index < 0 || index >= 2 ** bits) {
      throw new HardenedVaultError({
        code: "CIDR_TOO_SMALL",
        message: `${this.text} has no part ${index} of ${2 ** bits}`,
        got: this.text,
        expected: `an IPv4 network of at most /${32 - bits}`,
        repair: "use a larger network",
      });
    }
    const start = this.first + BigInt(index) * 2n ** BigInt(32 - prefix);
    return new Cidr(new Address4(`${Address4.fromBigInt(start).correctForm()}/${prefix}`));
  }

  /** The address at this distance from the network's first one (`10.0.0.0/16` and 2: `10.0.0.2`). IPv4 only. */
  public host(offset: number): string {
    return Address4.fromBigInt(this.first + BigInt(offset)).correctForm();
  }

  /** The text form. */
  public toString(): string {
    return this.text;
  }

  private get first(): bigint {
    return this.address.startAddress().bigInt();
  }

  private get last(): bigint {
    return this.address.endAddress().bigInt();
  }
}

/**
 * Refuses networks that share addresses.
 *
 * @throws CIDR_OVERLAP naming the first pair
 */
export function requireDisjoint(what: string, cidrs: readonly Cidr[]): void {
  for (const [i, a] of cidrs.entries()) {
    const b = cidrs.slice(i + 1).find((other) => a.overlaps(other));
    if (b === undefined) continue;
    throw new HardenedVaultError({
      code: "CIDR_OVERLAP",
      message: `${what} overlap`,
      got: [a.text, b.text],
      expected: "networks that share no address",
      repair: "choose networks beside each other",
    });
  }
}

/**
 * Refuses the whole internet, in or out.
 *
 * @throws CIDR_WORLD for `0.0.0.0/0` and `::/0`
 */
export function refuseWorld(what: string, cidr: Cidr): Cidr {
  if (!cidr.isWorld) return cidr;
  throw new HardenedVaultError({
    code: "CIDR_WORLD",
    message: `${what} must not be the whole internet`,
    got: cidr.text,
    expected: "the networks that are really meant",
    repair: "name the networks of your applications or backends; Vault is never open to everybody",
  });
}

function mend(text: unknown): string {
  if (typeof text === "string" && Address4.isValid(text))
    return `add a prefix length; did you mean ${text}/32?`;
  if (typeof text === "string" && Address6.isValid(text))
    return `add a prefix length; did you mean ${text}/128?`;
  return "write a network such as 10.20.0.0/16";
}

function invalid(what: string, got: unknown, repair: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "CIDR_INVALID",
    message: `${what} is not a network in CIDR notation`,
    got,
    expected: "a network address and a prefix length, without host bits",
    repair,
  });
}
