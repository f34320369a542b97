import { readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";

/** Attributes of a block by their names in the bindings; `map` has keys of its user, `value` is taken as it is. */
export type Fields = ReadonlyMap<string, Field>;

/** How the value of an attribute is written. */
export type Field = "value" | "map" | { readonly block: () => Fields };

/** A class of the bindings, as somebody who writes code by hand would look it up. */
export interface Binding {
  /** Name of the class, such as `KmsKey`. */
  readonly className: string;
  /** What its configuration takes. */
  readonly fields: Fields;
}

const PROVIDER = path.dirname(require.resolve("@cdktf/provider-aws/package.json"));
const FRAMEWORK = path.dirname(require.resolve("cdktf/package.json"));

/** The class of the AWS bindings for a type of Terraform, such as `aws_kms_key`, in a module, such as `kms-key`. */
export function awsBinding(module: string, terraformType: string): Binding {
  const declarations = parse(path.join(PROVIDER, "lib", module, "index.d.ts"));
  const found = declarations.classes.find((node) =>
    node.members.some(
      (member) =>
        ts.isPropertyDeclaration(member) &&
        member.name.getText(declarations.source) === "tfResourceType" &&
        member.initializer?.getText(declarations.source) === JSON.stringify(terraformType),
    ),
  );
  if (found?.name === undefined) throw new Error(`the bindings have no ${terraformType} in ${module}`);
  return bindingOf(declarations, found.name.text, `${configuration(found)}`);
}

/** The S3 backend of the framework. */
export function s3Backend(): Binding {
  const declarations = parse(path.join(FRAMEWORK, "lib/backends/s3-backend.d.ts"));
  return bindingOf(declarations, "S3Backend", "S3BackendConfig");
}

/** The name under which the root of the AWS bindings exports a module: `kmsKey` for `kms-key`. */
export function rootExport(module: string): string {
  rootExports ??= new Map(
    [
      ...readFileSync(path.join(PROVIDER, "lib/index.js"), "utf8").matchAll(
        /^exports\.(\w+) = require\("\.\/([^"]+)"\);$/gm,
      ),
    ].map(([, name = "", file = ""]) => [file, name]),
  );
  const name = rootExports.get(module);
  if (name === undefined) throw new Error(`the root of the bindings does not export ${module}`);
  return name;
}

let rootExports: ReadonlyMap<string, string> | undefined;

interface Declarations {
  readonly source: ts.SourceFile;
  readonly classes: readonly ts.ClassDeclaration[];
  readonly interfaces: ReadonlyMap<string, ts.InterfaceDeclaration>;
}

function parse(file: string): Declarations {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
  return {
    source,
    classes: source.statements.filter(ts.isClassDeclaration),
    interfaces: new Map(interfaces.map((node) => [node.name.text, node])),
  };
}

function configuration(node: ts.ClassDeclaration): string | undefined {
  const type = node.members.find(ts.isConstructorDeclaration)?.parameters[2]?.type;
  return type !== undefined && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)
    ? type.typeName.text
    : undefined;
}

function bindingOf(declarations: Declarations, className: string, config: string): Binding {
  return { className, fields: fieldsOf(declarations, config) };
}

function fieldsOf(declarations: Declarations, name: string): Fields {
  const members = declarations.interfaces.get(name)?.members.filter(ts.isPropertySignature) ?? [];
  return new Map(
    members.map((member) => [
      (member.name as ts.Identifier).text,
      member.type === undefined ? "value" : fieldOf(declarations, member.type),
    ]),
  );
}

/** Lists and unions are looked through: only maps and blocks have keys. */
function fieldOf(declarations: Declarations, type: ts.TypeNode): Field {
  if (ts.isTypeLiteralNode(type)) return "map";
  if (ts.isArrayTypeNode(type)) return fieldOf(declarations, type.elementType);
  if (ts.isUnionTypeNode(type)) {
    return (
      type.types.map((each) => fieldOf(declarations, each)).find((field) => field !== "value") ?? "value"
    );
  }
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return "value";
  const name = type.typeName.text;
  return declarations.interfaces.has(name) ? { block: () => fieldsOf(declarations, name) } : "value";
}
