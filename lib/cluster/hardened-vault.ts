import { Lazy, type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AccessLogBucket } from "../aws/access-log-bucket";
import { AwsAccount, type AwsProviderProps } from "../aws/account";
import { ArtifactBucket, type IArtifactBucket } from "../aws/artifact-bucket";
import { EncryptionKey, KeyUse } from "../aws/encryption-key";
import { LogGroup, logGroupPrefix } from "../aws/log-group";
import { requireClusterName, requireDomainName } from "../aws/names";
import { fetchObject } from "../aws/object";
import { Protection } from "../aws/protection";
import { readSecret } from "../aws/secret";
import { ClusterLife } from "../bootstrap/cluster-life";
import { Initialization } from "../bootstrap/initialization";
import type { Operators } from "../bootstrap/operators";
import { attachHardening } from "../checks/stack/attach";
import type { VaultHardeningProps } from "../checks/stack/vault-hardening";
import { NodeBundle } from "../compute/node-bundle";
import { metricsNamespace, NODE_LOGS, NodeRole } from "../compute/node-role";
import { settingsOfNodes } from "../compute/node-settings";
import type { RestoreDrill } from "../compute/restore-drill";
import { VaultEndpoint } from "../compute/vault-endpoint";
import { type NodeOptions, VaultNodes } from "../compute/vault-nodes";
import type { IReferableVault, VaultReferenceAttributes } from "../configuration/i-referable-vault";
import { HardenedVaultError } from "../core/errors";
import type { AlarmReceivers } from "../monitoring/alarm-receivers";
import { KeyTampering } from "../monitoring/key-tampering";
import type { Backend } from "../network/backend";
import type { ClientNetwork } from "../network/client-network";
import { PRIVATE_CA_ENDPOINT_SERVICE } from "../network/endpoint-service";
import type { IVaultNetwork } from "../network/i-vault-network";
import { type NetworkOptions, VaultNetwork } from "../network/vault-network";
import type { VaultRelease } from "../release/vault-release";
import { Seal } from "../seal/seal";
import { CLUSTER_TAG, type ServerSettings } from "../server";
import { SessionAccess } from "../sessions/session-access";
import type { RestoreDrillOptions } from "../snapshots/drill-options";
import type { SnapshotOptions } from "../snapshots/snapshot-options";
import { SnapshotSchedule } from "../snapshots/snapshot-schedule";
import type { ClientCertificates } from "../tls/client-certificates";
import type { ServerCertificates } from "../tls/server-certificates";
import { roleArnWithoutPath, withConfigurator } from "./configurator";
import { nodeFiles, serverRelaxations } from "./node-files";
import { nameRelaxations } from "./relaxations";
import { requireClients, requireOneNetwork } from "./requirements";
import { addRestoreDrill } from "./restore-drill";
import { nameServerRelaxations } from "./server-relaxations";
import { recordSource } from "./source";

/** Properties of {@link HardenedVault}. What cannot be invented is required; everything else has a safe default. */
export interface HardenedVaultProps extends AwsProviderProps {
  /** The Vault that nodes run. */
  readonly release: VaultRelease;
  /** The name that clients use and certificates carry, for example `vault.corp.example`. */
  readonly domainName: string;
  /** Who may reach Vault. */
  readonly clients: readonly ClientNetwork[];
  /** Where the nodes' certificates come from. */
  readonly serverCertificates: ServerCertificates;
  /** Whose certificates clients must show. */
  readonly clientCertificates: ClientCertificates;
  /** The people among whom the recovery key is shared. */
  readonly operators: Operators;
  /** Who owns Vault's own configuration. */
  readonly configurator: Configurator;
  /** Who is told when something is wrong. */
  readonly notify: AlarmReceivers;
  /**
   * Name of the cluster, unique in its account and region: part of every AWS name.
   *
   * @default "vault"
   */
  readonly clusterName?: string;
  /** A network that exists already or is shared. @default - a {@link VaultNetwork} of its own */
  readonly network?: IVaultNetwork;
  /** Size and zones of the cluster's own network; not together with `network`. @default - 10.64.0.0/22 */
  readonly networkOptions?: NetworkOptions;
  /** @default Seal.awsKms() */
  readonly seal?: Seal;
  /** Who begins the initialisation. @default Initialization.atFirstBoot() */
  readonly initialization?: Initialization;
  /** A bucket for bundle, release and the cluster's life. @default - an {@link ArtifactBucket} of its own */
  readonly artifactBucket?: IArtifactBucket;
  /** Number, size and image of the nodes. @default - 3 nodes, arm64 */
  readonly nodes?: NodeOptions;
  /** Settings of the Vault server. @default - the hardened configuration */
  readonly server?: ServerSettings;
  /** What Vault itself must reach. @default - nothing */
  readonly backends?: readonly Backend[];
  /** Whether keys, buckets and load balancer are protected against being destroyed. @default Protection.enabled() */
  readonly protection?: Protection;
  /** How the stack is judged in every synthesis. @default - by the profile `standard` */
  readonly hardening?: VaultHardeningProps;
  /** How often snapshots are taken, how long they are locked and kept. @default - every 6 hours, locked for 35 days, kept for 90 */
  readonly snapshots?: SnapshotOptions;
  /** Restores the newest snapshot on a schedule, on a machine of its own, and looks at it. @default - no drills */
  readonly restoreDrill?: RestoreDrillOptions;
  /** A provider in a second region, for the replica of the seal key and copies of the snapshots. @default - neither */
  readonly replicaProvider?: TerraformProvider;
}

/** Who runs Terraform for Vault's own configuration: audit devices, logins, policies, quotas. */
export interface Configurator {
  /** ARN of the IAM role that it runs with; may be a token. It may write policies, so it is root's equal. */
  readonly roleArn: string;
  /** Where it runs; a client network as any other. */
  readonly network: ClientNetwork;
}

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

const NAMES = Symbol.for("cdktf-hardened-vault.clusterNames");

function reserveName(construct: Construct, clusterName: string): void {
  const stack = TerraformStack.of(construct) as TerraformStack & { [NAMES]?: Map<string, string> };
  stack[NAMES] ??= new Map();
  const holder = stack[NAMES].get(clusterName);
  if (holder !== undefined) {
    throw new HardenedVaultError(
      {
        code: "CLUSTER_NAME_TAKEN",
        message: `the stack has a cluster named ${clusterName} already: ${holder}`,
        got: clusterName,
        expected: "a name of its own for each cluster",
        repair: "set clusterName on one of them",
      },
      construct,
    );
  }
  stack[NAMES].set(clusterName, construct.node.path);
}
