import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { HARDENING_FILE } from "../lib/checks/adapters/hardening-file";
import { type Answered, runFresh } from "./fresh";
import { differences } from "./handwritten/compare";
import type { Generated } from "./handwritten/generate";
import type { Measurement } from "./programs/clock";
import { COMPARED, type Compared, type Report, report, type Samples, SIZES, unjudged } from "./report";
import { UNJUDGED } from "./unjudged";

/** The stack of the production example. */
const STACK = "production";
const PROGRAMS = path.join(__dirname, "programs");

/**
 * Runs every program once to see that all synthesize the same, then `runs` rounds. In a round each program runs once in
 * a fresh process with a fresh folder, and the first of a round is another one each time: a slow moment of the machine
 * meets all of them.
 */
export class Bench {
  private readonly folder: string;

  /** @param note told what happens, in one line each */
  public constructor(private readonly note: (line: string) => void) {
    // Below the project, where programs find its modules.
    mkdirSync(__dirname, { recursive: true });
    this.folder = mkdtempSync(path.join(__dirname, "run-"));
  }

  /** Removes what the bench wrote. */
  public clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * @param runs number of rounds
   * @throws Error when a program fails, or synthesizes something else than the library
   */
  public async run(runs: number): Promise<Report> {
    this.note("writing the same resources by hand");
    const ours = path.join(PROGRAMS, "ours.js");
    const generated = await this.generate(ours);
    const programs: Readonly<Record<Compared, string>> = {
      ours,
      handwrittenDeep: generated.programs.deep,
      handwrittenRoot: generated.programs.root,
    };
    for (const name of ["handwrittenDeep", "handwrittenRoot"] as const) {
      await this.requireSame(name, programs[name]);
    }
    await this.requireSame(unjudged("ours"), ours, [UNJUDGED], [HARDENING_FILE]);
    const judged = [
      ...COMPARED.map((name) => ({ name, program: programs[name], args: [] as readonly string[] })),
      ...SIZES.map((size) => ({
        name: String(size),
        program: path.join(PROGRAMS, "clusters.js"),
        args: [String(size)],
      })),
    ];
    const jobs = [
      ...judged,
      ...judged
        .filter(({ name }) => name === "ours" || SIZES.map(String).includes(name))
        .map(({ name, program, args }) => ({ name: unjudged(name), program, args: [...args, UNJUDGED] })),
    ];
    const samples: Samples = new Map(jobs.map(({ name }) => [name, []]));
    for (let round = 0; round < runs; round += 1) {
      this.note(`round ${round + 1} of ${runs}`);
      for (let index = 0; index < jobs.length; index += 1) {
        const { name, program, args } = jobs[(index + round) % jobs.length] as (typeof jobs)[number];
        const { answer, wallMs } = await this.measure(program, args);
        samples.get(name)?.push({ ...answer, wallMs });
      }
    }
    return report(samples, runs, generated);
  }

  private async generate(ours: string): Promise<Generated> {
    await runFresh<Measurement>(ours, [this.path("ours")]);
    const { answer } = await runFresh<Generated>(path.join(PROGRAMS, "generate.js"), [
      this.path("ours", "stacks", STACK),
      this.path("handwritten"),
    ]);
    return answer;
  }

  /** @param expected files in which it must differ */
  private async requireSame(
    name: string,
    program: string,
    args: readonly string[] = [],
    expected: readonly string[] = [],
  ): Promise<void> {
    await runFresh<Measurement>(program, [this.path(name), ...args]);
    const different = differences(this.path("ours", "stacks", STACK), this.path(name, "stacks", STACK));
    if (!isDeepStrictEqual(different, expected)) {
      throw new Error(
        `${name} differs from what the library synthesizes elsewhere than in ${expected.join(", ") || "nothing"}:\n  ${different.join("\n  ")}`,
      );
    }
  }

  private async measure(program: string, args: readonly string[]): Promise<Answered<Measurement>> {
    const outdir = this.path("out");
    const measured = await runFresh<Measurement>(program, [outdir, ...args]);
    rmSync(outdir, { recursive: true });
    return measured;
  }

  private path(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }
}
