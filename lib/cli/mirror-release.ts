import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import type { Command } from "commander";
import { HardenedVaultError } from "../core/errors";
import { ARCHITECTURES, type Architecture } from "../release/i-architecture";
import { requireLicense } from "../release/license";
import { HASHICORP_FINGERPRINT, HASHICORP_KEY } from "../release/mirror/hashicorp-key";
import { mirrorRelease } from "../release/mirror/mirror-release";
import { FolderOrigin, RemoteOrigin } from "../release/mirror/origin";
import { BucketTarget, FolderTarget } from "../release/mirror/target";
import { requireFloor, type VaultEdition } from "../server/release-floors";
import * as read from "./arguments";
import { streamProgress } from "./progress";

const SITE = "https://releases.hashicorp.com/vault";

interface Options {
  readonly edition?: VaultEdition;
  readonly architectures: readonly Architecture[];
  readonly bucket?: string;
  readonly prefix?: string;
  readonly out?: string;
  readonly from?: string;
  readonly baseUrl: string;
  readonly key?: readonly string[];
  readonly fingerprint?: readonly string[];
  readonly releaseFile?: string;
  readonly licenseSecret?: string;
  readonly allowBelowFloor?: string;
  readonly timeout: number;
}

/**
 * Adds the command that brings a release of Vault into the organisation's own mirror.
 *
 * @param interruption makes the signal that ends it in order
 */
export function addMirrorRelease(program: Command, interruption: () => AbortSignal): void {
  const command = program.command("mirror-release");
  command
    .summary("bring a release of Vault into your mirror, checked")
    .description(
      "Fetches a release of Vault, checks the signature of its sums and the sum of each zip, puts the files into " +
        "a bucket or a folder, and writes the release file that VaultRelease.fromFile reads.",
    )
    .argument("<version>", "exact version, such as 2.1.2", read.version)
    .addOption(
      command
        .createOption("--edition <edition>", "edition of Vault (default: by the version)")
        .choices(["community", "enterprise"]),
    )
    .addOption(
      command
        .createOption("--architectures <list>", "architectures of the nodes")
        .argParser(read.architectures)
        .default(ARCHITECTURES, ARCHITECTURES.join(",")),
    )
    .option("--bucket <name>", "bucket that nodes will read", read.bucket)
    .addOption(
      command
        .createOption("--prefix <folder>", "folder in the bucket (default: vault/VERSION/)")
        .argParser(read.prefix)
        .conflicts("out"),
    )
    .addOption(
      command
        .createOption("--out <folder>", "folder that the stack uploads from")
        .argParser(read.place)
        .conflicts("bucket"),
    )
    .option("--from <folder>", "take the files from a folder, without network", read.place)
    .addOption(
      command
        .createOption("--base-url <url>", "folder of the versions on a web server")
        .argParser(read.url)
        .default(SITE)
        .conflicts("from"),
    )
    .option("--key <file>", "OpenPGP public key, may be repeated (default: HashiCorp's)", read.files)
    .option(
      "--fingerprint <digits>",
      "primary key to trust instead of HashiCorp's, may be repeated",
      read.fingerprints,
    )
    .option(
      "--release-file <file>",
      "release file to write (default: vault-release.json, in --out if given)",
      read.place,
    )
    .option("--license-secret <arn>", "secret with the licence, for edition enterprise")
    .option("--allow-below-floor <reason>", "accept a version with known holes, with a reason")
    .option("--timeout <seconds>", "give up when nothing arrives for so long", read.seconds, 30)
    .action((version: string, options: Options) => mirror(command, version, options, interruption()));
}

async function mirror(command: Command, given: string, options: Options, signal: AbortSignal): Promise<void> {
  const { bucket, out, from } = options;
  if (bucket === undefined && out === undefined) command.error("error: name a target: --bucket or --out");
  const edition = options.edition ?? (given.endsWith("+ent") ? "enterprise" : "community");
  const version = fileVersion(given, edition);
  const licenseSecretArn = requireLicense(edition, options.licenseSecret);
  const allow = options.allowBelowFloor;
  const reason = requireFloor(
    version,
    edition,
    allow === undefined ? undefined : { reason: allow },
    "--allow-below-floor REASON",
  );

  const progress = streamProgress(process.stderr);
  if (reason !== undefined) progress.note(`Vault ${version} has known holes; accepted: ${reason}`);
  const target =
    bucket !== undefined
      ? new BucketTarget(
          { bucket, prefix: options.prefix ?? `vault/${version}/` },
          path.join(cacheFolder(), `vault-${version}`),
          signal,
          progress,
        )
      : new FolderTarget(String(out));
  const releaseFile = options.releaseFile ?? path.join(out ?? ".", "vault-release.json");
  const mirrored = mirrorRelease({
    version,
    edition,
    architectures: options.architectures,
    origin:
      from !== undefined
        ? new FolderOrigin(from)
        : new RemoteOrigin(
            `${options.baseUrl}/${version}`,
            { signal, idleSeconds: options.timeout, pauseMs: 500 },
            progress,
          ),
    target,
    trust: {
      keys: options.key ? await Promise.all(options.key.map(readKey)) : [Buffer.from(HASHICORP_KEY)],
      fingerprints: options.fingerprint ?? [HASHICORP_FINGERPRINT],
    },
    releaseFile,
    licenseSecretArn,
    signal,
    progress,
  });
  const { artifacts } = await mirrored.finally(progress.clear);
  process.stdout.write(
    `${[...artifacts.map(({ file, sha256 }) => `${sha256}  ${file}`), releaseFile].join("\n")}\n`,
  );
}

/** The version as file names carry it: Enterprise has a suffix. */
function fileVersion(version: string, edition: VaultEdition): string {
  const enterprise = version.endsWith("+ent");
  if (edition === "enterprise") return enterprise ? version : `${version}+ent`;
  if (!enterprise) return version;
  throw new HardenedVaultError({
    code: "EDITION_MISMATCH",
    message: `${version} is no version of edition ${edition}`,
    got: { version, edition },
    expected: "a version with +ent for edition enterprise, and only there",
    repair: "leave --edition out, or the suffix",
  });
}

async function readKey(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new HardenedVaultError({
      code: "RELEASE_KEY_UNTRUSTED",
      message: `the key ${file} cannot be read`,
      got: (error as Error).message,
      expected: "a file with an OpenPGP public key",
      repair: "check the path that --key names",
    });
  }
}

function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "hardened-vault");
}
