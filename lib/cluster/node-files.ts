import { bootstrapFiles } from "../bootstrap/bootstrap-files";
import type { Initialization } from "../bootstrap/initialization";
import type { Operators } from "../bootstrap/operators";
import { LICENSE_FILE, type NodeFile, type NodeHostInput, type NodeSettings, renderNodeFiles } from "../host";
import type { Backend } from "../network/backend";
import type { ClientNetwork } from "../network/client-network";
import type { IVaultNetwork, VaultSubnet } from "../network/i-vault-network";
import type { ReleaseArtifact } from "../release/artifact";
import type { Architecture } from "../release/i-architecture";
import type { VaultRelease } from "../release/vault-release";
import {
  hardenedServerConfiguration,
  type Relaxation,
  relaxationsOf,
  renderServerConfiguration,
  type SealStanza,
  type ServerConfiguration,
  type ServerSettings,
  TLS_FILES,
} from "../server";
import type { ClientCertificates } from "../tls/client-certificates";

/** All that the files of a node are made of. */
export interface NodeFilesInput {
  readonly clusterName: string;
  readonly domainName: string;
  readonly architecture: Architecture;
  readonly artifact: ReleaseArtifact;
  readonly network: IVaultNetwork;
  readonly clients: readonly ClientNetwork[];
  readonly backends: readonly Backend[];
  readonly release: VaultRelease;
  readonly sealStanza: SealStanza;
  readonly certificateSettings: Readonly<Record<string, string | number>>;
  readonly clientCertificates: ClientCertificates;
  readonly server: ServerSettings | undefined;
  readonly logGroupPrefix: string;
  readonly metricsNamespace: string;
  readonly node: NodeSettings;
  readonly operators: Operators;
  readonly initialization: Initialization;
  readonly hasRestoreDrill: boolean;
  /** What other parts of the cluster bring. */
  readonly more: readonly NodeFile[];
}

/** Renders everything that a node gets: the hardened host, the server's configuration, what to fetch. */
export function nodeFiles(input: NodeFilesInput): readonly NodeFile[] {
  return [
    ...renderNodeFiles(hostInput(input)),
    ...input.more,
    ...bootstrapFiles({ ...input, nodeCount: input.node.nodeCount }),
    releaseFile(input),
    json("certificates.json", { domainName: input.domainName, ...input.certificateSettings }),
  ];
}

/** What the host of a node depends on. */
export function hostInput(input: NodeFilesInput): NodeHostInput {
  const { network, clientCertificates } = input;
  const cidrs = (subnets: readonly VaultSubnet[]) => subnets.map(({ cidr }) => cidr);
  return {
    clients: input.clients.flatMap((client) => client.cidrs),
    nodeSubnets: cidrs(network.nodeSubnets),
    loadBalancerSubnets: cidrs(network.loadBalancerSubnets),
    endpointSubnets: cidrs(network.endpointSubnets),
    vpcCidrs: [network.vpcCidr],
    backends: input.backends.map(({ cidr, port, description }) => ({
      cidr,
      port,
      description,
      protocol: "tcp" as const,
    })),
    serverConfiguration: serverConfiguration(input),
    clientAuthorities: clientCertificates.authorities,
    logGroups: {
      audit: `${input.logGroupPrefix}/audit`,
      server: `${input.logGroupPrefix}/server`,
      system: `${input.logGroupPrefix}/system`,
    },
    metricsNamespace: input.metricsNamespace,
    node: input.node,
  };
}

/** Which Vault is installed. */
export function releaseFile({ release, architecture, artifact }: NodeFilesInput): NodeFile {
  return json("release.json", {
    version: release.version,
    edition: release.edition,
    architecture,
    file: artifact.file,
    sha256: artifact.sha256,
  });
}

/** The user's settings, with the licence where there is one. */
export function licensed({ release, server }: NodeFilesInput): ServerSettings | undefined {
  return release.licenseSecretArn === undefined ? server : { licensePath: LICENSE_FILE, ...server };
}

function serverConfiguration(input: NodeFilesInput): string {
  const { version, edition } = input.release;
  return renderServerConfiguration(configurationOf(input), { version, edition });
}

/** Weaker settings of the server that were chosen with a reason. */
export function serverRelaxations(input: NodeFilesInput): readonly Relaxation[] {
  return relaxationsOf(configurationOf(input));
}

function configurationOf(input: NodeFilesInput): ServerConfiguration {
  const { clientCertificates } = input;
  return hardenedServerConfiguration({
    clusterName: input.clusterName,
    domainName: input.domainName,
    seals: [input.sealStanza],
    settings: licensed(input),
    clientCertificates:
      clientCertificates.exemption === undefined
        ? { required: true, caFile: TLS_FILES.clientCa }
        : { required: false, reason: clientCertificates.exemption },
  });
}

function json(name: string, content: object): NodeFile {
  return {
    path: `/etc/hardened-vault/${name}`,
    owner: "root",
    group: "root",
    mode: 0o644,
    content: `${JSON.stringify(content, null, 2)}\n`,
  };
}
