import type { Json } from "../evidence/value";

/** Units of Go's durations, and the day that Vault adds, in seconds. */
const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/** Units of Vault's sizes, in bytes. */
const BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  kib: 1024,
  mb: 1e6,
  mib: 1024 ** 2,
  gb: 1e9,
  gib: 1024 ** 3,
  tb: 1e12,
  tib: 1024 ** 4,
};

/** A switch as Vault reads it: `true`, `"1"`, `"T"`, `1`; `undefined` where it would refuse it. */
export function vaultFlag(value: Json): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  if (["1", "t", "true"].includes(text)) return true;
  return ["0", "f", "false", ""].includes(text) ? false : undefined;
}

/** A length of time as Vault reads it, in seconds: `3600`, `"3600"`, `"1h30m"`, `"7d"`. */
export function vaultSeconds(value: Json): number | undefined {
  const plain = numberOf(value);
  if (plain !== undefined) return plain;
  const [, sign = "", amounts = ""] =
    /^([+-]?)((?:[\d.]+(?:ns|us|µs|ms|[smhd]))+)$/.exec(textOf(value)) ?? [];
  if (amounts === "") return undefined;
  const total = [...amounts.matchAll(/([\d.]+)(ns|us|µs|ms|[smhd])/g)]
    .map(([, amount, unit]) => Number(amount) * (SECONDS[unit ?? ""] ?? Number.NaN))
    .reduce((sum, part) => sum + part, 0);
  if (Number.isNaN(total)) return undefined;
  return sign === "-" ? -total : total;
}

/** A size as Vault reads it, in bytes, or any other whole number: `33554432`, `"32MiB"`, `"5"`. */
export function vaultNumber(value: Json): number | undefined {
  const plain = numberOf(value);
  if (plain !== undefined) return plain;
  const [, amount = "", unit = ""] = /^([+-]?\d+)\s*([kmgt]?i?b)$/.exec(textOf(value)) ?? [];
  const factor = BYTES[unit];
  return amount === "" || factor === undefined ? undefined : Number(amount) * factor;
}

function numberOf(value: Json): number | undefined {
  if (typeof value === "number") return value;
  const text = textOf(value);
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value.trim().toLowerCase() : "";
}
