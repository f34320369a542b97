import { Lazy, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AccessLogBucket } from "../aws/access-log-bucket";
import { AwsAccount } from "../aws/account";
import { ArtifactBucket } from "../aws/artifact-bucket";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { LogGroup, logGroupPrefix } from "../aws/log-group";
import { requireClusterName, requireDomainName } from "../aws/names";
import { fetchObject } from "../aws/object";
import { Protection } from "../aws/protection";
import { readSecret } from "../aws/secret";
import { ClusterLife } from "../bootstrap/cluster-life";
import { Initialization } from "../bootstrap/initialization";
import { attachHardening } from "../checks/stack/attach";
import { NodeBundle } from "../compute/node-bundle";
import { metricsNamespace, NODE_LOGS, NodeRole } from "../compute/node-role";
import { settingsOfNodes } from "../compute/node-settings";
import type { RestoreDrill } from "../compute/restore-drill";
import { VaultEndpoint } from "../compute/vault-endpoint";
import { VaultNodes } from "../compute/vault-nodes";
import type { IReferableVault, VaultReferenceAttributes } from "../configuration/i-referable-vault";
import { HardenedVaultError } from "../core/errors";
import { KeyTampering } from "../monitoring/key-tampering";
import { PRIVATE_CA_ENDPOINT_SERVICE } from "../network/endpoint-service";
import type { IVaultNetwork } from "../network/i-vault-network";
import { VaultNetwork } from "../network/vault-network";
import { Seal } from "../seal/seal";
import { CLUSTER_TAG } from "../server";
import { SessionAccess } from "../sessions/session-access";
import { SnapshotSchedule } from "../snapshots/snapshot-schedule";
import { reserveName } from "./cluster-names";
import { roleArnWithoutPath, withConfigurator } from "./configurator";
import type { HardenedVaultProps } from "./hardened-vault-props";
import { nodeFiles, serverRelaxations } from "./node-files";
import { nameRelaxations } from "./relaxations";
import { requireClients, requireOneNetwork } from "./requirements";
import { addRestoreDrill } from "./restore-drill";
import { nameServerRelaxations } from "./server-relaxations";
import { recordSource } from "./source";

/** A hardened Vault cluster: network, keys, nodes and load balancer, wired. */
export class HardenedVault extends Construct implements IReferableVault {
  /** Address of the cluster: `https://DOMAIN:8200`. */
  public readonly address: string;
  /** Name of the cluster. */
  public readonly clusterName: string;
  /** The network. */
  public readonly network: IVaultNetwork;
  /** The files of a node: the place to change or add some. */
  public readonly bundle: NodeBundle;
  /** What nodes may do in AWS: the place to allow more. */
  public readonly nodeRole: NodeRole;
  /** The nodes. */
  public readonly nodes: VaultNodes;
  /** The load balancer. */
  public readonly endpoint: VaultEndpoint;
  /** The way onto a node: the place to give operators sessions. */
  public readonly sessions: SessionAccess;
  /** What the stack of Vault's own settings must know; see `VaultReference.from`. */
  public readonly reference: VaultReferenceAttributes;
  /** The snapshots. */
  public readonly snapshots: SnapshotSchedule;
  /** The restore drill; absent where none was asked for. */
  public readonly restoreDrill?: RestoreDrill;
  /** The beginning of the cluster: the place to give people the recovery shares. */
  public readonly life: ClusterLife;

