import { requireLiteral } from "../core/tokens";
import { accounts, directories } from "./accounts";
import { certificates } from "./certificates";
import { cloudWatchAgent, type LogGroupNames } from "./cloudwatch-agent";
import { entryScript } from "./entry-script";
import { type FirewallInput, firewall } from "./firewall";
import { requireIpv4 } from "./host-networks";
import { coreDumps, noSwap, sysctls } from "./kernel";
import { lifecycle } from "./lifecycle";
import { journald, logrotate, rsyslog } from "./logging";
import type { NodeFile } from "./node-file";
import { nodeLibrary } from "./node-library";
import { type NodeSettings, nodeSettings } from "./node-settings";
import { packageList } from "./packages";
import { shellHistory } from "./shell-history";
import { clock } from "./time";
import { vaultApi } from "./vault-api";
import { VAULT_PATHS } from "./vault-paths";
import { vaultUnit } from "./vault-unit";
import { volumes } from "./volumes";

/** All that the files of a node depend on. */
export interface NodeHostInput extends FirewallInput {
  /** The server configuration, rendered. */
  readonly serverConfiguration: string;
  /** The authorities of the clients, in PEM. @default - clients show no certificates */
  readonly clientAuthorities?: string;
  /** Where logs go. */
  readonly logGroups: LogGroupNames;
  /** CloudWatch namespace of the metrics. */
  readonly metricsNamespace: string;
  /** What the node's scripts know. */
  readonly node: NodeSettings;
}

/**
 * Renders every file of a hardened node.
 *
 * @throws LITERAL_REQUIRED, CIDR_INVALID
 */
export function renderNodeFiles(input: NodeHostInput): readonly NodeFile[] {
  return [...renderHostFiles(input), ...certificates(), ...lifecycle(), ...entryScript()];
}

/**
 * Renders what every hardened machine that runs Vault has, whatever it does with it.
 *
 * @throws LITERAL_REQUIRED, CIDR_INVALID
 */
export function renderHostFiles(input: NodeHostInput): readonly NodeFile[] {
  requireLiteral("the server configuration", input.serverConfiguration);
  requireLiteral("the names of the log groups", input.logGroups);
  requireLiteral("the namespace of the metrics", input.metricsNamespace);
  requireIpv4(input);
  const forVault = (path: string, content: string): NodeFile => ({
    path,
    owner: "root",
    group: "vault",
    mode: 0o640,
    content,
  });
  return [
    accounts(),
    directories(),
    vaultUnit(input),
    forVault(VAULT_PATHS.configuration, input.serverConfiguration),
    ...(input.clientAuthorities === undefined
      ? []
      : [forVault("/etc/vault.d/tls/client-ca.pem", input.clientAuthorities)]),
    firewall(input),
    sysctls(),
    ...coreDumps(),
    noSwap(),
    ...clock(),
    journald(),
    rsyslog(),
    ...logrotate(),
    ...shellHistory(),
    cloudWatchAgent(input.logGroups, input.metricsNamespace),
    packageList(),
    nodeLibrary(),
    nodeSettings(input.node, input.metricsNamespace),
    vaultApi(),
    ...volumes(),
  ];
}
