import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";

type Block = Readonly<Record<string, unknown>>;

/** A stack with a default AWS provider in eu-central-1. */
export function awsStack(id = "stack"): TerraformStack {
  const stack = new TerraformStack(Testing.app(), id);
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  return stack;
}

/** The final configuration of a stack, overrides included. */
export class Synthesized {
  public static of(stack: TerraformStack): Synthesized {
    stack.prepareStack();
    return new Synthesized(stack.toTerraform());
  }

  private constructor(
    private readonly json: { resource?: Record<string, Record<string, Block>>; [key: string]: unknown },
  ) {}

  /** All resources of a type by the path of their construct, without the stack. */
  public all(type: string): Readonly<Record<string, Block>> {
    return Object.fromEntries(
      Object.values(this.json.resource?.[type] ?? {}).map((block) => {
        const { metadata } = block["//"] as { metadata: { path: string } };
        return [metadata.path.split("/").slice(1).join("/"), block];
      }),
    );
  }

  /** The one resource of a type at a path. */
  public get(type: string, path: string): Block {
    const block = this.all(type)[path];
    if (block === undefined)
      throw new Error(`no ${type} at ${path}; there are ${Object.keys(this.all(type)).join(", ")}`);
    return block;
  }

  /** Statements of a policy document by their names. */
  public static statements(document: unknown): Readonly<Record<string, Block>> {
    const { Statement } = JSON.parse(String(document)) as { Statement: readonly Block[] };
    return Object.fromEntries(Statement.map((statement) => [String(statement.Sid), statement]));
  }

  /** All types of resources. */
  public get types(): readonly string[] {
    return Object.keys(this.json.resource ?? {});
  }
}
