import type { Host } from "../evidence/host";
import { type FirewallChain, type FirewallRule, parseNftables, type Ruleset } from "./nftables";

/** Where a packet filter is told at boot: Debian's place, and Amazon Linux's. */
const PLACES = ["/etc/nftables.conf", "/etc/sysconfig/nftables.conf", "/etc/nftables/main.nft"];

/** The packet filter of a host; `undefined` where no file tells it. */
export class Firewall {
  /** Reads it, with the files that it takes in. */
  public static of(host: Host): Firewall | undefined {
    const place = PLACES.find((path) => host.file(path) !== undefined);
    if (place === undefined) return undefined;
    return new Firewall(parseNftables(withIncluded(host, place, 0)));
  }

  private constructor(private readonly ruleset: Ruleset) {}

  /** Statements and files that are not understood. */
  public get unread(): readonly string[] {
    return this.ruleset.unread;
  }

  /** Whether it takes away first what was there before. */
  public get isFresh(): boolean {
    return this.ruleset.isFresh;
  }

  /** Rules that lead to a chain that is not there: nft refuses the whole file. */
  public get dangling(): readonly FirewallRule[] {
    return this.ruleset.chains.flatMap((chain) =>
      chain.rules.filter((rule) => isJump(rule) && this.targetOf(rule, chain) === undefined),
    );
  }

  /** Rules that give a packet another address or port, past what the filter is told of both. */
  public get translating(): readonly FirewallRule[] {
    return this.ruleset.chains.flatMap(({ rules }) =>
      rules.filter(({ verdict = "" }) => ["redirect", "dnat", "snat", "masquerade"].includes(verdict)),
    );
  }

  /** Chains that every packet of a direction passes. */
  public base(hook: string): readonly FirewallChain[] {
    return this.ruleset.chains.filter((chain) => chain.hook === hook);
  }

  /** Rules of a chain by which a packet gets through, those of chains that it jumps to included. */
  public accepting(chain: FirewallChain, depth = 0): readonly FirewallRule[] {
    if (depth > 8) return [];
    return chain.rules.flatMap((rule) => {
      if (rule.verdict === "accept" || rule.verdict === "queue") return [rule];
      const target = this.targetOf(rule, chain);
      if (target === undefined) return [];
      const inner = this.accepting(target, depth + 1);
      return inner.map((one) => ({ ...one, matches: new Map([...rule.matches, ...one.matches]) }));
    });
  }

  private targetOf(
    { verdict = "" }: FirewallRule,
    { family, table }: FirewallChain,
  ): FirewallChain | undefined {
    const name = /^(?:jump|goto) (.+)$/.exec(verdict)?.[1];
    return this.ruleset.chains.find(
      (one) => one.family === family && one.table === table && one.name === name,
    );
  }
}

function isJump({ verdict = "" }: FirewallRule): boolean {
  return /^(jump|goto) /.test(verdict);
}

/** A file with others in the place of `include "..."`. */
function withIncluded(host: Host, path: string, depth: number): string {
  const content = host.file(path)?.content ?? "";
  if (depth > 8) return content;
  return content.replaceAll(/^\s*include\s+"([^"]+)"\s*;?\s*$/gm, (statement, name: string) => {
    const pattern = new RegExp(`^${name.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`);
    const found = host.filesAt(pattern).filter((file) => file.path !== path);
    if (found.length === 0) return host.isComplete && name.includes("*") ? "" : statement;
    return found.map((file) => withIncluded(host, file.path, depth + 1)).join("\n");
  });
}
