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

/** Reads a ruleset of nft(8), in the block form that `nft -f` takes. */
export function parseNftables(content: string): readonly FirewallChain[] {
  const variables = new Map<string, readonly string[]>();
  const chains: FirewallChain[] = [];
  const lines = statementsIn(content);
  let table: readonly string[] = [];
  let chain: { name: string; hook?: string; policy: string; rules: FirewallRule[] } | undefined;
  for (const words of lines) {
    const [first = "", second = "", third = ""] = words;
    if (first === "define" && third === "=") variables.set(`$${second}`, setOf(words.slice(3)));
    else if (first === "table" && words.at(-1) === "{")
      table = words.length === 4 ? [second, third] : ["ip", second];
    else if (first === "chain" && words.at(-1) === "{") chain = { name: second, policy: "accept", rules: [] };
    else if (first === "}" && chain !== undefined) {
      const [family = "", name = ""] = table;
      chains.push({ family, table: name, hook: undefined, ...chain });
      chain = undefined;
    } else if (chain !== undefined && first === "type") chain.hook = words[words.indexOf("hook") + 1];
    else if (chain !== undefined && first === "policy") chain.policy = second;
    else if (chain !== undefined && words.length > 0) chain.rules.push(ruleOf(words, variables));
  }
  return chains;
}

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
        if (["table", "chain", "counter", "set", "map", "flowtable"].includes(words[0] ?? "") && depth === 0)
          end();
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
        const close = words.indexOf("}", index);
        values.push(...words.slice(index + 1, close));
        index = close + 1;
      } else {
        values.push(...(words[index] ?? "").split(","));
        index += 1;
        // `ct state established,related` is cut at its comma.
        while (
          key === "ct state" &&
          /^(established|related|new|invalid|untracked)$/.test(words[index] ?? "")
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
