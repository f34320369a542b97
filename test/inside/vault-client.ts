/** What Vault answered. */
export interface VaultAnswer {
  /** Status of HTTP; 0 where there was none. */
  readonly status: number;
  readonly body: string;
}

/** Data of an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** A client of Vault, wherever its Vault runs. */
export interface VaultClient {
  /** The same client with a token. */
  as(token: string): VaultClient;
  /** Asks, whatever the answer. */
  try(method: string, path: string, body?: object): Promise<VaultAnswer>;
  /** Asks, and expects to be served. */
  must(method: string, path: string, body?: object): Promise<Json>;
}

/** The `data` of an answer that must be one. */
export function dataOf(answer: Json): Json {
  return (answer.data ?? {}) as Json;
}

/** A token out of a login or a creation. */
export interface Token {
  readonly client_token: string;
  readonly accessor: string;
  readonly lease_duration: number;
  readonly renewable: boolean;
  readonly policies: readonly string[];
}

/** The token that an answer brings. */
export function tokenOf(answer: Json): Token {
  if (answer.auth === null || answer.auth === undefined)
    throw new Error(`no token in ${JSON.stringify(answer)}`);
  return answer.auth as Token;
}
