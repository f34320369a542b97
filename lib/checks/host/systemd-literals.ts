/** Units of time of systemd.time(7), in seconds; `m` is a minute and `M` a month. */
const SECONDS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      [1e-6, "us", "µs", "usec"],
      [1e-3, "ms", "msec"],
      [1, "", "s", "sec", "second", "seconds"],
      [60, "m", "min", "minute", "minutes"],
      [3600, "h", "hr", "hour", "hours"],
      [86_400, "d", "day", "days"],
      [604_800, "w", "week", "weeks"],
      [2_629_800, "M", "month", "months"],
      [31_557_600, "y", "year", "years"],
    ] as const
  ).flatMap(([seconds, ...names]) => names.map((name) => [name, seconds])),
);

/**
 * A length of time as systemd reads it, in seconds; infinite for `infinity`.
 *
 * @returns `undefined` where it is none
 */
export function systemdSeconds(text: string): number | undefined {
  const value = text.trim();
  if (value === "infinity") return Number.POSITIVE_INFINITY;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-zµ]*)\s*/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== value) return undefined;
  const total = parts.reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (SECONDS[unit] ?? Number.NaN),
    0,
  );
  return Number.isNaN(total) ? undefined : total;
}
