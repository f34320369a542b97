import { KvSecretBackendV2 } from "@cdktf/provider-vault/lib/kv-secret-backend-v2";
import { Construct } from "constructs";
import type { Capability } from "../../vault/capability";
import type { PathGrant } from "../../vault/policy";
import { insideVault } from "../vault-scope";
import { EngineMount, type EngineProps } from "./engine-mount";

/** Properties of {@link KeyValueEngine}. */
export interface KeyValueEngineProps extends Pick<EngineProps, "description" | "mountPath"> {
  /** Versions that are kept of each secret. @default 10 */
  readonly maxVersions?: number;
  /** Whether a write must name the version that it replaces, so that no two writers overwrite each other. @default true */
  readonly checkAndSet?: boolean;
}

/** Secrets that people and programs put in, with versions (`kv` version 2). Their values never pass through Terraform. */
export class KeyValueEngine extends Construct {
  /** Path that it is mounted at. */
  public readonly mountPath: string;

  /** @throws MOUNT_PATH_INVALID */
  public constructor(scope: Construct, id: string, props: KeyValueEngineProps = {}) {
    super(scope, id);
    const { maxVersions = 10, checkAndSet = true } = props;
    const mount = new EngineMount(this, "mount", {
      mountPath: "secret",
      ...props,
      type: "kv",
      keeps: ["config"],
      options: { version: "2" },
    });
    this.mountPath = mount.mountPath;
    new KvSecretBackendV2(this, "Resource", {
      ...insideVault(this),
      mount: mount.reference,
      maxVersions,
      casRequired: checkAndSet,
    });
  }

  /** Reading the secrets below a path, for a policy: `kv.read("payments")`. */
  public read(below: string): readonly PathGrant[] {
    return [this.at("data", below, ["read"]), this.at("metadata", below, ["read", "list"])];
  }

  /** Reading and writing the secrets below a path, for a policy. Destroying old versions is not in it. */
  public write(below: string): readonly PathGrant[] {
    return [
      this.at("data", below, ["create", "read", "update", "patch"]),
      this.at("metadata", below, ["read", "list"]),
      this.at("delete", below, ["update"]),
      this.at("undelete", below, ["update"]),
    ];
  }

  private at(kind: string, below: string, capabilities: readonly Capability[]): PathGrant {
    return { path: `${this.mountPath}/${kind}/${below}/*`, capabilities };
  }
}
