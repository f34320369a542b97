import type { VaultEdition } from "../server/release-floors";
import type { ReleaseArtifact } from "./artifact";
import type { Architecture } from "./i-architecture";
import { releaseInvalid } from "./invalid";

/** Where a release file says that the zips are: exactly one of the two. */
export type ReleasePlace =
  | { readonly mirror: { readonly bucket: string; readonly prefix?: string }; readonly directory?: undefined }
  | { readonly directory: string; readonly mirror?: undefined };

/** What a release file holds. */
export type ReleaseFile = ReleasePlace & {
  /** Exact version: `2.1.2`, `2.1.2+ent`. */
  readonly version: string;
  /** @default "community" */
  readonly edition?: VaultEdition;
  /** The zip for each architecture that nodes may have. */
  readonly artifacts: Readonly<Partial<Record<Architecture, ReleaseArtifact>>>;
  /** ARN of the secret that holds the Enterprise licence. */
  readonly licenseSecretArn?: string;
};

const SCHEMA_VERSION = 1;
const KEYS = ["schemaVersion", "version", "edition", "artifacts", "mirror", "directory", "licenseSecretArn"];

/** The text of a release file, as {@link parseReleaseFile} reads it. */
export function renderReleaseFile(release: ReleaseFile): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...release }, undefined, 2)}\n`;
}

/**
 * Reads the text of a release file.
 *
 * @param file its path, for messages
 * @throws RELEASE_INVALID
 */
export function parseReleaseFile(file: string, text: string): ReleaseFile {
  let json: object;
  try {
    json = Object(JSON.parse(text));
  } catch (error) {
    throw releaseInvalid(`the release file ${file} is not JSON`, (error as Error).message, "a JSON object");
  }
  const unknown = Object.keys(json).filter((key) => !KEYS.includes(key));
  const { schemaVersion, ...release } = json as ReleaseFile & { schemaVersion?: number };
  if (schemaVersion !== SCHEMA_VERSION || unknown.length > 0) {
    throw releaseInvalid(
      `the release file ${file} has another form`,
      { schemaVersion, unknown },
      `schemaVersion ${SCHEMA_VERSION} and no other keys`,
    );
  }
  const { mirror, directory } = release;
  if ((mirror === undefined) === (directory === undefined)) {
    throw releaseInvalid(
      `${file} must name one source`,
      { mirror, directory },
      "mirror (bucket, prefix) or directory",
    );
  }
  return release;
}
