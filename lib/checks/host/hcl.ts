/** The JSON of an HCL text; `undefined` where it is none. */
export function hclToJson(hcl: string): string | undefined {
  try {
    // Four megabytes, and only for what others wrote.
    const { parseToString } = require("hcl2-parser") as {
      parseToString: (text: string) => readonly [json: string, error: object | null];
    };
    const [json, error] = parseToString(hcl);
    return json === "" || error !== null ? undefined : json;
  } catch {
    return undefined;
  }
}
