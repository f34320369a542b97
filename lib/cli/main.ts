#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { HardenedVaultError } from "../core/errors";
import { addCheck } from "./check";
import { interruption } from "./interruption";
import { addMirrorRelease } from "./mirror-release";
import { CLEAN, type Outcome, UNCHECKED } from "./outcome";
import { ownVersion } from "./own-version";
import { addRules } from "./rules";

// Which Node.js is supported is this package's promise: whoever runs the command is not warned about its libraries.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const FAILURE = 1;
const USAGE = 2;
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const program = new Command("hardened-vault")
    .description("Tools around a hardened Vault cluster on AWS.")
    .version(ownVersion())
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  const outcome: Outcome = { code: CLEAN };
  addCheck(program, outcome);
  addRules(program, outcome);
  // Whoever needs no time to end is ended by the signal itself.
  let signal: AbortSignal | undefined;
  addMirrorRelease(program, () => {
    signal = interruption();
    return signal;
  });
  try {
    await program.parseAsync();
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? CLEAN : USAGE;
    if (signal?.aborted) {
      process.stderr.write("interrupted; the same command goes on where it stopped\n");
      return INTERRUPTED;
    }
    process.stderr.write(`${describe(error)}\n`);
    return FAILURE;
  }
}

function describe(error: unknown): string {
  if (HardenedVaultError.isHardenedVaultError(error)) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}

let isLost = false;
// A reader that has seen enough, such as `head`, is no failure; a disk that is full is.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || isLost) return;
  isLost = true;
  process.exitCode = UNCHECKED;
  process.stderr.write(`the output cannot be written: ${error.message}\n`);
});
// There is nowhere left to say so.
process.stderr.on("error", () => undefined);

void main().then((code) => {
  process.exitCode = isLost ? UNCHECKED : code;
});
