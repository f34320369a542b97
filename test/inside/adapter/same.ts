/** Whether what Vault tells is what was asked for; what it tells beyond that is its own. */
export function holds(wanted: unknown, seen: unknown): boolean {
  if (Array.isArray(wanted)) {
    const got = Array.isArray(seen) ? seen : seen === null || seen === undefined ? [] : [seen];
    if (wanted.every((one) => typeof one !== "object")) {
      return [...wanted].map(String).sort().join("\n") === [...got].map(String).sort().join("\n");
    }
    return wanted.length === got.length && wanted.every((one, index) => holds(one, got[index]));
  }
  if (typeof wanted === "object" && wanted !== null) {
    const got = (typeof seen === "object" && seen !== null ? seen : {}) as Readonly<Record<string, unknown>>;
    return Object.entries(wanted).every(([name, value]) => holds(value, got[name]));
  }
  if (wanted === "" || wanted === undefined) return seen === "" || seen === undefined || seen === null;
  return plain(wanted) === plain(seen);
}

/** One spelling for a time (`1h0m`, `3600`, `"3600s"`), a number and everything else. */
function plain(value: unknown): string {
  const text = String(value);
  if (!/^(\d+[dhms])+$/.test(text)) return text;
  const seconds = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
  let sum = 0;
  for (const [, count = "", unit = "s"] of text.matchAll(/(\d+)([dhms])/g)) {
    sum += Number(count) * seconds[unit as keyof typeof seconds];
  }
  return String(sum);
}
