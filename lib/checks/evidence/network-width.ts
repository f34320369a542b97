import { Cidr } from "../../core/cidr";
import { remembered } from "../../core/remembered";

/** How much of the address space a network takes in. */
export type Width = "narrow" | "wide" | "world";

/**
 * A network in CIDR notation or a single address; bits of the host do not count. `undefined` where it is none.
 */
export function networkOf(text: string): Cidr | undefined {
  return read(text);
}

const read = remembered(1024, (text): Cidr | undefined => {
  const [address = "", prefix] = text.trim().split("/");
  const full = address.includes(":") ? 128 : 32;
  const length = prefix === undefined ? full : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > full) return undefined;
  try {
    const single = Cidr.parse("a network", `${address}/${full}`);
    return length === full ? single : maskedTo(single, length);
  } catch {
    return undefined;
  }
});

/** Half of the internet is the internet: what is wider than /8 (IPv6: /16) counts as all of it; wider than /16 is wide. */
export function widthOf({ version, prefixLength }: Cidr): Width {
  const [world, wide] = version === 4 ? [8, 16] : [16, 48];
  if (prefixLength < world) return "world";
  return prefixLength < wide ? "wide" : "narrow";
}

function maskedTo(single: Cidr, length: number): Cidr {
  const [address = ""] = single.text.split("/");
  const parsed = single.version === 4 ? maskIpv4(address, length) : maskIpv6(address, length);
  return Cidr.parse("a network", `${parsed}/${length}`);
}

function maskIpv4(address: string, length: number): string {
  const bits = address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const masked = (bits >> BigInt(32 - length)) << BigInt(32 - length);
  return [24n, 16n, 8n, 0n].map((shift) => (masked >> shift) & 255n).join(".");
}

function maskIpv6(address: string, length: number): string {
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(zeros, 0)).fill("0"), ...groups(tail ?? "")];
  return all
    .map((group, index) => {
      const kept = Math.min(16, Math.max(0, length - index * 16));
      return ((Number.parseInt(group, 16) >> (16 - kept)) << (16 - kept)).toString(16);
    })
    .join(":");
}
