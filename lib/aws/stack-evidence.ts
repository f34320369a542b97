import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { NodeFile } from "../host";

/** The files of the nodes of one cluster. */
export interface HostEvidence {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Terraform address of the launch template whose nodes have the files. */
  readonly launchTemplate: () => string;
  /** The files as they will be written. */
  readonly files: () => readonly NodeFile[];
}

/** A weaker setting that the code names, with its reason. */
export interface NamedRelaxation {
  /** Rules whose failures it explains. */
  readonly rules: readonly string[];
  /** Path of the construct that it holds for, with everything below. */
  readonly scope: string;
  /** Name as it stands in the code. */
  readonly name: string;
  readonly reason: string;
  /** What the finding says, with `*` for anything. @default - every finding of these rules */
  readonly finding?: string;
}

/** What constructs leave on their stack for whoever judges it; read under `Symbol.for`, by any copy of this package. */
export interface StackEvidence {
  readonly hosts: HostEvidence[];
  readonly relaxations: NamedRelaxation[];
  /** Line of the user's code that made a construct, by the path of the construct. */
  readonly sources: Map<string, string>;
}

const EVIDENCE = Symbol.for("cdktf-hardened-vault.evidence");

/** The evidence on the stack of a construct. */
export function stackEvidence(scope: Construct): StackEvidence {
  const stack = TerraformStack.of(scope) as TerraformStack & { [EVIDENCE]?: StackEvidence };
  stack[EVIDENCE] ??= { hosts: [], relaxations: [], sources: new Map() };
  return stack[EVIDENCE];
}
