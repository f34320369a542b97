import { readFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import * as path from "node:path";
import type { Generated } from "./handwritten/generate";
import type { Measurement } from "./programs/clock";
import { exponent, median, type Point } from "./statistics";

/** What is compared with each other: the same stack written in three ways. */
export const COMPARED = ["ours", "handwrittenDeep", "handwrittenRoot"] as const;
export type Compared = (typeof COMPARED)[number];

/** Numbers of clusters in one app; growth is read off the last two, where fixed costs no longer count. */
export const SIZES = [1, 10, 50] as const;

/** Name of a program's runs in which nobody judges the stacks. */
export function unjudged(name: string): string {
  return `${name} unjudged`;
}

/** What a run of a program cost, seen from inside and outside. */
export interface Sample extends Measurement {
  /** Life of the process, in milliseconds. */
  readonly wallMs: number;
}

/** All runs of each program; clusters by their number. */
export type Samples = ReadonlyMap<string, Sample[]>;

/** The one document that the bench prints. Every figure is a median. */
export interface Report {
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly cpu: string;
    readonly cpus: number;
    readonly memoryMiB: number;
    readonly packages: Readonly<Record<string, string>>;
  };
  readonly runs: number;
  readonly stack: Pick<Generated, "resources" | "types" | "files">;
  readonly programs: Readonly<Record<Compared | "oursUnjudged", Sample>>;
  readonly clusters: {
    readonly layout: string;
    readonly sizes: Readonly<Record<string, Pick<Sample, "constructAndSynthMs" | "cpuMs" | "peakMemoryMiB">>>;
    readonly exponent: number;
    /** What judging costs of it. */
    readonly checks: {
      readonly sizes: Readonly<Record<string, { readonly ms: number; readonly toSynth: number }>>;
      readonly exponent: number;
    };
  };
  readonly ratios: {
    readonly checksToSynth: number;
    readonly toHandwrittenDeep: number;
    readonly rootImportsToOurs: number;
    readonly memoryRootImportsToOurs: number;
  };
}

/** The medians of all runs and what follows from them. */
export function report(samples: Samples, runs: number, { resources, types, files }: Generated): Report {
  const of = (name: string) => medians(samples.get(name) ?? []);
  const programs = {
    ours: of("ours"),
    handwrittenDeep: of("handwrittenDeep"),
    handwrittenRoot: of("handwrittenRoot"),
    oursUnjudged: of(unjudged("ours")),
  };
  const { ours, oursUnjudged, handwrittenDeep, handwrittenRoot } = programs;
  const points = SIZES.map((size) => ({ size, cost: of(String(size)).constructAndSynthMs }));
  const checks = SIZES.map((size) => checksOf(size, of(String(size)), of(unjudged(String(size)))));
  return {
    machine: machine(),
    runs,
    stack: { resources, types, files },
    programs,
    clusters: {
      layout: "one stack for each cluster, all in one app",
      sizes: Object.fromEntries(
        SIZES.map((size) => {
          const { constructAndSynthMs, cpuMs, peakMemoryMiB } = of(String(size));
          return [size, { constructAndSynthMs, cpuMs, peakMemoryMiB }];
        }),
      ),
      exponent: growth(points),
      checks: {
        sizes: Object.fromEntries(checks.map(({ size, ms, toSynth }) => [size, { ms, toSynth }])),
        exponent: growth(checks),
      },
    },
    ratios: {
      checksToSynth: checksOf(1, ours, oursUnjudged).toSynth,
      toHandwrittenDeep: rounded(ours.totalMs / handwrittenDeep.totalMs),
      rootImportsToOurs: rounded(handwrittenRoot.totalMs / ours.totalMs),
      memoryRootImportsToOurs: rounded(handwrittenRoot.peakMemoryMiB / ours.peakMemoryMiB),
    },
  };
}

/** What judging adds. Its growth is read off processor time: a difference of clocks is lost in other load. */
function checksOf(
  size: number,
  judged: Sample,
  without: Sample,
): Point & { readonly ms: number; readonly toSynth: number } {
  const ms = judged.constructAndSynthMs - without.constructAndSynthMs;
  return {
    size,
    ms: rounded(ms),
    toSynth: rounded(ms / without.constructAndSynthMs),
    cost: judged.cpuMs - without.cpuMs,
  };
}

/** Growth between the last two sizes. */
function growth(points: readonly Point[]): number {
  const [small, large] = points.slice(-2) as [Point, Point];
  return rounded(exponent(small, large));
}

function medians(samples: readonly Sample[]): Sample {
  const of = (key: keyof Sample) => rounded(median(samples.map((sample) => sample[key])));
  return {
    importMs: of("importMs"),
    constructAndSynthMs: of("constructAndSynthMs"),
    totalMs: of("totalMs"),
    wallMs: of("wallMs"),
    cpuMs: of("cpuMs"),
    peakMemoryMiB: of("peakMemoryMiB"),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

const PACKAGES = ["cdktf-hardened-vault", "cdktf", "constructs", "@cdktf/provider-aws"];

function machine(): Report["machine"] {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cpus: processors.length,
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name: string): string {
  const file = require.resolve(path.posix.join(name, "package.json"));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
