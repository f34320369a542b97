import { evidenceOfConfiguration } from "../../../lib/checks/adapters/configuration";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { Host } from "../../../lib/checks/evidence/host";
import type { Json } from "../../../lib/checks/evidence/value";
import { evidenceOfStack } from "../../../lib/checks/stack/evidence-of-stack";
import type { ExampleName } from "./example-name";
import { Inside } from "./inside";
import { Production } from "./production";

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

interface DraftFile {
  path: string;
  owner: string;
  group: string;
  mode: number;
  content: string;
}

const originals = new Map<ExampleName, { readonly configuration: string; readonly hosts: readonly Host[] }>();

/** A synthesized stack of the production example as JSON and files, to be edited as somebody might who edits what was written. */
export class Draft {
  /** The whole configuration. */
  public readonly configuration: Editable;
  /** The files of the nodes. */
  public readonly files: Map<string, DraftFile>;
  /** The files of the machine for restore drills. */
  public readonly drill: Map<string, DraftFile>;
  private readonly hosts: readonly Host[];

  public constructor(from: ExampleName = "production") {
    const original = originals.get(from) ?? synthesized(from);
    originals.set(from, original);
    this.configuration = JSON.parse(original.configuration);
    this.hosts = original.hosts;
    const filesOf = (host: Host | undefined) =>
      new Map((host?.files ?? []).map((file) => [file.path, { ...file }]));
    this.files = filesOf(this.hosts[0]);
    this.drill = filesOf(this.hosts[1]);
  }

  /**
   * Attributes of the one resource of a type whose name contains a text.
   *
   * @param name part of the resource's name; a name that fits none or several is refused
   */
  public resource(type: string, name = ""): Editable {
    const found = this.resources(type, name);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return only;
    throw new Error(`${found.length} resources of ${type} with ${JSON.stringify(name)}, not one`);
  }

  /** Attributes of all resources of a type whose name contains a text. */
  public resources(type: string, name = ""): readonly Editable[] {
    return this.keys(type, name).map((key) => this.configuration.resource[type][key]);
  }

  /** Terraform address of the one resource of a type whose name contains a text. */
  public address(type: string, name = ""): string {
    const [only, ...others] = this.keys(type, name);
    if (only === undefined || others.length > 0)
      throw new Error(`not one ${type} with ${JSON.stringify(name)}`);
    return `${type}.${only}`;
  }

  /** Adds a resource. */
  public add(type: string, name: string, attributes: Editable): void {
    this.configuration.resource[type] = { ...this.configuration.resource[type], [name]: attributes };
  }

  /** Names of resources of a type; those of the restore drill only where it is named. */
  private keys(type: string, name: string): readonly string[] {
    const all = Object.keys(this.configuration.resource[type] ?? {}).filter((key) => key.includes(name));
    return name.includes("drill") ? all : all.filter((key) => !/[_-]drill[_-]/.test(key));
  }

  /** Takes out all resources of types whose name contains a text. */
  public remove(type: string, name = ""): void {
    for (const key of Object.keys(this.configuration.resource[type] ?? {})) {
      if (key.includes(name)) delete this.configuration.resource[type][key];
    }
  }

  /** Edits a policy that is JSON in an attribute. */
  public policy(attributes: Editable, edit: (policy: Editable) => void, attribute = "policy"): void {
    const policy = JSON.parse(attributes[attribute]);
    edit(policy);
    attributes[attribute] = JSON.stringify(policy);
  }

  /** Changes the content of a file of the nodes. A change that changes nothing is refused. */
  public edit(path: string, change: (content: string) => string): void {
    rewrite(this.files, path, change);
  }

  /** Changes the content of a file of the machine for restore drills. A change that changes nothing is refused. */
  public editDrill(path: string, change: (content: string) => string): void {
    rewrite(this.drill, path, change);
  }

  /** Changes Vault's configuration. */
  public server(change: (configuration: Editable) => void): void {
    this.edit("/etc/vault.d/vault.json", (content) => {
      const configuration = JSON.parse(content);
      change(configuration);
      return `${JSON.stringify(configuration, null, 2)}\n`;
    });
  }

  /** Takes all that is on the nodes out of what is known. */
  public forgetFiles(): void {
    this.files.clear();
    this.drill.clear();
  }

  /** What is judged. */
  public evidence(): Evidence {
    const hosts = [this.files, this.drill].flatMap((files, index) => {
      const host = this.hosts[index];
      if (files.size === 0 || host === undefined) return [];
      const { cluster, address, constructPath } = host;
      return [new Host({ cluster, address, constructPath, files: [...files.values()], isComplete: true })];
    });
    return evidenceOfConfiguration("production", this.configuration as Record<string, Json>, {
      hosts,
      integrity: [],
      sources: new Map(),
    });
  }
}

function rewrite(
  files: ReadonlyMap<string, DraftFile>,
  path: string,
  change: (content: string) => string,
): void {
  const file = files.get(path);
  if (file === undefined) throw new Error(`no file ${path}`);
  const content = change(file.content);
  if (content === file.content) throw new Error(`nothing changed in ${path}`);
  file.content = content;
}

function synthesized(from: ExampleName): { readonly configuration: string; readonly hosts: readonly Host[] } {
  const { stack } = from === "inside" ? new Inside() : new Production();
  stack.prepareStack();
  const configuration = stack.toTerraform();
  return {
    configuration: JSON.stringify(configuration),
    hosts: evidenceOfStack(stack, configuration).evidence.hosts,
  };
}
