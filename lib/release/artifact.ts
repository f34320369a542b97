/** One file of a release. */
export interface ReleaseArtifact {
  /** File name of the zip, for example `vault_2.1.2_linux_arm64.zip`. */
  readonly file: string;
  /** SHA-256 of the zip, 64 hexadecimal digits, checked before it is installed. */
  readonly sha256: string;
}
