import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

export type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** A resource as Terraform gets it. */
export interface Resource {
  /** Terraform address, such as `aws_vpc.network_39EEAA36`. */
  readonly address: string;
  readonly type: string;
  readonly block: Block;
}

/** A statement of a policy document. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
}

/** The configuration of a stack, as `cdk.tf.json` holds it. */
export interface Configuration {
  readonly provider?: { readonly aws?: readonly Block[] };
  readonly data?: Blocks;
  readonly resource: Blocks;
}

/** A TCP listener of the rendered server configuration. */
export interface Listener {
  readonly port: number;
  readonly tlsMinVersion: string;
  readonly clientCertificate: boolean;
}

/** What a synthesized stack would deploy. */
export class Synthesized {
  public constructor(
    private readonly configuration: Configuration,
    public readonly listeners: readonly Listener[],
  ) {}

  /** Types of resources that there are. */
  public get types(): readonly string[] {
    return Object.keys(this.configuration.resource);
  }

  /** Resources of a type. */
  public all(type: string): readonly Resource[] {
    return Object.entries(this.configuration.resource[type] ?? {}).map(([id, block]) => ({
      address: `${type}.${id}`,
      type,
      block,
    }));
  }

  /** Resources of a type one of whose attributes refers to another resource. */
  public pointing(
    type: string,
    attribute: string,
    { address }: Pick<Resource, "address">,
  ): readonly Resource[] {
    return this.all(type).filter(({ block }) =>
      this.referred(block[attribute]).some((other) => other.address === address),
    );
  }

  /** The name of the list of prefixes that a value refers to. */
  public prefixListName(value: unknown): string | undefined {
    const id = /data\.aws_prefix_list\.([\w-]+)\./.exec(String(value))?.[1];
    return this.configuration.data?.aws_prefix_list?.[id ?? ""]?.name as string | undefined;
  }

  /** The resources that a value refers to, each once. */
  public referred(value: unknown, type?: string): readonly Resource[] {
    const addresses = new Set(references(value));
    return [...addresses].flatMap((address) => {
      const [found, id] = address.split(".") as [string, string];
      const block = this.configuration.resource[found]?.[id];
      return block === undefined || (type !== undefined && found !== type)
        ? []
        : [{ address, type: found, block }];
    });
  }

  /** The region in which a resource is made. */
  public regionOf({ block }: Resource): string {
    const alias = typeof block.provider === "string" ? block.provider.split(".")[1] : undefined;
    return String(this.configuration.provider?.aws?.find((provider) => provider.alias === alias)?.region);
  }
}

/** Addresses of resources that a value names as `${type.id.attribute}` or `type.id`. */
function references(value: unknown): readonly string[] {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return [...text.matchAll(/(?<![\w.])(aws_\w+\.[\w-]+)(?=\.\w)/g)].map((match) => String(match[1]));
}

/** The statements of a policy document given as a string. */
export function statements(document: unknown): readonly Statement[] {
  if (typeof document !== "string") return [];
  return (JSON.parse(document) as { Statement: readonly Statement[] }).Statement;
}

/** One or many as many. */
export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** Reads the folder of a synthesized stack. */
export function readStack(folder: string): Synthesized {
  const configuration = JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as Configuration;
  // A machine for restore drills has the listeners of the nodes, and nobody who speaks to them.
  const clusters = readdirSync(path.join(folder, "host")).filter((name) => !name.endsWith("-drill"));
  return new Synthesized(
    configuration,
    clusters.flatMap((cluster) =>
      listeners(readFileSync(path.join(folder, "host", cluster, "etc/vault.d/vault.json"), "utf8")),
    ),
  );
}

function listeners(server: string): readonly Listener[] {
  const { listener } = JSON.parse(server) as { listener: readonly { readonly tcp: Block }[] };
  return listener.map(({ tcp }) => ({
    port: Number(String(tcp.address).split(":").at(-1)),
    tlsMinVersion: String(tcp.tls_min_version).replace(/^tls1(\d)$/, "TLS 1.$1"),
    clientCertificate: tcp.tls_require_and_verify_client_cert === true,
  }));
}
