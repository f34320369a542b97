import * as path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { InputError } from "../checks/adapters/input-error";
import { readWaiverFile } from "../checks/adapters/waiver-file";
import { clashing } from "../checks/engine/pack";
import type { Profile } from "../checks/engine/profile";
import { DEFAULT_PROFILE, PROFILES, profileNamed } from "../checks/profiles/profiles";
import { RULES } from "../checks/rules/catalogue";
import { RESERVED } from "../checks/rules/reserved";
import { writeWhole } from "../core/write-whole";
import { checkPath } from "../report/check-path";
import { renderJson } from "../report/json";
import { renderMarkdown } from "../report/markdown";
import { endingOf, type Report } from "../report/report";
import { renderTable } from "../report/table";
import * as read from "./arguments";
import { CLEAN, FINDINGS, type Outcome, UNCHECKED } from "./outcome";
import { ownVersion } from "./own-version";
import { readPack } from "./read-pack";
import { terminal } from "./terminal";

interface Options {
  readonly profile?: Profile;
  readonly format: "json" | "markdown" | "table";
  readonly output?: string;
  readonly waivers?: string;
  readonly pack?: readonly string[];
  readonly ignoreRecorded?: boolean;
}

/** Adds the command that judges what was synthesized or planned. */
export function addCheck(program: Command, outcome: Outcome): void {
  const command = program.command("check");
  command
    .summary("judge a synthesized app, a stack, a plan or a state")
    .description(
      "Judges what will be deployed: cdktf.out, the folder of one stack, a cdk.tf.json, or the JSON of a plan or a state " +
        "(terraform show -json PLAN > plan.json). Ends with 0 when nothing fails under the profile, 1 with findings, " +
        "2 when something could not be checked.",
    )
    .argument("<path>", "what is to be judged", read.place)
    .option(
      "--profile <name>",
      `${PROFILES.map(({ name }) => name).join(", ")} (default: the one of the synthesis, else ${DEFAULT_PROFILE.name})`,
      profile,
    )
    .addOption(
      command
        .createOption("--format <format>", "form of the report")
        .choices(["table", "json", "markdown"])
        .default("table"),
    )
    .option("--output <file>", "write the report to a file, and a table to the terminal", read.place)
    .option("--waivers <file>", "what is accepted and attested, in JSON", read.place)
    .option(
      "--ignore-recorded",
      "let nothing count that was accepted when it was synthesized, nor the profile of then",
    )
    .option("--pack <module>", "module with a pack of rules of your own, may be repeated", read.files)
    .action(async (given: string, options: Options) => {
      outcome.code = await check(given, options);
    });
}

/** Whatever goes wrong is said in words, and is never taken for a finding. */
async function check(given: string, options: Options): Promise<number> {
  try {
    return await told(judged(given, options), options);
  } catch (error) {
    return said(
      messageOf(error),
      error instanceof InputError ? error.repair : "Report it, with what was to be judged.",
    );
  }
}

async function told(report: Report, options: Options): Promise<number> {
  const text = render(report, options.format);
  if (options.output === undefined) {
    process.stdout.write(text);
    return endOf(report);
  }
  process.stdout.write(renderTable(report, terminal(process.stdout)));
  try {
    await writeWhole(options.output, options.format === "table" ? renderTable(report, FILE) : text);
  } catch (error) {
    return said(
      `${options.output} cannot be written: ${messageOf(error)}`,
      "Name another file with --output.",
    );
  }
  process.stdout.write(`report: ${options.output}\n`);
  return endOf(report);
}

/** What was not judged weighs more than what was. */
function endOf(report: Report): number {
  const ending = endingOf(report);
  if (ending !== "unchecked") return ending === "passed" ? CLEAN : FINDINGS;
  const { missingRules, unchecked } = report.evidence;
  const broken = report.results.filter(({ verdict }) => verdict === "error").map(({ rule }) => rule);
  if (broken.length > 0) {
    said(
      `a rule failed: ${[...new Set(broken)].join(", ")}`,
      "Mend the rule, or report it with what was to be judged.",
    );
  }
  if (missingRules.length > 0) {
    said(
      `${missingRules.join(", ")} judged the synthesis and is not here to judge again`,
      "Name the pack with your rules: --pack MODULE",
    );
  }
  if (unchecked.length > 0) {
    said(unchecked.join("; "), "Synthesize the stack anew, and check its whole folder as it was written.");
  }
  return UNCHECKED;
}

/** @throws InputError when nothing can be judged */
function judged(given: string, options: Options): Report {
  const packs = (options.pack ?? []).map((file) => readPack(path.resolve(file)));
  const rules = [...new Set([...RULES, ...packs.flatMap((pack) => pack.rules)])];
  const twice = clashing(rules);
  if (twice !== undefined) {
    throw new InputError(
      `two rules have the id ${twice}`,
      "Give your rule a prefix of your own, such as ACME-1.",
    );
  }
  const reserved = RESERVED.map(({ id }) => id);
  return checkPath(given, {
    rules,
    packs,
    profileFor: (recorded) => options.profile ?? profileOf(recorded),
    ...(options.waivers === undefined
      ? {}
      : { waiverFile: readWaiverFile(options.waivers, rules, reserved) }),
    isRecordIgnored: options.ignoreRecorded === true,
    version: ownVersion(),
    now: new Date(),
  });
}

function profileOf(recorded: string | undefined): Profile {
  if (recorded === undefined) return DEFAULT_PROFILE;
  const known = profileNamed(recorded);
  if (known !== undefined) return known;
  throw new InputError(
    `the stack was judged by the profile ${JSON.stringify(recorded)} of your own code when it was synthesized`,
    "Choose a profile with --profile.",
  );
}

function profile(text: string): Profile {
  const known = profileNamed(text);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`It is one of ${PROFILES.map(({ name }) => name).join(", ")}.`);
}

/** Nothing measures a file. */
const FILE = { width: 120, isColoured: false };

function render(report: Report, format: Options["format"]): string {
  if (format === "json") return renderJson(report);
  return format === "markdown" ? renderMarkdown(report) : renderTable(report, terminal(process.stdout));
}

function said(problem: string, repair: string): typeof UNCHECKED {
  process.stderr.write(`could not check: ${problem}\n  repair: ${repair}\n`);
  return UNCHECKED;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
