import { readFileSync } from "node:fs";
import * as path from "node:path";
import { requireArn } from "../aws/arn";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import { HardenedVaultError } from "../core/errors";
import { type Reasoned, requireReason } from "../core/reason";
import { requireLiteral } from "../core/tokens";
import type { ReleaseArtifact } from "./artifact";
import { floorsOf, meetsFloor, type VaultEdition } from "./floors";
import type { Architecture } from "./i-architecture";
import { ReleaseSource } from "./release-source";

/** Properties of {@link VaultRelease.of}. */
export interface VaultReleaseProps {
  /** Exact version: `2.1.2`. */
  readonly version: string;
  /** @default "community" */
  readonly edition?: VaultEdition;
  /** The zip for each architecture that nodes may have. */
  readonly artifacts: Readonly<Partial<Record<Architecture, ReleaseArtifact>>>;
  /** Where nodes get it from; never the internet. */
  readonly source: ReleaseSource;
  /** ARN of the secret that holds the Enterprise licence. @default - none; required for edition `enterprise` */
  readonly licenseSecretArn?: string;
  /** Key that encrypts that secret. @default - none: `aws/secretsmanager` */
  readonly licenseEncryptionKey?: IEncryptionKey;
  /**
   * Accepts a version with known holes.
   *
   * @default - versions below the floor of their line are refused
   */
  readonly allowReleaseBelowFloor?: Reasoned;
}

/** What {@link VaultRelease.fromFile} may add to the file. */
export type ReleaseFileOptions = Pick<VaultReleaseProps, "allowReleaseBelowFloor" | "licenseEncryptionKey">;

/** The Vault that nodes run: exact version, pinned sums, private source. */
export class VaultRelease {
  /**
   * Reads a release file (JSON): `version`, `edition`, `artifacts`, and `mirror` (`bucket`, `prefix`) or `directory`.
   *
   * @param file path of the file; a relative `directory` in it is relative to it
   * @throws RELEASE_INVALID, and what {@link VaultRelease.of} throws
   */
  public static fromFile(file: string, options: ReleaseFileOptions = {}): VaultRelease {
    const text = readText(file);
    const { mirror, directory, ...rest } = parse(file, text);
    if ((mirror === undefined) === (directory === undefined)) {
      throw invalid(
        `${file} must name one source`,
        { mirror, directory },
        "mirror (bucket, prefix) or directory",
      );
    }
    const source =
      mirror !== undefined
        ? ReleaseSource.s3Mirror(mirror)
        : ReleaseSource.localZip(path.resolve(path.dirname(file), String(directory)));
    return VaultRelease.of({ ...rest, source, ...options });
  }

  /**
   * A release, inline.
   *
   * @throws RELEASE_INVALID, RELEASE_BELOW_FLOOR, EDITION_MISMATCH, LITERAL_REQUIRED, REASON_REQUIRED
   */
  public static of(props: VaultReleaseProps): VaultRelease {
    return new VaultRelease(props);
  }

  /** Exact version. */
  public readonly version: string;
  /** Edition. */
  public readonly edition: VaultEdition;
  /** Where nodes get it from. */
  public readonly source: ReleaseSource;
  /** ARN of the secret that holds the Enterprise licence. */
  public readonly licenseSecretArn?: string;
  /** Key that encrypts that secret. */
  public readonly licenseEncryptionKey?: IEncryptionKey;
  /** Why a version with known holes is accepted; absent when the version meets its floor. */
  public readonly belowFloorReason?: string;
  private readonly artifacts: VaultReleaseProps["artifacts"];

  private constructor(props: VaultReleaseProps) {
    requireLiteral("version of the release", props.version);
    requireLiteral("artifacts of the release", props.artifacts);
    if (typeof props.version !== "string" || !/^\d+\.\d+\.\d+(\+ent)?$/.test(props.version)) {
      throw invalid(
        "the version of the release is not exact",
        props.version,
        "three numbers, for example 2.1.2",
      );
    }
    const artifacts = Object.entries(props.artifacts ?? {});
    if (artifacts.length === 0)
      throw invalid("the release has no artifacts", props.artifacts, "a zip for arm64 or amd64");
    for (const [architecture, artifact] of artifacts) requireArtifact(architecture, artifact);
    this.version = props.version;
    this.edition = requireLiteral("edition of the release", props.edition ?? "community");
    this.artifacts = props.artifacts;
    this.source = props.source;
    this.licenseSecretArn = requireLicense(this.edition, props.licenseSecretArn);
    this.licenseEncryptionKey = props.licenseEncryptionKey;
    this.belowFloorReason = requireFloor(this.version, this.edition, props.allowReleaseBelowFloor);
  }

