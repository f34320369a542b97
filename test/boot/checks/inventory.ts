import { createHash } from "node:crypto";
import type { VaultApi } from "../vault-api";
import { WRITTEN } from "./session";

/** What Vault holds: the sum of each secret, and every setting that a restore must bring back. */
export async function inventory(root: VaultApi): Promise<Readonly<Record<string, unknown>>> {
  const list = async (path: string): Promise<readonly string[]> => {
    const { status, body } = await root.try("LIST", path);
    return status === 404 ? [] : (JSON.parse(body) as { data: { keys: readonly string[] } }).data.keys;
  };
  const read = async (path: string) => (await root.must("GET", path)).data;
  const each = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
    const found: Record<string, unknown> = {};
    for (const key of await list(path)) {
      if (key.endsWith("/")) Object.assign(found, await each(`${path}/${key.slice(0, -1)}`));
      else found[`${path}/${key}`] = sum(await read(`${path}/${key}`));
    }
    return found;
  };
  return {
    // What was written under load is too much to be read one by one.
    names: await Promise.all(
      (await list(WRITTEN)).map(async (name) => [name, sum(await list(`${WRITTEN}/${name}`))]),
    ),
    secrets: await each(`${WRITTEN}/ballast`),
    policies: await each("sys/policies/acl"),
    roles: await each("auth/aws/role"),
    mounts: Object.keys((await read("sys/mounts")) as object).sort(),
    logins: Object.keys((await read("sys/auth")) as object).sort(),
    audit: Object.keys((await read("sys/audit")) as object).sort(),
  };
}

function sum(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
