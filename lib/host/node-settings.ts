import { requireLiteral } from "../core/tokens";
import { type NodeFile, systemFile } from "./node-file";
import { NODE_SETTINGS } from "./node-library";
import { quote } from "./user-data";
import type { VolumeSizes } from "./volumes";

/** What the node's scripts know when the bundle is rendered. */
export interface NodeSettings {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** The name that certificates carry. */
  readonly domainName: string;
  /** Number of nodes. */
  readonly nodeCount: number;
  /** Name of the Auto Scaling group. */
  readonly groupName: string;
  /** Names of its lifecycle hooks. */
  readonly hooks: { readonly launch: string; readonly termination: string };
  /** How long a new node may take to become a voter, in seconds. */
  readonly launchSeconds: number;
  /** How long a leaving node may take, in seconds. */
  readonly terminationSeconds: number;
  /** Who begins the initialisation: the first node that boots, or a person. */
  readonly initialization: "at-first-boot" | "by-operator";
  /** Sizes of the volumes, in bytes. */
  readonly volumes: VolumeSizes;
}

/** How long an attempt to initialise may take. One takes ten seconds; a dead one holds everybody up for so long. */
const LEASE_SECONDS = 120;

/**
 * Renders the settings as assignments that a shell reads.
 *
 * @throws LITERAL_REQUIRED
 */
export function nodeSettings(settings: NodeSettings, metricsNamespace: string): NodeFile {
  requireLiteral("the settings of a node", settings);
  const values: Readonly<Record<string, string | number>> = {
    CLUSTER_NAME: settings.clusterName,
    DOMAIN_NAME: settings.domainName,
    NODE_COUNT: settings.nodeCount,
    GROUP_NAME: settings.groupName,
    LAUNCH_HOOK: settings.hooks.launch,
    LAUNCH_SECONDS: settings.launchSeconds,
    TERMINATION_HOOK: settings.hooks.termination,
    TERMINATION_SECONDS: settings.terminationSeconds,
    METRICS_NAMESPACE: metricsNamespace,
    INITIALIZATION: settings.initialization,
    LEASE_SECONDS,
    DATA_BYTES: settings.volumes.data,
    AUDIT_BYTES: settings.volumes.audit,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${quote(String(value))}`);
  return systemFile(NODE_SETTINGS, `# What the node's scripts need to know.\n${lines.join("\n")}\n`);
}
