/** Units of time of systemd.time(7), in seconds. */
const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  usec: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  "": 1,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};

/**
 * A length of time as systemd reads it, in seconds; infinite for `infinity`.
 *
 * @returns `undefined` where it is none
 */
export function systemdSeconds(text: string): number | undefined {
  const value = text.trim().toLowerCase();
  if (value === "infinity") return Number.POSITIVE_INFINITY;
  if (!/^(\d+(\.\d+)?\s*[a-z]*\s*)+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  const total = parts.reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (SECONDS[unit] ?? Number.NaN),
    0,
  );
  return Number.isNaN(total) ? undefined : total;
}
