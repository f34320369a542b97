import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { type Json, Value } from "../evidence/value";
import { filesWrittenBy } from "./user-data-files";

/** A request that the first boot sends to Vault. */
export interface FirstRequest {
  readonly method: string;
  /** Path below `/v1/`. */
  readonly path: string;
  readonly body: Value;
}

/** The people among whom the recovery key is shared. */
export interface OperatorsOnNode {
  readonly threshold: unknown;
  readonly keys: readonly { readonly fingerprint?: unknown; readonly publicKey?: unknown }[];
}

const REQUESTS = "/etc/hardened-vault/first-boot.json";
/** Public keys of the operators and their threshold. */
export const OPERATORS = "/etc/hardened-vault/operators.json";

/** What the first boot makes inside Vault; `undefined` where no file says it. */
export function firstRequests(host: Host): readonly FirstRequest[] | undefined {
  return host.parsed(REQUESTS, readRequests, "first-boot");
}

/** Who gets a share of the recovery key; `undefined` where no file says it. */
export function operatorsOf(host: Host): OperatorsOnNode | undefined {
  return host.parsed(OPERATORS, readOperators, "operators");
}

/** Facts that programs on the nodes are told, by their names; those of the deployment are expressions. */
export const factsOf = rememberedOf(({ host, userData }: NodeGroup): ReadonlyMap<string, string> => {
  const files = [...filesWrittenBy(userData?.text ?? ""), ...(host?.files ?? [])];
  const lines = files
    .filter(({ path }) => /\/hardened-vault\/\w+\.env$/.test(path))
    .map(({ content }) => content);
  return new Map(
    [...lines.join("\n").matchAll(/^([A-Z_][A-Z0-9_]*)=(["']?)(.*)\2$/gm)].map(
      ([, name = "", , value = ""]) => [name, value],
    ),
  );
});

function readRequests(content: string): readonly FirstRequest[] | undefined {
  const requests = parsed(content);
  if (!Array.isArray(requests)) return undefined;
  return (requests as readonly Record<string, Json>[]).map((request) => ({
    method: String(request?.method),
    path: String(request?.path),
    body: new Value(String(request?.path), request?.body),
  }));
}

function readOperators(content: string): OperatorsOnNode | undefined {
  const { threshold, keys } = (parsed(content) ?? {}) as { threshold?: unknown; keys?: unknown };
  if (!Array.isArray(keys)) return undefined;
  return { threshold, keys: keys.map((key) => (typeof key === "object" && key !== null ? key : {})) };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
