import type { Host } from "./host";
import type { Resources } from "./resources";
import type { Value } from "./value";

/** All that is judged: what Terraform will deploy, and what the nodes will have. */
export interface Evidence {
  /** What it was read from. */
  readonly form: "configuration" | "plan" | "state";
  /** Name of the stack. */
  readonly name: string;
  readonly resources: Resources;
  /** The `terraform` block: backend, required providers. */
  readonly terraform: Value;
  /** Configurations of providers, by type. */
  readonly providers: Value;
  /** Variables, with their defaults. */
  readonly variables: Value;
  /** Local values. */
  readonly locals: Value;
  /** Outputs. */
  readonly outputs: Value;
  /** Blocks beside: `module`, `removed`, `action`. A plan has its modules alone, and their resources among all. */
  readonly blocks: Value;
  /** The files of nodes, one host for each launch template that has some. */
  readonly hosts: readonly Host[];
  /** Files that are no longer what was recorded of them. They are judged by what they are. */
  readonly integrity: readonly string[];
  /** Line of the user's own code that made a construct, by its path. */
  readonly sources: ReadonlyMap<string, string>;
}
