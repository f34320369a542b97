import { Mount } from "@cdktf/provider-vault/lib/mount";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import { requireMountPath } from "../../vault/mount-path";
import { insideVault, vaultScopeOf } from "../vault-scope";

/** What every secret engine takes. */
export interface EngineProps {
  /** Path that it is mounted at. @default - the name of its type */
  readonly mountPath?: string;
  /** What it is for, for people who list the mounts. @default - none */
  readonly description?: string;
  /** Lease of what it gives out. @default Duration.hours(1) */
  readonly defaultLease?: Duration;
  /** Longest lease. @default Duration.hours(24) */
  readonly maxLease?: Duration;
}

/** A secret engine at its path, with leases that are short (CFG-10), hidden from who has no policy for it. */
export class EngineMount extends Construct {
  /** Path that it is mounted at. */
  public readonly mountPath: string;
  /** The same path as a reference to the resource, for what must be made after it. */
  public readonly reference: string;

  /** @throws MOUNT_PATH_INVALID, SETTING_INVALID */
  public constructor(
    scope: Construct,
    id: string,
    props: EngineProps & {
      readonly type: string;
      /** What is kept below the engine's path, as a policy names it. */
      readonly keeps: readonly string[];
      readonly options?: Readonly<Record<string, string>>;
      /** Longest lease that this type may have. @default Duration.hours(72) */
      readonly longestLease?: Duration;
    },
  ) {
    super(scope, id);
    const { type, mountPath = type, defaultLease = Duration.hours(1), maxLease = Duration.hours(24) } = props;
    this.mountPath = HardenedVaultError.locate(this, () => {
      requireLeases(mountPath, { defaultLease, maxLease, longest: props.longestLease ?? Duration.hours(72) });
      return requireMountPath(`mountPath of the engine ${type}`, mountPath);
    });
    vaultScopeOf(this).managed.engines.push({ path: this.mountPath, keeps: props.keeps });
    const mount = new Mount(this, "Resource", {
      ...insideVault(this),
      path: this.mountPath,
      type,
      ...(props.options === undefined ? {} : { options: { ...props.options } }),
      ...(props.description === undefined ? {} : { description: props.description }),
      defaultLeaseTtlSeconds: defaultLease.toSeconds(),
      maxLeaseTtlSeconds: maxLease.toSeconds(),
      listingVisibility: "hidden",
    });
    this.reference = mount.path;
    vaultScopeOf(this).mounts.set(this.mountPath, mount.path);
  }
}

function requireLeases(
  mountPath: string,
  { defaultLease, maxLease, longest }: Readonly<Record<"defaultLease" | "longest" | "maxLease", Duration>>,
): void {
  const fits =
    defaultLease.toSeconds() > 0 && !defaultLease.isLongerThan(maxLease) && !maxLease.isLongerThan(longest);
  if (fits) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `leases of ${mountPath} are too long`,
    got: { defaultLease: defaultLease.toString(), maxLease: maxLease.toString() },
    expected: `defaultLease <= maxLease <= ${longest} (CFG-10)`,
    repair: "leave them out for an hour and a day",
  });
}
