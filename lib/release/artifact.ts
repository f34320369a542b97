import { ARCHITECTURES } from "./i-architecture";
import { releaseInvalid } from "./invalid";

/** One file of a release. */
export interface ReleaseArtifact {
  /** File name of the zip, for example `vault_2.1.2_linux_arm64.zip`. */
  readonly file: string;
  /** SHA-256 of the zip, 64 hexadecimal digits, checked before it is installed. */
  readonly sha256: string;
}

/**
 * Refuses artifacts that no node could install.
 *
 * @throws RELEASE_INVALID
 */
export function requireArtifacts(artifacts: Readonly<Record<string, ReleaseArtifact>> | undefined): void {
  const entries = Object.entries(artifacts ?? {});
  if (entries.length === 0)
    throw releaseInvalid("the release has no artifacts", artifacts, "a zip for arm64 or amd64");
  for (const [architecture, artifact] of entries) requireArtifact(architecture, artifact);
}

function requireArtifact(architecture: string, artifact: ReleaseArtifact): void {
  if (!ARCHITECTURES.some((known) => known === architecture)) {
    throw releaseInvalid(
      "the release names an unknown architecture",
      architecture,
      ARCHITECTURES.join(" or "),
    );
  }
  if (typeof artifact?.file !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._+-]*\.zip$/.test(artifact.file)) {
    throw releaseInvalid(
      `the artifact for ${architecture} has no file name`,
      artifact?.file,
      "the name of a zip, without folders",
    );
  }
  if (typeof artifact.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(artifact.sha256)) {
    throw releaseInvalid(
      `the sum of ${artifact.file} is not a SHA-256`,
      artifact.sha256,
      "64 lower-case hexadecimal digits, as in the release's SHA256SUMS",
    );
  }
}
