import { rememberedOf } from "../../core/remembered";
import type { NodeGroup } from "../evidence/node-group";
import { commandsOn, type NodeCommand, optionValues, picked, sourcesOn } from "./commands";

/** What a script does with what it fetched. */
export interface Download {
  readonly command: NodeCommand;
  /** Whether a sum or a signature is checked before anything is done with it, and the script ends where that fails. */
  readonly isVerified: boolean;
}

const FETCHERS = /^(curl|wget|aria2c)$/;
/** What turns a file into something that runs or counts. */
const USERS =
  /^(tar|unzip|bsdtar|install|rpm|dpkg|dnf|yum|sh|bash|python3?|cp|mv|chmod|gunzip|unxz|zstd|source|\.)$/;

/** A sum that is made where it should be known. */
const SUM = /[$][(]\s*(sha\d+sum|shasum|openssl)\b/;

/** Commands that fetch a file for the machine, other than from its own metadata or from Vault itself. */
export function downloadsOn(group: NodeGroup): readonly Download[] {
  return sourcesOn(group).flatMap(downloadsIn);
}

const downloadsIn = rememberedOf((commands: readonly NodeCommand[]): readonly Download[] =>
  commands.flatMap((command, index) => {
    const isWhole = isDownload(command);
    if (!isWhole && !isOfWrapper(command)) return [];
    const after = commands.slice(index + 1);
    return isWhole || isUnpacked(command, after) ? [{ command, isVerified: isVerified(after) }] : [];
  }),
);

/** Whether a function of the script's own fetches an object of S3. */
function isOfWrapper({ program, args }: NodeCommand): boolean {
  return program !== "aws" && args.includes("s3api") && args.includes("get-object");
}

/** Whether the file that a command names last is unpacked or run by a later one. */
function isUnpacked({ args }: NodeCommand, after: readonly NodeCommand[]): boolean {
  const file = args.filter((arg) => !/^(-|\d*[<>&])/.test(arg)).at(-1) ?? "";
  return after.some(
    (next) =>
      ["tar", "unzip", "bsdtar", "sh", "bash", "rpm", "dpkg"].includes(next.program) &&
      next.args.includes(file),
  );
}

/** An interpreter that gets what a command in its own words fetches: `sh -c "$(curl …)"`, `bash <(curl …)`. */
const FETCHED_WORD = /([$<]\(|`)\s*(curl|wget)\b/;
const INTERPRETER = /(^|\/)((ba|da|z|k)?sh|python3?|perl|eval|source|\.)$/;

/** Commands that hand what is fetched to something that runs it, or trusts it. */
export function pipedToInterpreter(group: NodeGroup): readonly NodeCommand[] {
  return mayPipe(group).filter((command) => isPipedToInterpreter(command, group));
}

const mayPipe = picked(
  ({ words: [first = ""], isPiped, program }) =>
    INTERPRETER.test(first) || (isPiped && FETCHERS.test(program)),
);

function isPipedToInterpreter(command: NodeCommand, group: NodeGroup): boolean {
  const [first = "", ...words] = command.words;
  const isFetched = FETCHED_WORD.test(words.join(" ")) || FETCHERS.test(words[0] ?? "");
  if (INTERPRETER.test(first) && isFetched) return true;
  if (!command.isPiped || !FETCHERS.test(command.program)) return false;
  const all = commandsOn(group);
  const rest = all.slice(all.indexOf(command) + 1);
  const end = rest.findIndex(({ isPiped }) => !isPiped);
  return rest
    .slice(0, end + 1)
    .some(({ program }) =>
      /^(sh|bash|zsh|ksh|dash|python3?|perl|gpg|apt-key|rpm|tar|rpmkeys)$/.test(program),
    );
}

/** Whether a program leaves what it gets in a file, and does not merely ask. */
export function isSaved({ program, args, writesTo }: NodeCommand): boolean {
  if (program !== "curl") return true;
  const named = optionValues(args, "o", "output").filter((path) => path !== "/dev/null" && path !== "-");
  const isRemote = args.some((arg) => /^(-\w*O\w*|--remote-name)$/.test(arg));
  return named.length > 0 || isRemote || writesTo.some((path) => /^[^&]/.test(path) && path !== "/dev/null");
}

function isDownload(command: NodeCommand): boolean {
  const { program, args } = command;
  if (program === "aws") {
    const isObject = args.includes("s3api") && args.includes("get-object");
    const [, verb = "", from = ""] = args.slice(args.indexOf("s3")).filter((arg) => !arg.startsWith("-"));
    return isObject || (args.includes("s3") && ["cp", "sync", "mv"].includes(verb) && /^s3:|[$]/.test(from));
  }
  if (!FETCHERS.test(program)) return false;
  const own = /^(https?:\/\/)?(169\.254\.|127\.|localhost|\[?::1|\$)/;
  const urls = args.filter((arg) => /^https?:/.test(arg));
  return isSaved(command) && urls.some((url) => !own.test(url));
}

function isVerified(after: readonly NodeCommand[]): boolean {
  const check = after.findIndex(isCheck);
  const use = after.findIndex(({ program }) => USERS.test(program));
  if (check === -1) return false;
  // A sum that is made of what was fetched proves nothing.
  const before = after[check - 1];
  if (before?.isPiped === true && before.words.some((word) => SUM.test(word))) return false;
  const next = after[check + 1];
  const isForgiven =
    next !== undefined && next.line === after[check]?.line && ["true", ":"].includes(next.program);
  return !isForgiven && (use === -1 || check < use);
}

function isCheck({ program, args }: NodeCommand): boolean {
  if (["sha256sum", "sha512sum", "shasum"].includes(program)) {
    return args.some((arg) => /^(-\w*c\w*|--check)$/.test(arg)) && !args.includes("--ignore-missing");
  }
  if (["gpg", "gpgv"].includes(program)) return program === "gpgv" || args.includes("--verify");
  return program === "cosign" && args.some((arg) => arg.startsWith("verify"));
}
