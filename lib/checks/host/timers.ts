import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import { nodeCommandsWith } from "./node-commands";
import { systemdSeconds } from "./systemd-literals";
import { UnitFile } from "./unit-file";

/** A timer of a host, and the service that it starts. */
export interface Timer {
  /** `NAME.timer`. */
  readonly name: string;
  readonly service: string;
  readonly unit: UnitFile;
  /** Longest time between two starts, in seconds; `undefined` where it cannot be told. */
  readonly period: number | undefined;
}

/** The timers that a host has files of. */
export const timersOf = rememberedOf((host: Host): readonly Timer[] =>
  host.filesAt(/\/systemd\/system\/[^/]+\.timer$/).flatMap(({ path }) => {
    const name = path.split("/").at(-1) ?? "";
    const unit = UnitFile.of(host, name);
    if (unit === undefined) return [];
    const service = unit.value("Timer", "Unit") || name.replace(/\.timer$/, ".service");
    return [{ name, service, unit, period: periodOf(unit) }];
  }),
);

/** Whether scripts of a host enable a unit. */
export function isEnabled(host: Host, name: string): boolean {
  const short = name.replace(/\.(timer|service)$/, "");
  return enablings(host).some((words) =>
    words.some((word) => word === name || (name.endsWith(".service") && word === short)),
  );
}

/** Words of the commands that enable or start units. */
const enablings = rememberedOf((host: Host): readonly (readonly string[])[] =>
  nodeCommandsWith(host, "systemctl")
    .map(({ words }) => words)
    .filter((words) => words.some((word) => word === "enable" || word === "start" || word === "reenable")),
);

const DAY = 86_400;
const NAMED: Readonly<Record<string, number>> = {
  minutely: 60,
  hourly: 3600,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 31 * DAY,
  quarterly: 92 * DAY,
  semiannually: 184 * DAY,
  yearly: 366 * DAY,
  annually: 366 * DAY,
};

/** Longest time between two times of a calendar, `*-*-* 03:00:00`, in seconds; `undefined` for what is not read here. */
export function calendarSeconds(text: string): number | undefined {
  const named = NAMED[text.trim().toLowerCase()];
  if (named !== undefined) return named;
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(UTC|[A-Z][a-z]+\/\w+)$/.test(word));
  const weekdays = /^[A-Z][a-z]{2}/i.test(words[0] ?? "") ? words.shift() : undefined;
  const time = words.find((word) => word.includes(":")) ?? "00:00:00";
  const date = words.find((word) => word.includes("-")) ?? "*-*-*";
  if (weekdays !== undefined) return 7 * DAY;
  const [year, month, day] = date.split("-");
  if (year !== "*") return undefined;
  if (month !== "*") return 366 * DAY;
  if (day !== "*") return 31 * DAY;
  const [hours = "", minutes = ""] = time.split(":");
  const hour = gap(hours, 24);
  if (hour === undefined) return undefined;
  if (hour > 1) return hour * 3600;
  const minute = gap(minutes, 60);
  return minute === undefined ? undefined : minute * 60;
}

/** Widest gap between the values of a field that comes round: `*`, `0/6`, `0,12`, `3`. */
function gap(field: string, round: number): number | undefined {
  if (field === "*") return 1;
  const [, start, step] = /^(\*|\d+)\/(\d+)$/.exec(field) ?? [];
  const values =
    step !== undefined
      ? Array.from({ length: round }, (_, index) => index).filter(
          (value) =>
            value >= Number(start === "*" ? 0 : start) &&
            (value - Number(start === "*" ? 0 : start)) % Number(step) === 0,
        )
      : field.split(",").map(Number);
  if (values.length === 0 || values.some((value) => !Number.isInteger(value) || value >= round))
    return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, index) => (sorted[index + 1] ?? (sorted[0] as number) + round) - value),
  );
}

/** How often a timer elapses at least, its delay included; without end where nothing but a boot starts it. */
function periodOf(unit: UnitFile): number | undefined {
  const all = [
    ...unit.list("Timer", "OnCalendar").map(calendarSeconds),
    ...["OnUnitActiveSec", "OnUnitInactiveSec"].flatMap((key) => unit.list("Timer", key)).map(systemdSeconds),
  ];
  if (all.length === 0) return Number.POSITIVE_INFINITY;
  const periods = all.filter((period) => period !== undefined);
  if (periods.length === 0) return undefined;
  // The same delay each time does not change what lies between two starts.
  const isFixed = /^(yes|true|on|1)$/i.test(unit.value("Timer", "FixedRandomDelay") ?? "");
  const delay = isFixed ? 0 : (systemdSeconds(unit.value("Timer", "RandomizedDelaySec") ?? "0") ?? 0);
  return Math.min(...periods) + delay;
}
