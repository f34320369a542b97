import * as path from "node:path";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import type { IArtifactBucket } from "../aws/artifact-bucket";
import { requireClusterName } from "../aws/names";
import { fetchObject } from "../aws/object";
import { stackEvidence } from "../aws/stack-evidence";
import { StackFiles } from "../aws/stack-files";
import { HardenedVaultError } from "../core/errors";
import { NodeBundle as BundleModel, type NodeFile } from "../host";
import type { Statement } from "../policy/document";

/** Properties of {@link NodeBundle}. */
export interface NodeBundleProps extends AwsProviderProps {
  /** Name of the cluster; the unpacked files are written to `host/CLUSTER` in the synthesized stack. */
  readonly clusterName: string;
  /** What machines that are no nodes of the cluster do; part of names. @default - they are nodes */
  readonly errand?: string;
  /** Where nodes fetch it from. */
  readonly bucket: IArtifactBucket;
  /** The files of a node. */
  readonly files: readonly NodeFile[];
}

/**
 * All files of a node in one archive with fixed bytes: nodes fetch it by exact version and check its sum, and people
 * review the same files unpacked beside the synthesized stack.
 */
export class NodeBundle extends Construct {
  /** Where the archive is, as user data names it. */
  public readonly location: { readonly bucket: string; readonly key: string; readonly versionId: string };
  private readonly model: BundleModel;
  private readonly bucket: IArtifactBucket;
  private launchTemplate?: string;

  public constructor(scope: Construct, id: string, props: NodeBundleProps) {
    super(scope, id);
    const { provider, bucket } = props;
    const clusterName = [
      requireClusterName(this, props.clusterName),
      ...(props.errand === undefined ? [] : [props.errand]),
    ].join("-");
    this.bucket = bucket;
    this.model = HardenedVaultError.locate(this, () => new BundleModel(props.files));

    const files = StackFiles.of(this);
    const source = files.add(`bundles/${clusterName}.tar`, () => this.model.toTar());
    files.addTree(`host/${clusterName}`, () => [
      ...this.model.files().map((file) => [path.posix.relative("/", file.path), file.content] as const),
      ["manifest.json", this.model.manifest({ launchTemplate: this.launchTemplate ?? "" })] as const,
    ]);
    stackEvidence(this).hosts.push({
      cluster: clusterName,
      launchTemplate: () => this.launchTemplate ?? "",
      files: () => this.files,
    });
    // The key stays and its versions pile up: a key that changed would delete what a launch in flight still fetches.
    const key = `${clusterName}/node-bundle.tar`;
    const object = new S3Object(this, "Resource", {
      provider,
      bucket: bucket.bucketName,
      key,
      source,
      // In the framework's first pass, which looks for references to other stacks, nothing is rendered yet.
      sourceHash: Lazy.stringValue({ produce: ({ preparing }) => (preparing ? "" : this.sha256) }),
      dependsOn: [...bucket.readiness],
    });
    this.location = { bucket: bucket.bucketName, key, versionId: object.versionId };
  }

  /** SHA-256 of the archive, over all files that were added or changed so far. */
  public get sha256(): string {
    return HardenedVaultError.locate(this, () => this.model.sha256());
  }

  /** The files, in the order of the archive. */
  public get files(): readonly NodeFile[] {
    return HardenedVaultError.locate(this, () => this.model.files());
  }

  /** What a node's role must be allowed in order to fetch the bundle. */
  public get fetchStatements(): readonly Statement[] {
    return fetchObject(
      "NodeBundle",
      `${this.bucket.bucketArn}/${this.location.key}`,
      this.bucket.encryptionKey,
    );
  }

  /**
   * Adds a file.
   *
   * @throws BUNDLE_PATH_DUPLICATE, BUNDLE_PATH_INVALID
   */
  public add(file: NodeFile): void {
    HardenedVaultError.locate(this, () => this.model.add(file));
  }

  /**
   * Changes a file that is in the bundle already. What is changed here is judged like everything else.
   *
   * @param filePath absolute path on the node
   * @param edit gets the content, returns the new one
   * @throws BUNDLE_PATH_UNKNOWN
   */
  public override(filePath: string, edit: (content: string) => string): void {
    HardenedVaultError.locate(this, () => this.model.override(filePath, edit));
  }

  /** Names the launch template in the manifest. @internal */
  public belongsTo(launchTemplateAddress: string): void {
    this.launchTemplate = launchTemplateAddress;
  }
}
