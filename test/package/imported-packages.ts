import { isBuiltin } from "node:module";
import ts from "typescript";

/** The packages that a built file (JavaScript or declarations) names in `import`, `export from` and `require`. */
export function importedPackages(text: string): readonly string[] {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
  const names = [...importedFiles, ...typeReferenceDirectives]
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith(".") && !isBuiltin(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return [...new Set(names)];
}
