import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Applied, Applier } from "../applier";
import { recorded, type Sent } from "../recorded";
import { dataOf, type Json, type VaultClient } from "../vault-client";
import { type Arguments, KINDS, type Kind } from "./kinds";
import { type Declared, inOrder, resolved } from "./order";
import { holds } from "./same";

/**
 * Applies by sending the resources of the stack to Vault's API in their order, for where no provider is found. It knows
 * the types that the library emits and no other; what it has made it remembers, as a state would.
 */
export class Adapter implements Applier {
  public readonly title = "requests to Vault's API, resource by resource";
  private readonly known = new Map<string, Arguments>();
  private resources: readonly Declared[] = [];
  private imports: ReadonlySet<string> = new Set();

  /**
   * @param login logs in and gives a client with the token; called once for each apply
   * @param variables values of the stack's variables
   */
  public constructor(
    stack: string,
    private readonly client: VaultClient,
    private readonly login: (client: VaultClient) => Promise<VaultClient>,
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.known.set("var", variables);
    this.follow(stack);
  }

  public follow(stack: string): void {
    const json = JSON.parse(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")) as {
      resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
      import?: readonly { readonly to: string }[];
    };
    this.resources = inOrder(
      Object.entries(json.resource).flatMap(([type, named]) =>
        Object.entries(named).map(([name, given]) => ({
          type,
          address: `${type}.${name}`,
          arguments: given,
        })),
      ),
    );
    this.imports = new Set((json.import ?? []).map(({ to }) => to));
  }

  public async apply(): Promise<Applied> {
    const done = {
      imported: [] as string[],
      added: [] as string[],
      changed: [] as string[],
      lost: this.undeclared(),
      requests: [] as Sent[],
    };
    const vault = await this.login(recorded(this.client, done.requests));
    for (const { type, address, arguments: declared } of this.resources) {
      const kind = KINDS[type];
      if (kind === undefined) throw new Error(`the adapter does not know ${type}`);
      const given = resolved(declared, this.known);
      const mine = this.known.get(address);
      const there = await read(vault, kind, given, mine ?? {});
      if (mine === undefined && !this.imports.has(address)) {
        if (there !== undefined && kind.always !== true)
          throw new Error(`${address} is there already, and nothing imports it`);
        const answers = await write(vault, kind.make(given));
        done.added.push(address);
        this.remember(address, given, kind, answers, await read(vault, kind, given, answers));
        continue;
      }
      if (mine === undefined) {
        if (there === undefined) throw new Error(`${address} cannot be imported: it is not there`);
        done.imported.push(address);
      }
      const wanted = kind.wanted?.(given) ?? Object.assign({}, ...kind.make(given).map(({ body }) => body));
      // What cannot be read is taken for what was written, as the provider does.
      if (there !== undefined && !holds(wanted, there)) {
        await write(vault, (kind.change ?? kind.make)(given));
        done.changed.push(address);
      }
      this.remember(address, given, kind, mine ?? {}, there);
    }
    return done;
  }

  /** What it has made and the stack does not name any more; it destroys nothing. */
  private undeclared(): readonly string[] {
    const declared = new Set(["var", ...this.resources.map(({ address }) => address)]);
    return [...this.known.keys()].filter((address) => !declared.has(address));
  }

  private remember(address: string, given: Arguments, kind: Kind, made: Json, there: Json | undefined): void {
    const told = kind.tells?.({ ...there, ...made }) ?? {};
    this.known.set(address, { ...this.known.get(address), ...given, ...told });
  }
}

/** The data of all answers, together. */
async function write(vault: VaultClient, requests: ReturnType<Kind["make"]>): Promise<Json> {
  let all: Json = {};
  for (const { path: at, body } of requests) all = { ...all, ...dataOf(await vault.must("POST", at, body)) };
  return all;
}

async function read(
  vault: VaultClient,
  kind: Kind,
  given: Arguments,
  known: Arguments,
): Promise<Json | undefined> {
  const at = kind.at(given, known);
  if (at === undefined) return undefined;
  const answer = await vault.try("GET", at);
  // A mount that is not there is a bad request to Vault, and so is a header that is not audited.
  if (answer.status === 404 || answer.status === 400 || answer.status === 204) return undefined;
  if (answer.status !== 200) throw new Error(`GET ${at}: ${answer.status} ${answer.body}`);
  const data = dataOf(JSON.parse(answer.body) as Json);
  return kind.seen === undefined ? data : kind.seen(data, given);
}
