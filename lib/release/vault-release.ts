import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { IEncryptionKey } from "../aws/i-encryption-key";
import type { Reasoned } from "../core/reason";
import { requireLiteral } from "../core/tokens";
import { requireFloor, type VaultEdition } from "../server/release-floors";
import { type ReleaseArtifact, requireArtifacts } from "./artifact";
import { requireExactVersion } from "./exact-version";
import type { Architecture } from "./i-architecture";
import { releaseInvalid } from "./invalid";
import { requireLicense } from "./license";
import { parseReleaseFile } from "./release-file";
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
export interface ReleaseFileOptions
  extends Pick<VaultReleaseProps, "allowReleaseBelowFloor" | "licenseEncryptionKey"> {
  /** Key that encrypts the objects of the mirror. @default - none: S3's own */
  readonly mirrorEncryptionKey?: IEncryptionKey;
}

/** The Vault that nodes run: exact version, pinned sums, private source. */
export class VaultRelease {
  /**
   * Reads a release file (JSON): `version`, `edition`, `artifacts`, and `mirror` (`bucket`, `prefix`) or `directory`.
   *
   * @param file path of the file; a relative `directory` in it is relative to it
   * @throws RELEASE_INVALID, and what {@link VaultRelease.of} throws
   */
  public static fromFile(
    file: string,
    { mirrorEncryptionKey, ...options }: ReleaseFileOptions = {},
  ): VaultRelease {
    const text = readText(file);
    const { mirror, directory, ...rest } = parseReleaseFile(file, text);
    const source =
      mirror !== undefined
        ? ReleaseSource.s3Mirror({ ...mirror, encryptionKey: mirrorEncryptionKey })
        : ReleaseSource.localZip(path.resolve(path.dirname(file), directory));
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
    this.version = requireExactVersion(props.version);
    requireArtifacts(props.artifacts);
    this.edition = requireLiteral("edition of the release", props.edition ?? "community");
    this.artifacts = props.artifacts;
    this.source = props.source;
    this.licenseSecretArn = requireLicense(this.edition, props.licenseSecretArn);
    this.licenseEncryptionKey = props.licenseEncryptionKey;
    this.belowFloorReason = requireFloor(
      this.version,
      this.edition,
      props.allowReleaseBelowFloor,
      "allowReleaseBelowFloor: { reason }",
    );
  }

  /**
   * The zip for an architecture.
   *
   * @throws RELEASE_INVALID when the release has none
   */
  public artifactFor(architecture: Architecture): ReleaseArtifact {
    const artifact = this.artifacts[architecture];
    if (artifact !== undefined) return artifact;
    throw releaseInvalid(
      `the release has no artifact for ${architecture}`,
      Object.keys(this.artifacts),
      `an artifact for ${architecture}, the architecture of the nodes`,
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw releaseInvalid(`the release file ${file} cannot be read`, (error as Error).message, "a JSON file");
  }
}
