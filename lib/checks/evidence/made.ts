import type { Json, Value } from "./value";

/** What a request to Vault's API makes, in the words of Vault's provider. */
export interface Made {
  readonly type: string;
  readonly attributes: Readonly<Record<string, Json | undefined>>;
}

/** Makes what a request means of its body, the name in its path and the mount. */
export type Make = (body: Value, name: string, mount: string) => Made;

/**
 * A request that makes one of a type.
 *
 * @param named attribute that the name in the path stands for
 * @param also attributes that the provider calls otherwise than the API
 */
export function makes(
  type: string,
  named: string,
  also: (body: Value, name: string) => Readonly<Record<string, Json | undefined>> = () => ({}),
): Make {
  return (body, name, mount) => ({
    type,
    attributes: {
      ...(body.raw as Record<string, Json>),
      ...also(body, name),
      backend: mount,
      [named]: name,
    },
  });
}
