import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { type Json, Value } from "./value";

/** What is written to a path of Vault's API, by whatever spelling of the path. */
export function endpointsAt({ resources }: Evidence, path: RegExp): readonly Resource[] {
  return resources.ofType("vault_generic_endpoint").filter((one) =>
    path.test(
      String(one.at("path").raw)
        .replaceAll(/\/+/g, "/")
        .replaceAll(/^\/|\/$/g, ""),
    ),
  );
}

/** What it writes; nothing where that is not JSON, or not known. */
export function dataOf(endpoint: Resource): Value {
  const { literal } = endpoint.at("data_json");
  try {
    return new Value("data_json", typeof literal === "string" ? (JSON.parse(literal) as Json) : undefined);
  } catch {
    return new Value("data_json", undefined);
  }
}
