const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\]:,]/g;

/**
 * Paths of the keys that an object of a JSON text has more than once, whatever their case. What reads JSON keeps one of
 * them and says nothing.
 *
 * @param json valid JSON
 */
export function repeatedKeys(json: string): readonly string[] {
  const repeated = new Set<string>();
  const open: { readonly keys: Set<string>; key: string }[] = [];
  let before = "";
  for (const [token] of json.matchAll(TOKEN)) {
    const current = open.at(-1);
    if (token === "{" || token === "[") open.push({ keys: new Set(), key: "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && current !== undefined) {
      current.key = (JSON.parse(before) as string).toLowerCase();
      if (current.keys.has(current.key)) repeated.add(open.map(({ key }) => key || "0").join("."));
      current.keys.add(current.key);
    }
    before = token;
  }
  return [...repeated];
}
