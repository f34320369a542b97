import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import minimal from "../../examples/minimal/settings.json";
import production from "../../examples/production/settings.json";
import { ReleaseSource, VaultRelease } from "../../lib";
import { type ExampleName, readStack, synthesizeExample } from "../support/synthesized-examples";
import { type Certificates, type Deployment, deploymentOf } from "./deployment";
import { type Configuration, stateOf } from "./synthesized";

const CERTIFICATES: Readonly<Record<ExampleName, Certificates>> = {
  minimal: { secretArn: minimal.certificateSecretArn },
  production: { authorityArn: production.certificateAuthorityArn },
};

/** An example as it would be deployed, with the release in a mirror. */
export function synthesizedDeployment(example: ExampleName): Deployment {
  const folder = mkdtempSync(path.join(tmpdir(), `permissions-${example}-`));
  try {
    const release = VaultRelease.of({
      version: "2.1.2",
      artifacts: { arm64: { file: "vault_2.1.2_linux_arm64.zip", sha256: "0123456789abcdef".repeat(4) } },
      source: ReleaseSource.s3Mirror({ bucket: "software-mirror", prefix: "vault/2.1.2/" }),
    });
    const stack = readStack(synthesizeExample(example, folder, { release }));
    return deploymentOf(stateOf(stack as unknown as Configuration), CERTIFICATES[example], {
      "key:foreign": "arn:aws:kms:eu-central-1:123456789012:key/deadbeef-2222-3333-4444-555555555555",
      "secret:foreign": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trial-foreign-AbCdEf",
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
