import { NodeFact } from "../core/node-fact";
import type { ClientCertificates } from "./client-certificates";
import type { ListenerOptions, TcpListener, TlsVersion } from "./listener";
import type { RaftStorage } from "./raft";
import type { SealStanza } from "./seal-stanza";
import type { ServerConfiguration, ServerOptions } from "./server-configuration";

/** Where a node keeps what TLS needs. */
export const TLS_FILES = {
  /** The node's certificate, its chain behind it. */
  certificate: "/etc/vault.d/tls/cert.pem",
  /** Its key. */
  key: "/etc/vault.d/tls/key.pem",
  /** The CA that the nodes' certificates come from. */
  serverCa: "/etc/vault.d/tls/ca.pem",
  /** The CAs that clients' certificates may come from, the nodes' own included. */
  clientCa: "/etc/vault.d/tls/client-ca.pem",
} as const;

/** Ports of a node. */
export const SERVER_PORTS = {
  /** API for clients and joining nodes. */
  api: 8200,
  /** Traffic within the cluster. */
  cluster: 8201,
  /** API without client certificates, for the load balancer's health checks only. */
  health: 8202,
  /** Belongs to the health listener; nobody uses it, keep it closed. */
  healthCluster: 8203,
} as const;

/** Name of the tag that the nodes of a cluster find each other by. */
export const CLUSTER_TAG = "vault-cluster";

/** What the user may choose: any setting that does not tie the nodes together. */
export interface ServerSettings extends ServerOptions {
  /** Oldest version of TLS on both listeners. @default "tls12" (rule TLS-02; "tls13" is the strict choice) */
  readonly tlsMinVersion?: TlsVersion;
  /** Choices for the listener of clients, port 8200. @default - secure defaults */
  readonly clientListener?: ListenerOptions;
  /** Choices for the listener of health checks, port 8202. @default - secure defaults */
  readonly healthListener?: ListenerOptions;
  /** Choices for Raft. @default - secure defaults */
  readonly raft?: Partial<Omit<RaftStorage, "nodeId" | "retryJoin">>;
}

/** What the configuration of a cluster's nodes depends on, and what may differ from the secure defaults. */
export interface HardenedServerProps {
  /** Name of the cluster; also the value of the tag that its instances carry. */
  readonly clusterName: string;
  /** Name that every node's certificate carries: `vault.corp.example`. */
  readonly domainName: string;
  /** Whether clients must show a certificate. @default - required, from the authorities in `TLS_FILES.clientCa` (rule TLS-04) */
  readonly clientCertificates?: ClientCertificates;
  /** What unseals Vault. @default - AWS KMS with the key and the Region that the node learns at boot */
  readonly seals?: readonly SealStanza[];
  /** The user's own choices. @default - secure defaults */
  readonly settings?: ServerSettings;
}

/**
 * The configuration that every node of a hardened cluster has: two listeners, Raft that joins by tag, KMS seal, and
 * secure defaults for the rest. What only a node knows stands in it as facts.
 */
export function hardenedServerConfiguration(props: HardenedServerProps): ServerConfiguration {
  const { tlsMinVersion, clientListener, healthListener, raft, ...settings } = props.settings ?? {};
  return {
    ...settings,
    clusterName: props.clusterName,
    apiAddr: `https://${at(SERVER_PORTS.api)}`,
    clusterAddr: `https://${at(SERVER_PORTS.cluster)}`,
    listeners: [
      clients(props, { tlsMinVersion, ...clientListener }),
      healthChecks({ tlsMinVersion, ...healthListener }),
    ],
    storage: { raft: integratedStorage(props, raft) },
    seals: props.seals ?? [{ type: "awskms", region: NodeFact.awsRegion, kmsKeyId: NodeFact.sealKeyArn }],
  };
}

function clients(props: HardenedServerProps, choices: ListenerOptions): TcpListener {
  return {
    ...choices,
    address: at(SERVER_PORTS.api),
    clusterAddress: at(SERVER_PORTS.cluster),
    tlsCertFile: TLS_FILES.certificate,
    tlsKeyFile: TLS_FILES.key,
    clientCertificates: props.clientCertificates ?? { required: true, caFile: TLS_FILES.clientCa },
  };
}

function healthChecks(choices: ListenerOptions): TcpListener {
  return {
    ...choices,
    address: at(SERVER_PORTS.health),
    clusterAddress: at(SERVER_PORTS.healthCluster),
    tlsCertFile: TLS_FILES.certificate,
    tlsKeyFile: TLS_FILES.key,
    clientCertificates: {
      required: false,
      reason: "health checks of the load balancer show no certificate; only its subnets may reach this port",
    },
  };
}

function integratedStorage(props: HardenedServerProps, choices?: ServerSettings["raft"]): RaftStorage {
  return {
    // Vault's own 5 waits ten seconds for a new leader; 1 is what production servers are advised to have
    // (documentation of the integrated storage backend). Zones of a Region are near enough.
    performanceMultiplier: 1,
    ...choices,
    nodeId: NodeFact.instanceId,
    retryJoin: [
      {
        autoJoin: { region: NodeFact.awsRegion, tagKey: CLUSTER_TAG, tagValue: props.clusterName },
        leaderTlsServername: props.domainName,
        leaderCaCertFile: TLS_FILES.serverCa,
        leaderClientCertFile: TLS_FILES.certificate,
        leaderClientKeyFile: TLS_FILES.key,
      },
    ],
  };
}

function at(port: number): string {
  return `${NodeFact.localIpv4}:${port}`;
}
