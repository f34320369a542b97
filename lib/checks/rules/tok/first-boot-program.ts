import { type Observation, passIf } from "../../engine/observation";
import { none } from "../../engine/unit-assertions";
import type { NodeCommand } from "../../host/commands";
import {
  endsScript,
  type Initialisation,
  mentions,
  requests,
  variablesWith,
} from "../../host/initialisation";
import { sharedAmong } from "./operator-keys";

/** What is asked of Vault, by the names of `sys/init`, and where the operators' file says it. */
const ASKED: Readonly<Record<string, RegExp>> = {
  recovery_shares: /^\(?\.keys\|length\)?$/,
  recovery_threshold: /^\.threshold$/,
  recovery_pgp_keys:
    /^(\[\.keys\[\]\.publicKey\]|\.keys\|?map\(\.publicKey\)|\(\.keys\|map\(\.publicKey\)\))$/,
};

/** A script of ours, step by step: what it asks for, where the answer goes, and how the root token ends. */
export function inSteps(program: Initialisation): readonly Observation[] {
  const { commands, init, source } = program;
  const at = (find: (command: NodeCommand) => boolean) => commands.findIndex(find);
  const found = {
    closed: at(({ words }) => words[0] === "close_api"),
    started: at(({ words }) => words.includes("start") && words.includes("vault.service")),
    init: commands.indexOf(init),
    shares: at(({ words }) => words[0] === "put_once" && /^shares\//.test(words[1] ?? "")),
    sent: at(({ words }) => words.some((word) => word.endsWith("first-boot.json"))),
    revoked: at((one) => requests(one, /(^|\/)auth\/token\/revoke-self$/)),
    verified: at(({ words }) => words.some((word) => /(^|\/)auth\/token\/lookup-self$/.test(word))),
    committed: at(({ words }) => words[0] === "put_once" && words[1] === "COMMITTED"),
  };
  const isBefore = (...steps: readonly number[]) =>
    steps.every((step, index) => step >= 0 && (index === 0 || step > (steps[index - 1] ?? 0)));
  const revoked = commands[found.revoked];
  const shares = commands[found.shares];
  const said = (holds: boolean, actual: string, expected: string) =>
    passIf(holds, { actual: `${source}: ${holds ? expected : actual}`, expected });
  return [
    ...asked(program),
    said(
      isBefore(found.closed, found.started, found.init),
      "the API is open when Vault has not been initialised",
      "the API is closed before Vault starts",
    ),
    said(
      isBefore(found.init, found.shares, found.sent) && shares?.words.at(-1) === "$SHARES_KEY_ARN",
      "the shares are not kept under their own key before anything else is done",
      "the shares are kept under their own key before anything else is done",
    ),
    said(
      stopsUnless(commands, "made"),
      "it goes on without the shares",
      "it ends when the shares are not kept",
    ),
    said(
      revoked !== undefined && isBefore(found.sent, found.revoked) && endsScript(revoked, commands),
      "the root token is not revoked after the last request, or nobody looks whether it was",
      "the root token is revoked after the last request, or the attempt ends",
    ),
    said(
      isBefore(found.revoked, found.verified) && stopsUnless(commands, "403"),
      "nobody asks Vault whether the root token still works",
      "Vault refuses the root token afterwards, or the attempt ends",
    ),
    said(
      isBefore(found.verified, found.committed) && stopsUnless(commands, "$INSTANCE_ID $number"),
      "the cluster is committed before its root token is gone, or whoever committed it",
      "COMMITTED comes last, and names this attempt",
    ),
    said(
      stopsUnless(commands, "1", /auth\/token\/accessors/),
      "tokens beside the root token are not looked for",
      "no token is left beside the root token",
    ),
    ...keepsToItself(program),
  ];
}

/** What `sys/init` answers stays in the script, behind a closed API. */
export function keepsToItself(program: Initialisation): readonly Observation[] {
  const { commands, source, isTraced } = program;
  return none(
    [
      ...(isTraced ? [`${source} shows each command with its variables`] : []),
      ...commands
        .filter(({ words }) => words[0] === "open_api" || /closed_ports/.test(words.join(" ")))
        .map(({ line }) => `${source}:${line} opens the API`),
      ...leaks(program),
    ],
    "nothing that gives the root token or a share away",
  );
}

/** Whether a test for a value, or the end of the script, stands somewhere. */
function stopsUnless(commands: readonly NodeCommand[], value: string, of = /./): boolean {
  return commands.some(
    (command) =>
      /^(\[|test)$/.test(command.words[0] ?? "") &&
      command.words.some((word) => ["=", "==", "-eq"].includes(word)) &&
      command.words.includes(value) &&
      of.test(command.words.join(" ")) &&
      endsScript(command, commands),
  );
}

/** What `sys/init` gets: as many shares as there are operators, each for its key. */
function asked({ commands, init, source }: Initialisation): readonly Observation[] {
  const file = init.words.map((word) => /^@(.+)$/.exec(word)?.[1]).find((path) => path !== undefined);
  const writer = commands.find(({ writesTo }) => file !== undefined && writesTo.includes(file));
  const filter = writer?.words.find((word) => word.startsWith("{")) ?? "";
  const settings = new Map(
    filter
      .replaceAll(/^\{|\}$|\s/g, "")
      .split(/,(?=\w+:)/)
      .map((pair) => [pair.split(":")[0] ?? "", pair.slice(pair.indexOf(":") + 1)] as const),
  );
  const reads = writer?.words.some((word) => word.endsWith("/operators.json")) === true;
  return [
    passIf(reads, {
      actual: `${source}: ${writer === undefined ? "nobody can see what Vault is asked for" : writer.words.join(" ").slice(0, 120)}`,
      expected: "shares for the operators of operators.json",
    }),
    ...Object.entries(ASKED).map(([name, form]) => {
      const given = settings.get(name);
      return passIf(given !== undefined && form.test(given), {
        actual: `${source}: ${name} ${given === undefined ? "is not asked for" : `is ${given}`}`,
        expected: `${name} as operators.json says`,
      });
    }),
  ];
}

/** Places where the answer of `sys/init`, or the token in it, leaves the variables of the script. */
function leaks({ commands, init, source }: Initialisation): readonly string[] {
  const secrets = variablesWith(init, commands);
  const to = init.writesTo.filter((path) => path !== "/dev/null");
  const isKept = [...secrets].length > 0 && to.length === 0 && !init.isPiped;
  return [
    ...(isKept ? [] : [`${source}:${init.line} does not keep the answer of Vault in a variable`]),
    ...commands.flatMap((command, index) => {
      const { words, assignments, writesTo, isPiped, line } = command;
      const where = `${source}:${line}`;
      const exported = words[0] === "export" && words.some((word) => secrets.has(word.split("=")[0] ?? ""));
      if (exported) return [`${where} hands a secret to every program`];
      if (words.length > 0 && assignments.some((one) => mentions(one, secrets)))
        return [`${where} puts a secret into the environment of ${words[0]}`];
      if (words.length === 0 || !words.some((word) => mentions(word.replaceAll(/\$\(.*\)/gs, ""), secrets)))
        return [];
      // What stands in brackets is compared, by the shell itself.
      if (/^(\[|test|:)$/.test(words[0] ?? "")) return [];
      if (words[0] !== "printf" || !isPiped || writesTo.length > 0)
        return [`${where} gives a secret to ${words[0]}`];
      return unfit(commands[index + 1]).map((problem) => `${where} ${problem}`);
    }),
  ];
}

/** What the answer may be given to: jq, which takes the token out for a variable, or the encrypted shares for a file. */
function unfit(reader: NodeCommand | undefined): readonly string[] {
  const [program = ""] = reader?.words ?? [];
  if (reader === undefined || program !== "jq")
    return [`gives a secret to ${program || "nobody knows what"}`];
  const filter = reader.words.find((word) => /^[.{[]/.test(word)) ?? "";
  const isWritten = reader.writesTo.some((path) => path !== "/dev/null");
  if (!isWritten && !reader.isPiped && filter === ".root_token") return [];
  const takesMore =
    /root_token|\.keys(_base64)?\b(?!\])|(^|[{,:|(\s])\.($|[\s},|)])|\.\[\]|\.\.|to_entries|\$ENV|env\./;
  return isWritten &&
    filter.startsWith("{") &&
    !takesMore.test(filter.replaceAll(/\$operators\[0\]\.\w+/g, ""))
    ? []
    : [`takes ${filter.replaceAll(/\s+/g, " ").slice(0, 60) || "everything"} out of the answer`];
}

/** `vault operator init`, as most write it. */
export function byCommand({ init, source, commands, isTraced }: Initialisation): readonly Observation[] {
  const option = (...names: readonly string[]) => {
    const index = init.args.findIndex((word) => names.includes(word.replace(/^--?/, "").split("=")[0] ?? ""));
    const word = init.args[index] ?? "";
    return index < 0
      ? undefined
      : word.includes("=")
        ? word.slice(word.indexOf("=") + 1)
        : (init.args[index + 1] ?? "");
  };
  const count = (fallback: number, ...names: readonly string[]) => Number(option(...names) ?? fallback);
  const shares = count(5, "recovery-shares", "key-shares", "n");
  const keys = (option("recovery-pgp-keys", "pgp-keys") ?? "").split(",").filter((key) => key !== "");
  const root = option("root-token-pgp-key") ?? "";
  const revokes = commands.some(
    ({ program, args }) =>
      ["vault", "bao"].includes(program) && args.includes("token") && args.includes("revoke"),
  );
  return [
    ...sharedAmong(shares, count(3, "recovery-threshold", "key-threshold", "t")),
    ...none(
      [
        ...(isTraced ? [`${source} shows each command with its variables`] : []),
        ...(keys.length === shares ? [] : [`${source}:${init.line} gives out shares in clear`]),
        ...(root === "" ? [`${source}:${init.line} gives out the root token in clear`] : []),
        ...(root === "" && !revokes ? [`${source} never revokes the root token`] : []),
      ],
      "shares for the PGP keys of operators, and a root token that nobody sees",
    ),
  ];
}