  public constructor(scope: Construct, id: string, props: HardenedVaultProps) {
    super(scope, id);
    recordSource(this);
    const { provider, release } = props;
    const clusterName = requireClusterName(this, props.clusterName ?? "vault");
    const domainName = requireDomainName(this, props.domainName);
    const protection = props.protection ?? Protection.enabled();
    const nodeOptions = props.nodes ?? {};
    const architecture = nodeOptions.architecture ?? "arm64";
    const artifact = HardenedVaultError.locate(this, () => release.artifactFor(architecture));
    requireClients(this, props.clients);
    const configuratorRoleArn = roleArnWithoutPath(this, props.configurator.roleArn);
    const clients = withConfigurator(props.clients, props.configurator.network);
    const initialization = props.initialization ?? Initialization.atFirstBoot();
    requireOneNetwork(this, props);
    reserveName(this, clusterName);
    attachHardening(this, props.hardening ?? {});
    nameRelaxations(this, { ...props, protection });
    this.clusterName = clusterName;

    const certificates = props.serverCertificates.binding;
    const logsKey = new EncryptionKey(this, "logs-key", {
      provider,
      clusterName,
      use: KeyUse.logGroups(logGroupPrefix(clusterName)),
      protection,
    });
    this.network =
      props.network ??
      new VaultNetwork(this, "network", {
        provider,
        clusterName,
        domainName,
        logsKey,
        protection,
        ...props.networkOptions,
        additionalEndpoints: [
          ...(certificates.needsPrivateCaEndpoint ? [PRIVATE_CA_ENDPOINT_SERVICE] : []),
          ...(props.networkOptions?.additionalEndpoints ?? []),
        ],
      });
    const logs = new Construct(this, "node-logs");
    const logGroups = NODE_LOGS.map(
      (name) =>
        new LogGroup(logs, name, {
          provider,
          name: `${logGroupPrefix(clusterName)}/${name}`,
          key: logsKey,
          protection,
        }),
    );

    this.nodeRole = new NodeRole(this, "node-role", { provider, clusterName });
    const seal = (props.seal ?? Seal.awsKms()).bind(this, {
      clusterName,
      nodeRoleArn: this.nodeRole.roleArn,
      provider,
      replicaProvider: props.replicaProvider,
      protection,
    });

    const topic = props.notify.bind(this, { provider, clusterName, protection });
    if (seal.keyArn !== undefined) {
      new KeyTampering(this, "key-tampering", {
        provider,
        clusterName,
        keyArn: seal.keyArn,
        replica:
          seal.replicaKeyArn === undefined || props.replicaProvider === undefined
            ? undefined
            : { keyArn: seal.replicaKeyArn, provider: props.replicaProvider },
        topic,
      });
    }
    this.sessions = new SessionAccess(this, "sessions", {
      provider,
      clusterName,
      logGroupName: `${logGroupPrefix(clusterName)}/sessions`,
      nodeTag: { key: CLUSTER_TAG, value: clusterName },
      protection,
    });

    const accessLogs = new AccessLogBucket(this, "access-logs", { provider, clusterName, protection });
    const bucket = props.artifactBucket ?? this.artifactBucket(clusterName, accessLogs, protection, provider);
    this.snapshots = new SnapshotSchedule(this, "snapshots", {
      ...props.snapshots,
      provider,
      clusterName,
      nodeRoleArn: this.nodeRole.roleArn,
      metricsNamespace: metricsNamespace(clusterName),
      accessLogs,
      topic,
      replicaProvider: props.replicaProvider,
      protection,
    });
    this.life = new ClusterLife(this, "life", {
      provider,
      clusterName,
      bucket,
      nodeRoleArn: this.nodeRole.roleArn,
      initialization,
      nodeTag: { key: CLUSTER_TAG, value: clusterName },
      protection,
    });
    const location = release.source.bind(this, { provider, bucket, artifact, prefix: `${clusterName}/` });
    const filesInput = {
      clusterName,
      domainName,
      architecture,
      artifact,
      network: this.network,
      clients,
      backends: props.backends ?? [],
      release,
      sealStanza: seal.stanza,
      certificateSettings: certificates.settings,
      clientCertificates: props.clientCertificates,
      server: props.server,
      logGroupPrefix: logGroupPrefix(clusterName),
      metricsNamespace: metricsNamespace(clusterName),
      node: settingsOfNodes(clusterName, domainName, nodeOptions, initialization.mode),
      operators: props.operators,
      initialization,
      more: this.snapshots.files,
      hasRestoreDrill: props.restoreDrill !== undefined,
    };
    this.bundle = new NodeBundle(this, "bundle", {
      provider,
      clusterName,
      bucket,
      files: HardenedVaultError.locate(this, () => nodeFiles(filesInput)),
    });
    nameServerRelaxations(this, serverRelaxations(filesInput));
    const fetch = [
      ...fetchObject("Release", location.objectArn, location.encryptionKey),
      ...(release.licenseSecretArn === undefined
        ? []
        : readSecret("License", release.licenseSecretArn, release.licenseEncryptionKey)),
    ];
    this.nodeRole.allow(
      ...seal.nodeStatements,
      ...this.sessions.nodeStatements,
      ...this.life.nodeStatements,
      ...this.snapshots.nodeStatements,
      ...certificates.nodeStatements,
      ...this.bundle.fetchStatements,
      ...fetch,
    );

    const releaseFacts = {
      RELEASE_BUCKET: location.bucket,
      RELEASE_KEY: location.key,
      ...(release.licenseSecretArn === undefined ? {} : { LICENSE_SECRET_ARN: release.licenseSecretArn }),
    };
    this.nodes = new VaultNodes(this, "nodes", {
      ...nodeOptions,
      provider,
      clusterName,
      network: this.network,
      role: this.nodeRole,
      bundle: this.bundle,
      backends: props.backends,
      protection,
      dependsOn: [...logGroups.map((group) => group.resource), ...this.snapshots.readiness],
      facts: {
        ...seal.facts,
        ...certificates.facts,
        ...this.life.facts,
        ...this.snapshots.facts,
        CONFIGURATOR_ROLE_ARN: configuratorRoleArn,
        // The first boot admits it to Vault. The drill is made after the nodes, whose image it has.
        ...(props.restoreDrill === undefined
          ? {}
          : { DRILL_ROLE_ARN: Lazy.stringValue({ produce: () => this.restoreDrill?.roleArn }) }),
        ...releaseFacts,
      },
    });
    this.endpoint = new VaultEndpoint(this, "endpoint", {
      provider,
      clusterName,
      domainName,
      network: this.network,
      nodes: this.nodes,
      clients,
      protection,
    });
    this.address = this.endpoint.address;
    if (props.restoreDrill !== undefined) {
      this.restoreDrill = addRestoreDrill(this, {
        provider,
        clusterName,
        options: props.restoreDrill,
        network: this.network,
        nodes: this.nodes,
        nodeOptions,
        files: filesInput,
        bucket,
        snapshots: this.snapshots,
        seal,
        topic,
        logsKey,
        protection,
        facts: { ...releaseFacts, CLUSTER_LIFE: this.life.facts.CLUSTER_LIFE ?? "" },
        fetch,
      });
    }
    this.reference = {
      clusterName,
      domainName,
      region: AwsAccount.of(this, provider).region,
      version: release.version,
      nodes: nodeOptions.count ?? 3,
      nodeRoleArn: this.nodeRole.roleArn,
      configuratorRoleArn,
      restoreDrillRoleArn: this.restoreDrill?.roleArn,
    };
  }

  private artifactBucket(
    clusterName: string,
    accessLogs: AccessLogBucket,
    protection: Protection,
    provider?: TerraformProvider,
  ): ArtifactBucket {
    const encryptionKey = new EncryptionKey(this, "objects-key", {
      provider,
      clusterName,
      use: KeyUse.objects(),
      protection,
    });
    return new ArtifactBucket(this, "artifacts", {
      provider,
      clusterName,
      encryptionKey,
      accessLogs,
      protection,
    });
  }
}
