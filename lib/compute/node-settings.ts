import type { NodeSettings } from "../host";
import { LIFECYCLE_HOOKS, lifecycleTimeouts } from "./auto-scaling";
import { volumeSizes } from "./launch-template";
import type { NodeOptions } from "./vault-nodes";

/** What the scripts of the nodes must know of how these are launched and ended. */
export function settingsOfNodes(
  clusterName: string,
  domainName: string,
  options: NodeOptions,
  initialization: NodeSettings["initialization"],
): NodeSettings {
  const { launchTimeout, terminationTimeout } = lifecycleTimeouts(options);
  const { data, audit } = volumeSizes(options.volumes);
  return {
    clusterName,
    domainName,
    nodeCount: options.count ?? 3,
    groupName: clusterName,
    hooks: LIFECYCLE_HOOKS,
    launchSeconds: launchTimeout.toSeconds(),
    terminationSeconds: terminationTimeout.toSeconds(),
    initialization,
    volumes: { data: data.toGibibytes() * 2 ** 30, audit: audit.toGibibytes() * 2 ** 30 },
  };
}