  /**
   * The zip for an architecture.
   *
   * @throws RELEASE_INVALID when the release has none
   */
  public artifactFor(architecture: Architecture): ReleaseArtifact {
    const artifact = this.artifacts[architecture];
    if (artifact !== undefined) return artifact;
    throw invalid(
      `the release has no artifact for ${architecture}`,
      Object.keys(this.artifacts),
      `an artifact for ${architecture}, the architecture of the nodes`,
    );
  }
}

function requireArtifact(architecture: string, artifact: ReleaseArtifact): void {
  if (architecture !== "arm64" && architecture !== "amd64") {
    throw invalid("the release names an unknown architecture", architecture, "arm64 or amd64");
  }
  if (typeof artifact?.file !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._+-]*\.zip$/.test(artifact.file)) {
    throw invalid(
      `the artifact for ${architecture} has no file name`,
      artifact?.file,
      "the name of a zip, without folders",
    );
  }
  if (typeof artifact.sha256 !== "string" || !/^[0-9a-f]{64}$/.test(artifact.sha256)) {
    throw invalid(
      `the sum of ${artifact.file} is not a SHA-256`,
      artifact.sha256,
      "64 lower-case hexadecimal digits, as in the release's SHA256SUMS",
    );
  }
}

function requireLicense(edition: VaultEdition, secretArn: string | undefined): string | undefined {
  if ((edition === "enterprise") === (secretArn !== undefined)) {
    return secretArn === undefined
      ? undefined
      : requireArn("licenseSecretArn", secretArn, "secretsmanager", "secret:");
  }
  throw new HardenedVaultError({
    code: "EDITION_MISMATCH",
    message:
      edition === "enterprise" ? "edition enterprise needs a licence" : "edition community takes no licence",
    got: { edition, licenseSecretArn: secretArn },
    expected: "licenseSecretArn with edition enterprise, and only there",
    repair: "put the licence into a secret of Secrets Manager and name its ARN, or correct the edition",
  });
}

function requireFloor(
  version: string,
  edition: VaultEdition,
  allow: Reasoned | undefined,
): string | undefined {
  const floors = floorsOf(edition);
  if (meetsFloor(version, floors)) return undefined;
  if (allow !== undefined) return requireReason("allowReleaseBelowFloor", allow);
  throw new HardenedVaultError({
    code: "RELEASE_BELOW_FLOOR",
    message: `Vault ${version} (${edition}) has known holes`,
    got: version,
    expected: `${floors.lowest.join(", ")} or newer in its line; ${floors.newest} is the newest known on ${floors.asOf}`,
    repair: `use ${floors.newest}; or, with a reason, allowReleaseBelowFloor: { reason }`,
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw invalid(`the release file ${file} cannot be read`, (error as Error).message, "a JSON file");
  }
}

type ReleaseFile = Omit<VaultReleaseProps, "source" | "allowReleaseBelowFloor" | "licenseEncryptionKey"> & {
  readonly mirror?: { readonly bucket: string; readonly prefix?: string };
  readonly directory?: string;
};

const RELEASE_FILE_KEYS = [
  "schemaVersion",
  "version",
  "edition",
  "artifacts",
  "mirror",
  "directory",
  "licenseSecretArn",
];

function parse(file: string, text: string): ReleaseFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`the release file ${file} is not JSON`, (error as Error).message, "a JSON object");
  }
  const unknown = Object.keys(json as object).filter((key) => !RELEASE_FILE_KEYS.includes(key));
  const { schemaVersion, ...release } = json as ReleaseFile & { schemaVersion?: number };
  if (schemaVersion !== 1 || unknown.length > 0) {
    throw invalid(
      `the release file ${file} has another form`,
      { schemaVersion, unknown },
      "schemaVersion 1 and no other keys",
    );
  }
  return release;
}

function invalid(message: string, got: unknown, expected: string): HardenedVaultError {
  return new HardenedVaultError({
    code: "RELEASE_INVALID",
    message,
    got,
    expected,
    repair: "copy file names and sums from the release's SHA256SUMS, whose signature you checked",
  });
}
