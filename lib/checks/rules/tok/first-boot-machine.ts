import { type Observation, passIf } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { none } from "../../engine/unit-assertions";
import type { Host } from "../../evidence/host";
import type { NodeGroup } from "../../evidence/node-group";
import { commandsFrom, commandsNamed, commandsWith, type NodeCommand, tell } from "../../host/commands";
import { Firewall } from "../../host/firewall";
import { factsOf } from "../../host/first-boot";
import { type Initialisation, requests } from "../../host/initialisation";
import { parseShell } from "../../host/shell";

const MODES = ["at-first-boot", "by-operator"];

/** What is put into the life is put with the condition that nothing is there. */
export function atomic(group: NodeGroup): readonly Observation[] {
  const puts = commandsNamed(group, "curl").filter(
    ({ words }) => words.includes("--aws-sigv4") && words.some((word) => /^(-X|--request=)?PUT$/.test(word)),
  );
  return [
    passIf(
      puts.length > 0 &&
        puts.every(({ words }) =>
          words.some((word) => word.replaceAll(" ", "").toLowerCase() === "if-none-match:*"),
        ),
      {
        actual: puts.length === 0 ? "nothing takes the lease" : puts.map(tell).join(", "),
        expected: "a put with If-None-Match: *, so that one node wins",
      },
    ),
  ];
}

/** The API of a node is closed from its first packet on, until the node belongs to a committed cluster. */
export function closed(
  host: Host,
  group: NodeGroup,
  programs: readonly Initialisation[],
): readonly Observation[] {
  const filter = Firewall.of(host);
  const expected = "the port of the API is closed until the cluster is committed";
  const drops = (filter?.base("input") ?? []).flatMap(({ rules }) => {
    const first = rules.findIndex(
      ({ verdict, matches }) => verdict === "drop" && ofSet(matches) !== undefined,
    );
    const open = rules.findIndex(
      ({ verdict, matches }) => verdict === "accept" && !["iif", "iifname"].some((key) => matches.has(key)),
    );
    return first >= 0 && (open < 0 || first < open) ? [ofSet(rules[first]?.matches ?? new Map()) ?? ""] : [];
  });
  const text = host
    .filesAt(/\/nftables\.conf$/)
    .map(({ content }) => content)
    .join("\n");
  const isFilled = drops.some((name) =>
    new RegExp(`\\bset ${name} \\{[^}]*?elements = \\{[^}]*\\b8200\\b`).test(text),
  );
  const sources = programs.map(({ source }) => source);
  const opening = commandsWith(group, "open_api", "nft").filter(
    ({ words }) =>
      words[0] === "open_api" ||
      (words.some((word) => /(^|\/)nft$/.test(word)) &&
        words.some((word) => ["flush", "delete", "destroy"].includes(word)) &&
        drops.some((name) => words.includes(name))),
  );
  const machine = startedBy(group, sources);
  const misplaced = opening.filter((command) => !isInOrder(command, group, machine));
  return [
    passIf(isFilled, { actual: "the firewall does not close it when it is loaded", expected }),
    ...none(misplaced.map(tell), expected),
  ];
}

/** The commands that run one of these programs, by its path. */
function startedBy(group: NodeGroup, paths: readonly string[]): readonly NodeCommand[] {
  const names = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  return commandsWith(group, ...names).filter(({ words: [first = ""] }) => paths.includes(first));
}

/** Opening comes last in the program that initialises or joins, after it has seen the node to be a member. */
function isInOrder(
  { source, words, line }: NodeCommand,
  group: NodeGroup,
  machine: readonly NodeCommand[],
): boolean {
  // The function that opens is told once, in the file that others read.
  if (source.endsWith("/vault-api.sh")) {
    const told = commandsFrom(group, source).find((one) => one.words[0] === words[0]);
    return words[0] !== "open_api" || told?.line === line;
  }
  if (words[0] !== "open_api") return false;
  const started = machine.find((one) => one.source === source);
  const member = commandsFrom(group, source)
    .filter((one) => one.words[0] === "is_member")
    .at(-1);
  return started !== undefined && member !== undefined && member.line < line && started.line < line;
}

function ofSet(matches: ReadonlyMap<string, readonly string[]>): string | undefined {
  return matches
    .get("tcp dport")
    ?.find((word) => word.startsWith("@"))
    ?.slice(1);
}

/** Who begins: the first node that wins the lease, or a person through a document that runs the same program. */
export function begun(
  group: NodeGroup,
  programs: readonly Initialisation[],
  { evidence }: RuleContext,
): readonly Observation[] {
  const mode = factsOf(group).get("INITIALIZATION");
  const documents = evidence.resources.ofType("aws_ssm_document").map((document) => ({
    document,
    commands: scriptsOf(String(document.at("content").raw)).flatMap((script) => parseShell(script)),
  }));
  const runs = documents.filter(({ commands }) =>
    commands.some(({ words }) => /\/hardened-vault-initialise$/.test(words[0] ?? "")),
  );
  const inClear = documents.filter(({ commands }) =>
    commands.some(
      (command) =>
        (command.words.includes("operator") && command.words.includes("init")) ||
        requests({ ...command, source: "", program: "", args: [] }, /(^|\/)sys\/init$/),
    ),
  );
  const begins = startedBy(
    group,
    programs.map(({ source }) => source),
  );
  return [
    passIf(MODES.includes(mode ?? "") && (mode !== "by-operator" || runs.length > 0), {
      actual: `INITIALIZATION=${mode} and ${runs.length} documents that begin`,
      expected: "the first boot begins, or a person by a document of Systems Manager",
    }),
    passIf(begins.length === 1, {
      actual: begins.length === 0 ? "nothing runs the program" : begins.map(tell).join(", "),
      expected: "one place where an attempt begins, after the lease was won",
    }),
    ...none(
      inClear.map(
        ({ document }) => `${document.address} shows what Vault answers to whoever reads its output`,
      ),
      "documents that show nothing of the answer",
    ),
  ];
}

/** Scripts that a document of Systems Manager runs. */
function scriptsOf(content: string): readonly string[] {
  try {
    const { mainSteps = [] } = JSON.parse(content) as {
      mainSteps?: readonly { inputs?: { runCommand?: unknown } }[];
    };
    return mainSteps.flatMap(({ inputs }) => [inputs?.runCommand ?? []].flat().map(String));
  } catch {
    return [];
  }
}
