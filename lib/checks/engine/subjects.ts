import type { Host } from "../evidence/host";
import { NodeGroup } from "../evidence/node-group";
import { type Observation, unknown } from "./observation";
import type { RuleContext, Subject } from "./rule";

export { MACHINES } from "../evidence/node-group";

/** The machines that run Vault. */
export function nodeGroups({ evidence }: RuleContext): readonly NodeGroup[] {
  return NodeGroup.of(evidence);
}

/** The machines that are nodes of a cluster: no drill. */
export function clusterGroups(context: RuleContext): readonly NodeGroup[] {
  return nodeGroups(context).filter((group) => !group.isDrill);
}

/** The stack as a whole, where it has machines that run Vault. */
export function stackWithVault(context: RuleContext): readonly Subject[] {
  return nodeGroups(context).length === 0 ? [] : [{ address: "" }];
}

/**
 * Looks at the files of a group's nodes; nothing can be said where none are known.
 *
 * @param check gets the files; one that is missing from files that are not complete may come from somewhere else
 */
export function onHost(
  check: (host: Host, group: NodeGroup, context: RuleContext) => readonly Observation[],
): (group: NodeGroup, context: RuleContext) => readonly Observation[] {
  return (group, context) => {
    if (group.host !== undefined) return check(group.host, group, context);
    return [
      unknown({
        actual: "the files of these nodes are not part of what is judged",
        expected: "files beside the configuration, or written by user data",
        reason: "what is on a node decides this, and nothing of it can be seen here",
      }),
    ];
  };
}

/** What is said of a file that is not there. */
export function missing(host: Host, path: string, expected: string): Observation {
  const said = { actual: `${path} is not there`, expected };
  return host.isComplete
    ? { ...said, verdict: "fail" }
    : unknown({ ...said, reason: `${path} may come with the image or another script` });
}
