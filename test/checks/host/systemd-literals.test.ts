import { systemdSeconds } from "../../../lib/checks/host/systemd-literals";

test.each<[text: string, seconds: number | undefined]>([
  ["5", 5],
  ["5s", 5],
  ["1min 30s", 90],
  ["1h30m", 5400],
  ["2 days", 172_800],
  ["5m", 300],
  ["5M", 5 * 2_629_800],
  ["1y", 31_557_600],
  ["250ms", 0.25],
  ["0", 0],
  ["infinity", Number.POSITIVE_INFINITY],
  ["", undefined],
  ["soon", undefined],
  ["5 parsecs", undefined],
  ["5s or so", undefined],
])("%s is %s seconds", (text, seconds) => {
  expect(systemdSeconds(text)).toBe(seconds);
});
