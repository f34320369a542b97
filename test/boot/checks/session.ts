import type { Connection } from "../client/protocol";
import type { Node } from "../group";
import type { Lab } from "../lab";
import type { Results } from "../results";
import type { VaultApi } from "../vault-api";

/** What the checks of a running cluster share. */
export interface Session {
  readonly lab: Lab;
  readonly results: Results;
  /** Vault, with a root token that operators made from their shares. */
  readonly root: VaultApi;
  /** Vault, with a token that writes below {@link WRITTEN} and no more. */
  readonly writer: VaultApi;
  readonly writerToken: string;
  /** The recovery shares that count, opened by their operators: those of the first boot until they are made anew. */
  shares: readonly string[];
  /** Certificate and key of a client. */
  readonly certificate: NonNullable<Connection["certificate"]>;
  /** Every value that must stand nowhere. */
  readonly secrets: readonly string[];
}

/** Mount that the test writes to. */
export const WRITTEN = "boot-test";

/** Names of the steps and states that a node said, in their order. */
export function said(journal: string): readonly string[] {
  return [...journal.matchAll(/hardened-vault(?:\[\d+\])?: (.*)$/gm)].map(([, text]) => text ?? "");
}

/** Fails unless two values are the same. */
export function requireEqual(what: string, got: unknown, expected: unknown): void {
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  throw new Error(`${what}\n  got:      ${JSON.stringify(got)}\n  expected: ${JSON.stringify(expected)}`);
}

/** The active node, as the load balancer sees it. */
export async function activeNode(lab: Lab): Promise<Node> {
  for (const node of lab.group.nodes) {
    if ((await lab.balancer.health(node, "/v1/sys/health")) === 200) return node;
  }
  throw new Error("no node is active");
}

/** The nodes beside the active one. */
export async function standbyNodes(lab: Lab): Promise<readonly Node[]> {
  const active = await activeNode(lab);
  return lab.group.nodes.filter((node) => node !== active);
}
