import { createHash } from "node:crypto";
import * as path from "node:path";
import type { VaultEdition } from "../../server/release-floors";
import type { ReleaseArtifact } from "../artifact";
import type { Architecture } from "../i-architecture";
import { renderReleaseFile } from "../release-file";
import type { MirroredFile } from "./bucket";
import { placeChecked } from "./checked-file";
import type { ReleaseOrigin } from "./origin";
import type { MirrorProgress } from "./progress";
import { type Signer, type Trust, trustedKeys } from "./signature";
import { parseSums, sumOf } from "./sums";
import type { MirrorTarget } from "./target";
import { requireWritableFolder, writeWhole } from "./writing";

/** What is mirrored, from where, to where. */
export interface MirrorReleaseOptions {
  /** Exact version as in file names: `2.1.2`, `2.1.2+ent`. */
  readonly version: string;
  readonly edition: VaultEdition;
  readonly architectures: readonly Architecture[];
  readonly origin: ReleaseOrigin;
  readonly target: MirrorTarget;
  readonly trust: Trust;
  /** Path of the release file to write. */
  readonly releaseFile: string;
  /** ARN of the secret that holds the Enterprise licence. @default - none */
  readonly licenseSecretArn?: string;
  readonly signal: AbortSignal;
  readonly progress: MirrorProgress;
}

/** What was mirrored. */
export interface MirroredRelease {
  readonly artifacts: readonly ReleaseArtifact[];
  readonly signer: Signer;
}

/**
 * Mirrors a release: checks the signature of the sums, then the sums, and writes the release file last.
 *
 * @throws RELEASE_FETCH_FAILED, RELEASE_INVALID, RELEASE_KEY_UNTRUSTED, RELEASE_MIRROR_UNWRITABLE,
 * RELEASE_SIGNATURE_INVALID, RELEASE_SUM_MISMATCH
 */
export async function mirrorRelease(options: MirrorReleaseOptions): Promise<MirroredRelease> {
  const { version, origin, target, progress, signal, releaseFile } = options;
  const signerOf = await trustedKeys(options.trust);
  for (const folder of [path.dirname(releaseFile), target.folder]) await requireWritableFolder(folder);

  const sumsFile = `vault_${version}_SHA256SUMS`;
  const signatureFile = `${sumsFile}.sig`;
  const signed = await origin.read(sumsFile);
  const signature = await origin.read(signatureFile);
  const signer = await signerOf(signed, signature);
  progress.note(`sums signed by ${signer.fingerprint} on ${signer.signedAt.toISOString().slice(0, 10)}`);

  const sums = parseSums(Buffer.from(signed).toString("utf8"));
  const artifacts = options.architectures.map((architecture) => {
    const file = `vault_${version}_linux_${architecture}.zip`;
    return [architecture, { file, sha256: sumOf(sums, file) }] as const;
  });

  const files: MirroredFile[] = [];
  for (const [, artifact] of artifacts) {
    const file = await placeChecked(artifact, target.folder, (part) => {
      progress.note(`fetching ${artifact.file}`);
      return origin.complete(artifact.file, part);
    });
    signal.throwIfAborted();
    progress.note(`${artifact.file} has the signed sum`);
    files.push({ path: file, sha256: artifact.sha256 });
  }
  for (const [name, content] of [
    [sumsFile, signed],
    [signatureFile, signature],
  ] as const) {
    const file = path.join(target.folder, name);
    await writeWhole(file, content);
    files.push({ path: file, sha256: createHash("sha256").update(content).digest("hex") });
  }
  await target.publish(files);
  signal.throwIfAborted();

  const text = renderReleaseFile({
    version,
    edition: options.edition,
    artifacts: Object.fromEntries(artifacts),
    ...(options.licenseSecretArn !== undefined && { licenseSecretArn: options.licenseSecretArn }),
    ...target.place(releaseFile),
  });
  await writeWhole(releaseFile, text);
  return { artifacts: artifacts.map(([, artifact]) => artifact), signer };
}
