import { TerraformStack, Testing } from "cdktf";
import {
  VaultConfiguration,
  type VaultConfigurationProps,
  VaultReference,
  vaultProvider,
} from "../../lib/configuration";

/** A cluster of somebody else's app. */
export const REFERENCE = VaultReference.fromAttributes({
  clusterName: "vault",
  domainName: "vault.corp.example",
  region: "eu-central-1",
  version: "2.1.2",
  nodes: 3,
  nodeRoleArn: "arn:aws:iam::123456789012:role/vault-node",
  configuratorRoleArn: "arn:aws:iam::123456789012:role/pipeline",
});

/** A stack with a provider and a configuration. */
export function configured(props: Partial<VaultConfigurationProps> = {}): {
  readonly stack: TerraformStack;
  readonly configuration: VaultConfiguration;
} {
  const stack = new TerraformStack(Testing.app(), "inside");
  vaultProvider(stack, "vault", {
    vault: REFERENCE,
    clientCertificate: { certFile: "pipeline.pem", keyFile: "pipeline-key.pem" },
    caCertFile: "nodes-ca.pem",
  });
  return {
    stack,
    configuration: new VaultConfiguration(stack, "configuration", { vault: REFERENCE, ...props }),
  };
}
