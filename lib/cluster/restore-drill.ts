import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { AwsAccount } from "../aws/account";
import type { IArtifactBucket } from "../aws/artifact-bucket";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { LogGroup, logGroupPrefix } from "../aws/log-group";
import type { Protection } from "../aws/protection";
import { NodeBundle } from "../compute/node-bundle";
import { metricsNamespace } from "../compute/node-role";
import { RestoreDrill } from "../compute/restore-drill";
import type { NodeOptions, VaultNodes } from "../compute/vault-nodes";
import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import type { IAlarmTopic } from "../monitoring/i-alarm-topic";
import type { IVaultNetwork } from "../network/i-vault-network";
import type { Statement } from "../policy/document";
import type { SealBinding } from "../seal/seal";
import { DrillAlarms } from "../snapshots/drill-alarms";
import { DRILL_METRICS } from "../snapshots/drill-metrics";
import { planDrills, type RestoreDrillOptions } from "../snapshots/drill-options";
import type { SnapshotSchedule } from "../snapshots/snapshot-schedule";
import { drillMachineFiles } from "./drill-machine-files";
import type { NodeFilesInput } from "./node-files";

/** What {@link addRestoreDrill} needs of a cluster. */
export interface RestoreDrillParts {
  readonly provider: TerraformProvider | undefined;
  readonly clusterName: string;
  readonly options: RestoreDrillOptions;
  readonly network: IVaultNetwork;
  readonly nodes: VaultNodes;
  readonly nodeOptions: NodeOptions;
  readonly files: NodeFilesInput;
  readonly bucket: IArtifactBucket;
  readonly snapshots: SnapshotSchedule;
  readonly seal: SealBinding;
  readonly topic: IAlarmTopic;
  readonly logsKey: IEncryptionKey;
  readonly protection: Protection;
  /** Facts of the release, the licence and the cluster's life. */
  readonly facts: Readonly<Record<string, string>>;
  /** Statements to fetch release and licence. */
  readonly fetch: readonly Statement[];
}

/** Name by which the drill's log group, namespace and bundle are told from the cluster's. */
const DRILL = "drill";

/** Wires a drill into a cluster: bundle, machine, rights and alarms. */
export function addRestoreDrill(scope: Construct, parts: RestoreDrillParts): RestoreDrill {
  const { provider, clusterName, network, nodes, snapshots, seal, protection } = parts;
  const plan = HardenedVaultError.locate(scope, () => planDrills(parts.options));
  const namespace = `${metricsNamespace(clusterName)}/${DRILL}`;
  const logs = new LogGroup(scope, "drill-log", {
    provider,
    name: `${logGroupPrefix(clusterName)}/${DRILL}`,
    key: parts.logsKey,
    protection,
  });
  const bundle = new NodeBundle(scope, "drill-bundle", {
    provider,
    clusterName,
    errand: DRILL,
    bucket: parts.bucket,
    files: drillMachineFiles(parts.files, plan, { logGroup: logs.name, metricsNamespace: namespace }),
  });
  const drill = new RestoreDrill(scope, "restore-drill", {
    provider,
    clusterName,
    network,
    bundle,
    imageId: nodes.imageId,
    instanceType: nodes.instanceType,
    volumes: parts.nodeOptions.volumes,
    volumesKey: nodes.volumesKey,
    serviceLinkedRoleArn: nodes.serviceLinkedRoleArn,
    starts: plan.starts,
    ends: plan.ends,
    timeLimit: Duration.seconds(plan.timeLimitSeconds),
    failure: { namespace, metric: DRILL_METRICS.failure },
    facts: { ...seal.facts, ...snapshots.facts, ...parts.facts },
  });
  const account = AwsAccount.of(scope, provider);
  drill.allow(
    ...(seal.unsealBy === undefined ? [] : [seal.unsealBy(drill.roleArn)]),
    ...snapshots.readStatements,
    ...bundle.fetchStatements,
    ...parts.fetch,
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [account.arn("logs", `log-group:${logs.name}:*`)],
    },
    {
      sid: "WriteMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": namespace } },
    },
  );
  new DrillAlarms(scope, "drill-alarms", {
    provider,
    clusterName,
    metricsNamespace: namespace,
    plan,
    topic: parts.topic,
  });
  return drill;
}
