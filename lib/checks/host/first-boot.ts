import type { Host } from "../evidence/host";
import { type Json, Value } from "../evidence/value";

/** A request that the first boot sends to Vault. */
export interface FirstRequest {
  /** Path below `/v1/`. */
  readonly path: string;
  readonly body: Value;
}

const FILE = "/etc/hardened-vault/first-boot.json";

/** What the first boot makes inside Vault; `undefined` where no file says it. */
export function firstRequests(host: Host): readonly FirstRequest[] | undefined {
  return host.parsed(FILE, read, "first-boot");
}

function read(content: string): readonly FirstRequest[] | undefined {
  try {
    const requests = JSON.parse(content) as readonly { readonly path?: unknown; readonly body?: Json }[];
    if (!Array.isArray(requests)) return undefined;
    return requests.map((request) => ({
      path: String(request?.path),
      body: new Value(String(request?.path), request?.body),
    }));
  } catch {
    return undefined;
  }
}
