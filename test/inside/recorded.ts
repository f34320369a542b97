import type { VaultClient } from "./vault-client";

/** A request that was sent. */
export interface Sent {
  readonly method: string;
  readonly path: string;
}

/** The same client, which writes down what it sends. */
export function recorded(client: VaultClient, sent: Sent[]): VaultClient {
  return {
    as: (token) => recorded(client.as(token), sent),
    try: (method, path, body) => {
      sent.push({ method, path });
      return client.try(method, path, body);
    },
    must: (method, path, body) => {
      sent.push({ method, path });
      return client.must(method, path, body);
    },
  };
}
