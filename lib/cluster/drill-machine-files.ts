import { renderHostFiles } from "../host";
import type { NodeFile } from "../host/node-file";
import { hardenedServerConfiguration, renderServerConfiguration, TLS_FILES } from "../server";
import { drillFiles } from "../snapshots/drill-files";
import type { DrillPlan } from "../snapshots/drill-options";
import { foundation } from "../vault/foundation";
import { hostInput, licensed, type NodeFilesInput, releaseFile } from "./node-files";

/** Where the logs and metrics of drills go. */
export interface DrillReporting {
  readonly logGroup: string;
  readonly metricsNamespace: string;
}

/**
 * Files of a machine for restore drills: the host of a node, a Vault of one node that nobody joins and that knows no
 * backend, and the drill.
 */
export function drillMachineFiles(
  input: NodeFilesInput,
  plan: DrillPlan,
  { logGroup, metricsNamespace }: DrillReporting,
): readonly NodeFile[] {
  const laid = foundation({
    region: "",
    domainName: input.domainName,
    nodes: input.node.nodeCount,
    auditFile: "",
    nodeRoleArn: "",
    configuratorRoleArn: "",
    restoreDrill: { roleArn: "", life: "" },
  });
  return [
    ...renderHostFiles({
      ...hostInput(input),
      clients: [],
      nodeSubnets: [],
      loadBalancerSubnets: [],
      backends: [],
      clientAuthorities: undefined,
      serverConfiguration: renderServerConfiguration(
        hardenedServerConfiguration({
          // Not the cluster's name: nodes find their peers by it.
          clusterName: `${input.clusterName}-drill`,
          domainName: input.domainName,
          seals: [input.sealStanza],
          settings: licensed(input),
          clientCertificates: { required: true, caFile: TLS_FILES.clientCa },
        }),
        { version: input.release.version, edition: input.release.edition },
      ),
      logGroups: { audit: logGroup, server: logGroup, system: logGroup },
      metricsNamespace,
      takesSnapshots: false,
      node: { ...input.node, groupName: `${input.clusterName}-drill` },
    }),
    ...drillFiles(plan, {
      policies: laid.policies.map(({ name }) => name),
      auditDevices: laid.auditDevices.length,
    }),
    releaseFile(input),
  ];
}
