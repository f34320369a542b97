import { type Json, Value } from "./value";

/** What a resource is made from. */
export interface ResourceAttributes {
  /** Terraform address: `aws_kms_key.seal`, `data.aws_ami.node`, `module.vault.aws_kms_key.seal`. */
  readonly address: string;
  readonly type: string;
  /** Whether Terraform manages it or only reads it. */
  readonly mode: "data" | "managed";
  readonly attributes: Readonly<Record<string, Json>>;
  /** Path of the construct that made it. */
  readonly constructPath?: string;
}

/** A resource or data source as it will be deployed. */
export class Resource {
  public readonly address: string;
  public readonly type: string;
  public readonly mode: "data" | "managed";
  /** Its type; that of a data source is called `data.TYPE`. */
  public readonly kind: string;
  public readonly constructPath: string | undefined;
  private readonly all: Value;
  /** Attributes that were asked for: many rules ask for the same. */
  private readonly asked = new Map<string, Value>();

  public constructor({ address, type, mode, attributes, constructPath }: ResourceAttributes) {
    this.address = address;
    this.type = type;
    this.mode = mode;
    this.kind = mode === "data" ? `data.${type}` : type;
    this.constructPath = constructPath;
    this.all = new Value("", attributes);
  }

  /** An attribute by its path, `metadata_options.http_tokens`; blocks in a list of one need no index. */
  public at(path: string): Value {
    let value = this.asked.get(path);
    if (value === undefined) {
      value = this.all.at(path);
      this.asked.set(path, value);
    }
    return value;
  }

  /** The blocks of a name. */
  public blocks(path: string): readonly Value[] {
    return this.at(path).items;
  }

  /** Whether there is one of it at least: `count` and `for_each` may leave none, where nobody can say how many. */
  public get isCertain(): boolean {
    const [count, each] = [this.at("count"), this.at("for_each")];
    const isList =
      typeof each.raw === "object" || (each.references.length === 0 && /["\d]/.test(String(each.raw)));
    return (count.isAbsent || count.isKnown) && (each.isAbsent || isList);
  }

  /** All attributes. */
  public get attributes(): Value {
    return this.all;
  }
}
