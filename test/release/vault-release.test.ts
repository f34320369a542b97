import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Token } from "cdktf";
import { ArtifactBucket } from "../../lib/aws/artifact-bucket";
import { EncryptionKey } from "../../lib/aws/encryption-key";
import { ReleaseSource } from "../../lib/release/release-source";
import { VaultRelease, type VaultReleaseProps } from "../../lib/release/vault-release";
import { compareVersions, floorsOf, meetsFloor } from "../../lib/server/release-floors";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-4000-8000-000000000000";
const artifact = { file: "vault_2.1.2_linux_arm64.zip", sha256: "a".repeat(64) };
const props: VaultReleaseProps = {
  version: "2.1.2",
  artifacts: { arm64: artifact },
  source: ReleaseSource.s3Mirror({ bucket: "mirror" }),
};
const of = (more: object) => VaultRelease.of({ ...props, ...more });

describe("VaultRelease", () => {
  test.each(["2.1", "latest", "v2.1.2", "2.1.2-rc1", ""])("fails for the version %j", (version) => {
    expectRefused("RELEASE_INVALID", () => of({ version }));
  });

  test.each(["a".repeat(63), "a".repeat(65), "A".repeat(64), "g".repeat(64), ""])(
    "fails for the sum %j",
    (sha256) => {
      expectRefused("RELEASE_INVALID", () => of({ artifacts: { arm64: { ...artifact, sha256 } } }));
    },
  );

  test("fails for file names with folders, unknown architectures and no artifact", () => {
    expectRefused("RELEASE_INVALID", () =>
      of({ artifacts: { arm64: { ...artifact, file: "../vault.zip" } } }),
    );
    expectRefused("RELEASE_INVALID", () => of({ artifacts: { riscv64: artifact } }));
    expectRefused("RELEASE_INVALID", () => of({ artifacts: {} }));
    expectRefused("RELEASE_INVALID", () => of({}).artifactFor("amd64"));
  });

  test("fails below the floor and says which version to take; a reason relaxes it and is kept", () => {
    expect(expectRefused("RELEASE_BELOW_FLOOR", () => of({ version: "1.21.1" })).message).toContain("2.1.2");
    expectRefused("REASON_REQUIRED", () =>
      of({ version: "1.21.1", allowReleaseBelowFloor: { reason: "test" } }),
    );
    const reason = "the boot tests run what builds from modules";
    expect(of({ version: "1.21.1", allowReleaseBelowFloor: { reason } }).belowFloorReason).toBe(reason);
    expect(of({}).belowFloorReason).toBeUndefined();
  });

  test("fails for a licence on community and for enterprise without one", () => {
    const licenseSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:licence-AbCdEf";
    expectRefused("EDITION_MISMATCH", () => of({ licenseSecretArn }));
    expectRefused("EDITION_MISMATCH", () => of({ edition: "enterprise" }));
    expect(of({ edition: "enterprise", version: "2.1.2+ent", licenseSecretArn }).edition).toBe("enterprise");
  });

  test("fails for tokens", () => {
    expectRefused("LITERAL_REQUIRED", () => of({ version: Token.asString({ a: 1 }) }));
    expectRefused("LITERAL_REQUIRED", () =>
      of({ artifacts: { arm64: { ...artifact, sha256: Token.asString({ a: 1 }) } } }),
    );
    expectRefused("LITERAL_REQUIRED", () => of({ edition: Token.asString({ a: 1 }) }));
  });
});

describe("floors", () => {
  test.each([
    ["community", "2.0.3", false],
    ["community", "2.0.4", true],
    ["community", "2.1.0", true],
    ["community", "2.1.2", true],
    ["community", "1.21.9", false],
    ["enterprise", "1.21.8", false],
    ["enterprise", "1.21.9", true],
    ["enterprise", "1.20.14", true],
    ["enterprise", "1.18.99", false],
    ["enterprise", "2.0.10+ent", true],
  ] as const)("%s %s: %s", (edition, version, expected) => {
    expect(meetsFloor(version, floorsOf(edition))).toBe(expected);
  });

  test("versions compare by number", () => {
    expect(compareVersions("1.10.0", "1.9.9")).toBeGreaterThan(0);
    expect(compareVersions("2.0.4", "2.0.4")).toBe(0);
  });
});

describe("VaultRelease.fromFile", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "release-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: unknown) => {
    const file = path.join(folder, "vault-release.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const file = { schemaVersion: 1, version: "2.1.2", artifacts: { arm64: artifact } };

  test("reads a mirror, whose key is named in code", () => {
    const mirrorEncryptionKey = EncryptionKey.fromKeyArn(KEY);
    const release = VaultRelease.fromFile(
      write({ ...file, mirror: { bucket: "mirror", prefix: "vault/" } }),
      { mirrorEncryptionKey },
    );
    const location = release.source.bind(awsStack(), {
      artifact,
      bucket: ArtifactBucket.fromAttributes({ bucketName: "b" }),
      prefix: "vault/",
    });
    expect(location).toMatchObject({ bucket: "mirror", key: "vault/vault_2.1.2_linux_arm64.zip" });
    expect(location.encryptionKey).toBe(mirrorEncryptionKey);
  });

  test("fails for what is missing, no JSON, of another form, or without one source", () => {
    expectRefused("RELEASE_INVALID", () => VaultRelease.fromFile(path.join(folder, "nothing.json")));
    expectRefused("RELEASE_INVALID", () => VaultRelease.fromFile(write("{")));
    expectRefused("RELEASE_INVALID", () =>
      VaultRelease.fromFile(write({ ...file, schemaVersion: 2, mirror: { bucket: "b" } })),
    );
    expectRefused("RELEASE_INVALID", () =>
      VaultRelease.fromFile(write({ ...file, sha: 1, mirror: { bucket: "b" } })),
    );
    expectRefused("RELEASE_INVALID", () => VaultRelease.fromFile(write(file)));
    expectRefused("RELEASE_INVALID", () =>
      VaultRelease.fromFile(write({ ...file, mirror: { bucket: "b" }, directory: "." })),
    );
  });

  test("a local zip is uploaded only if its sum is the pinned one", () => {
    writeFileSync(path.join(folder, artifact.file), "zip");
    const sha256 = createHash("sha256").update("zip").digest("hex");
    const bind = (sum: string) => {
      const stack = awsStack();
      const release = VaultRelease.fromFile(
        write({ ...file, artifacts: { arm64: { ...artifact, sha256: sum } }, directory: "." }),
      );
      release.source.bind(stack, {
        artifact: release.artifactFor("arm64"),
        bucket: ArtifactBucket.fromAttributes({ bucketName: "b" }),
        prefix: "vault/",
      });
      return Synthesized.of(stack);
    };
    expect(bind(sha256).get("aws_s3_object", "release")).toMatchObject({
      key: "vault/release/vault_2.1.2_linux_arm64.zip",
      source: "release/vault_2.1.2_linux_arm64.zip",
      source_hash: sha256,
    });
    expect(expectRefused("RELEASE_SUM_MISMATCH", () => bind("b".repeat(64))).problem.got).toBe(sha256);
    rmSync(path.join(folder, artifact.file));
    expectRefused("RELEASE_SUM_MISMATCH", () => bind(sha256));
  });
});
