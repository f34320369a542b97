import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import settings from "../../examples/production/settings.json";
import { ROOT } from "../boot/cache";
import { must, type Outcome, outcome } from "../boot/command";

/** What somebody is at a terminal. */
export interface TerminalProps {
  readonly folder: string;
  /** Folder with Vault's program. */
  readonly programs: string;
  /** Files that they have, by the names that the pages give them. */
  readonly files: Readonly<Record<string, string>>;
  /** What is set in their environment: credentials of their AWS role, what a page asks for. @default - nothing */
  readonly variables?: Readonly<Record<string, string>>;
  /** A command that runs another one where they sit. @default - here */
  readonly within?: readonly string[];
}

/** What a reader puts into a page's commands. */
export interface Reading {
  /** What they write in the place of words. @default - nothing */
  readonly words?: Readonly<Record<string, string>>;
  /** What they type when a command asks. @default - nothing */
  readonly typed?: string;
}

/** Somebody's terminal, at which they do what the pages of `docs/how-to` say. */
export class Terminal {
  public constructor(private readonly props: TerminalProps) {
    mkdirSync(props.folder, { recursive: true });
    for (const [name, file] of Object.entries(props.files)) copyFileSync(file, path.join(props.folder, name));
  }

  /** Has a token from now on, as after a login. */
  public holds(token: string): void {
    writeFileSync(path.join(this.props.folder, ".vault-token"), token);
  }

  /** Runs the commands of a page's block, of which each must succeed. */
  public follow(page: string, block: number, reading: Reading = {}): Promise<string> {
    return must(...this.command(page, block, reading));
  }

  /** Runs the commands of a page's block, whatever comes of it. */
  public try(page: string, block: number, reading: Reading = {}): Promise<Outcome> {
    return outcome(...this.command(page, block, reading));
  }

  private command(
    page: string,
    block: number,
    { words = {}, typed = "" }: Reading,
  ): Parameters<typeof outcome> {
    const { folder, programs, variables, within = [] } = this.props;
    let commands = blocksOf(page)[block];
    if (commands === undefined) throw new Error(`${page} has no block ${block}`);
    for (const [word, meant] of Object.entries(words)) {
      if (!commands.includes(word)) throw new Error(`no ${word} in block ${block} of ${page}`);
      commands = commands.replaceAll(word, meant);
    }
    const [program = "", ...args] = [...within, "sh", "-euc", commands];
    const env = {
      PATH: `${programs}:${process.env.PATH}`,
      HOME: folder,
      VAULT_ADDR: `https://${settings.domainName}:8200`,
      VAULT_CACERT: settings.configurator.caCertFile,
      VAULT_CLIENT_CERT: "payments.pem",
      VAULT_CLIENT_KEY: "payments-key.pem",
      ...variables,
    };
    return [program, args, { cwd: folder, env, input: typed }];
  }
}

/** Commands of a page, block by block. */
function blocksOf(page: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, "docs/how-to", `${page}.md`), "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = ""]) => commands);
}
