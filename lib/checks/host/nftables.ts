/** A rule of a packet filter. */
export interface FirewallRule {
  /** What must fit, in the words of nft: `tcp dport` to `["8200"]`, `ip saddr` to networks, `meta skuid` to names. */
  readonly matches: ReadonlyMap<string, readonly string[]>;
  /** What happens then; `undefined` where it only counts or logs. */
  readonly verdict: string | undefined;
  readonly text: string;
}

/** A chain of a packet filter. */
export interface FirewallChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** `input`, `output`, `forward`; `undefined` for a chain that is only jumped to. */
  readonly hook: string | undefined;
  /** `drop` or `accept`; what nft takes where nothing is said is `accept`. */
  readonly policy: string;
  readonly rules: readonly FirewallRule[];
}

/** What a packet filter is told. */
export interface Ruleset {
  readonly chains: readonly FirewallChain[];
  /** Statements that nothing here makes sense of, and files that are taken in. */
  readonly unread: readonly string[];
  /** Whether it takes away first what was there before. */
  readonly isFresh: boolean;
}

interface OpenChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  hook: string | undefined;
  policy: string;
  readonly rules: FirewallRule[];
}

/**
 * Reads a ruleset of nft(8): blocks, and the statements that `nft -f` takes beside them. What is said of a chain in
 * several places adds up; the last policy counts.
 */
export function parseNftables(content: string): Ruleset {
  const variables = new Map<string, readonly string[]>();
  const chains = new Map<string, OpenChain>();
  const unread: string[] = [];
  let isFresh = false;
  const open: ("chain" | "other" | "table")[] = [];
  let table: readonly [family: string, name: string] = ["ip", ""];
  let chain: OpenChain | undefined;
  const chainOf = (family: string, tableName: string, name: string): OpenChain => {
    const key = `${family} ${tableName} ${name}`;
    const found = chains.get(key) ?? {
      family,
      table: tableName,
      name,
      hook: undefined,
      policy: "accept",
      rules: [],
    };
    chains.set(key, found);
    return found;
  };
  for (const all of statementsIn(content)) {
    const words = ["add", "create"].includes(all[0] ?? "") && all[1] !== "rule" ? all.slice(1) : all;
    const [first = "", second = "", third = ""] = words;
    if (["flush", "delete", "destroy"].includes(first) && ["ruleset", "table"].includes(second))
      isFresh = true;
    const isBlock = words.at(-1) === "{";
    if (first === "}") {
      if (open.pop() === "chain") chain = undefined;
    } else if (first === "define" && third === "=") variables.set(`$${second}`, setOf(words.slice(3)));
    else if (first === "table") {
      const names = words.filter((word) => word !== "{").slice(1);
      table = names.length > 1 ? [names[0] ?? "", names[1] ?? ""] : ["ip", second];
      if (isBlock) open.push("table");
    } else if (first === "chain") {
      const names = words.filter((word) => word !== "{").slice(1);
      const [family, tableName] = names.length > 2 ? names : names.length > 1 ? ["ip", ...names] : table;
      chain = chainOf(family ?? "", tableName ?? "", names.at(-1) ?? "");
      if (isBlock) open.push("chain");
      else chain = undefined;
    } else if (isBlock) open.push("other");
    else if (open.at(-1) === "other") continue;
    else if (chain !== undefined && first === "type") chain.hook = words[words.indexOf("hook") + 1];
    else if (chain !== undefined && first === "policy") chain.policy = second;
    else if (chain !== undefined) chain.rules.push(ruleOf(words, variables));
    else if (open.length === 0) command(words, chains, chainOf, variables, unread);
  }
  return { chains: [...chains.values()], unread, isFresh };
}

/** A statement outside of blocks, which changes what is there. */
function command(
  words: readonly string[],
  chains: Map<string, OpenChain>,
  chainOf: (family: string, table: string, name: string) => OpenChain,
  variables: ReadonlyMap<string, readonly string[]>,
  unread: string[],
): void {
  const [verb = "", kind = "", ...rest] = words;
  const hasFamily = ["ip", "ip6", "inet", "arp", "bridge", "netdev"].includes(rest[0] ?? "");
  const [family = "ip", ...names] = hasFamily ? rest : ["ip", ...rest];
  if (verb === "flush" && kind === "ruleset") chains.clear();
  else if (["add", "insert", "replace"].includes(verb) && kind === "rule") {
    const [table = "", name = "", ...rule] = names;
    const from = ["position", "index", "handle"].includes(rule[0] ?? "") ? rule.slice(2) : rule;
    chainOf(family, table, name).rules.push(ruleOf(from, variables));
  } else if (["delete", "flush", "destroy"].includes(verb) && ["table", "chain"].includes(kind)) {
    const prefix = `${[family, ...names].join(" ")} `;
    for (const key of [...chains.keys()]) if (`${key} `.startsWith(prefix)) chains.delete(key);
  } else unread.push(words.join(" "));
}

