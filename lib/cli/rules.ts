import type { Command } from "commander";
import type { Rule } from "../checks/engine/rule";
import { PROFILES } from "../checks/profiles/profiles";
import { RULES } from "../checks/rules/catalogue";
import { CATALOGUE, RESERVED } from "../checks/rules/reserved";
import { waitsFor } from "../checks/rules/to-come";
import { nearest } from "../core/nearest";
import { explain } from "../report/explain";
import { renderRules } from "../report/rules-table";
import { type Outcome, UNCHECKED } from "./outcome";
import { terminal } from "./terminal";

/** Adds the commands that tell of the rules. */
export function addRules(program: Command, outcome: Outcome): void {
  const list = program.command("rules");
  list
    .summary("list the rules")
    .description("Lists every rule, what it weighs, and the ids that are kept for rules to come.")
    .addOption(
      list.createOption("--format <format>", "form of the list").choices(["table", "json"]).default("table"),
    )
    .action(({ format }: { readonly format: "json" | "table" }) => {
      process.stdout.write(
        format === "json" ? json() : renderRules(RULES, RESERVED, terminal(process.stdout)),
      );
    });
  program
    .command("explain")
    .summary("tell what a rule is about")
    .description("Tells what a rule demands and why, what repairs a failure, and where it comes from.")
    .argument("<rule>", "id of a rule, such as SEAL-03")
    .action((given: string) => {
      outcome.code = told(given.toUpperCase()) ? outcome.code : unknown(given);
    });
}

function told(id: string): boolean {
  const rule = RULES.find((one) => one.id === id);
  const reserved = RESERVED.find((one) => one.id === id);
  if (rule !== undefined) {
    process.stdout.write(explain(rule, PROFILES, terminal(process.stdout).width));
  } else if (reserved !== undefined) {
    const reason = waitsFor(id);
    process.stdout.write(
      `${id} ${reserved.title} (${reserved.severity})\n\nKept for a rule to come${reason === undefined ? "" : `: ${reason}`}.\n`,
    );
  }
  return rule !== undefined || reserved !== undefined;
}

function unknown(given: string): typeof UNCHECKED {
  const meant = nearest(
    given.toUpperCase(),
    CATALOGUE.map(({ id }) => id),
  );
  const hint = meant === undefined ? "hardened-vault rules lists them" : `did you mean ${meant}?`;
  process.stderr.write(`there is no rule ${given}; ${hint}\n`);
  return UNCHECKED;
}

function json(): string {
  const data = RULES.map(({ subjects, check, claims, notApplicable, ...rest }: Rule) => ({
    ...rest,
    waivable: rest.waivable ?? true,
  }));
  return `${JSON.stringify({ rules: data, reserved: RESERVED.map((entry) => ({ ...entry, waitsFor: waitsFor(entry.id) })) }, null, 2)}\n`;
}
