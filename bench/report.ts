import { readFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import * as path from "node:path";
import type { Generated } from "./handwritten/generate";
import type { Measurement } from "./programs/clock";
import { exponent, median } from "./statistics";

/** What is compared with each other: the same stack written in three ways. */
export const COMPARED = ["ours", "handwrittenDeep", "handwrittenRoot"] as const;
export type Compared = (typeof COMPARED)[number];

/** Numbers of clusters in one app; growth is read off the last two, where fixed costs no longer count. */
export const SIZES = [1, 10, 50] as const;

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
  readonly programs: Readonly<Record<Compared, Sample>>;
  readonly clusters: {
    readonly layout: string;
    readonly sizes: Readonly<Record<string, Pick<Sample, "constructAndSynthMs" | "cpuMs" | "peakMemoryMiB">>>;
    readonly exponent: number;
  };
  readonly ratios: {
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
  };
  const { ours, handwrittenDeep, handwrittenRoot } = programs;
  const [, ten, fifty] = SIZES.map((size) => ({ size, cost: of(String(size)).constructAndSynthMs }));
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
      exponent: rounded(exponent(ten as NonNullable<typeof ten>, fifty as NonNullable<typeof fifty>)),
    },
    ratios: {
      toHandwrittenDeep: rounded(ours.totalMs / handwrittenDeep.totalMs),
      rootImportsToOurs: rounded(handwrittenRoot.totalMs / ours.totalMs),
      memoryRootImportsToOurs: rounded(handwrittenRoot.peakMemoryMiB / ours.peakMemoryMiB),
    },
  };
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
