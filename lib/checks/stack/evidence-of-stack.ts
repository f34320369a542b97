import type { TerraformStack } from "cdktf";
import { evidenceOfConfiguration } from "../adapters/configuration";
import type { NamedRelaxation } from "../engine/named-relaxation";
import type { Evidence } from "../evidence/evidence";
import { Host, type HostFile } from "../evidence/host";
import type { Json } from "../evidence/value";

/** What constructs left on a stack. Another version of this package may have left it, so nothing is taken for granted. */
interface Left {
  readonly hosts?: readonly {
    readonly cluster: string;
    readonly launchTemplate: () => string;
    readonly files: () => readonly HostFile[];
  }[];
  readonly relaxations?: readonly NamedRelaxation[];
  readonly sources?: ReadonlyMap<string, string>;
}

const EVIDENCE = Symbol.for("cdktf-hardened-vault.evidence");

/** A stack as it will be written, and what is beside it. */
export interface StackEvidenceRead {
  readonly evidence: Evidence;
  readonly relaxations: readonly NamedRelaxation[];
}

/**
 * Reads a stack.
 *
 * @param configuration what `stack.toTerraform()` gave, so that what is judged is what is written
 */
export function evidenceOfStack(stack: TerraformStack, configuration: object): StackEvidenceRead {
  const left = leftOn(stack);
  const paths = pathsByAddress(configuration as Readonly<Record<string, Json>>);
  const hosts = (left.hosts ?? []).map(({ cluster, launchTemplate, files }) => {
    const address = launchTemplate();
    return new Host({
      cluster,
      address,
      constructPath: paths.get(address),
      files: files(),
      isComplete: true,
    });
  });
  const evidence = evidenceOfConfiguration(stack.node.id, configuration as Readonly<Record<string, Json>>, {
    hosts,
    integrity: [],
    sources: left.sources ?? new Map(),
  });
  return { evidence, relaxations: left.relaxations ?? [] };
}

/** What constructs left on a stack. */
export function leftOn(stack: TerraformStack): Left {
  return (stack as TerraformStack & { [EVIDENCE]?: Left })[EVIDENCE] ?? {};
}

/** Paths of the launch templates' constructs. */
function pathsByAddress(configuration: Readonly<Record<string, Json>>): ReadonlyMap<string, string> {
  const resources = (configuration.resource ?? {}) as Record<string, Record<string, Record<string, Json>>>;
  return new Map(
    Object.entries(resources.aws_launch_template ?? {}).flatMap(([name, block]) => {
      const path = (block["//"] as { metadata?: { path?: string } } | undefined)?.metadata?.path;
      return path === undefined ? [] : [[`aws_launch_template.${name}`, path] as const];
    }),
  );
}