/** What begins a block. */
const BLOCKS = new Set(["table", "chain", "counter", "set", "map", "flowtable", "quota", "limit"]);

/** Statements as words: one a line or between semicolons; braces of sets stay in their statement. */
function statementsIn(content: string): readonly (readonly string[])[] {
  const statements: string[][] = [];
  for (const line of content.replaceAll(/\\\n/g, " ").split("\n")) {
    let words: string[] = [];
    const end = () => {
      if (words.length > 0) statements.push(words);
      words = [];
    };
    let depth = 0;
    for (const [word] of line.matchAll(/"[^"]*"|#.*$|[{};,]|[^\s{};,"#]+/g)) {
      if (word.startsWith("#")) break;
      if (word === "{") {
        words.push(word);
        const [first, second] = words;
        const kind = first === "add" || first === "create" ? second : first;
        if (BLOCKS.has(kind ?? "") && depth === 0) end();
        else depth += 1;
      } else if (word === "}") {
        if (depth === 0) {
          end();
          statements.push(["}"]);
        } else {
          depth -= 1;
          words.push(word);
        }
      } else if (word === ";" && depth === 0) end();
      else if (word !== ",") words.push(word);
    }
    end();
  }
  return statements;
}

const VERDICTS = [
  "accept",
  "drop",
  "reject",
  "return",
  "queue",
  "continue",
  "masquerade",
  "redirect",
  "dnat",
  "snat",
];

/** Selectors of two words; others are one. */
const SELECTOR = /^(ip|ip6|tcp|udp|sctp|th|icmp|icmpv6|ct|meta|ether|arp|socket|fib)$/;

function ruleOf(words: readonly string[], variables: ReadonlyMap<string, readonly string[]>): FirewallRule {
  const matches = new Map<string, readonly string[]>();
  let verdict: string | undefined;
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? "";
    if (VERDICTS.includes(word)) {
      verdict = word;
      index += 1;
    } else if (word === "jump" || word === "goto") {
      verdict = `${word} ${words[index + 1]}`;
      index += 2;
    } else if (word === "counter")
      index += words[index + 1] === "name" ? 3 : words[index + 1] === "packets" ? 5 : 1;
    else if (word === "comment") index += 2;
    else if (word === "log" || word === "limit") index = skipOptions(words, index + 1);
    else {
      const twoWords = SELECTOR.test(word);
      const key = twoWords ? `${word} ${words[index + 1]}` : word;
      index += twoWords ? 2 : 1;
      const negated = words[index] === "!=" ? "!=" : "";
      if (negated !== "" || words[index] === "==") index += 1;
      const values: string[] = [];
      if (words[index] === "{") {
        const found = words.indexOf("}", index);
        // A set that nothing closes ends with the line.
        const close = found === -1 ? words.length : found;
        values.push(...words.slice(index + 1, close));
        index = close + 1;
      } else {
        values.push(...(words[index] ?? "").split(","));
        index += 1;
        // `ct state established,related` is cut at its comma.
        while (
          key === "ct state" &&
          ["established", "related", "new", "invalid", "untracked"].includes(words[index] ?? "")
        ) {
          values.push(words[index] ?? "");
          index += 1;
        }
      }
      const known = values
        .filter((value) => value !== "")
        .flatMap((value) => variables.get(value) ?? [value]);
      matches.set(`${key}${negated}`, known);
    }
  }
  return { matches, verdict, text: words.join(" ") };
}

function skipOptions(words: readonly string[], from: number): number {
  let index = from;
  while (index < words.length && !VERDICTS.includes(words[index] ?? "") && words[index] !== "counter")
    index += 1;
  return index;
}

function setOf(words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== "{" && word !== "}");
}
