import { AuthBackend } from "@cdktf/provider-vault/lib/auth-backend";
import { Construct } from "constructs";
import { HardenedVaultError } from "../../core/errors";
import { requireMountPath } from "../../vault/mount-path";
import { RateLimit, type RateLimitOptions } from "../quotas";
import { insideVault, vaultScopeOf } from "../vault-scope";
import { Lockout, type LockoutOptions } from "./lockout";
import { hardenedTune } from "./login-mount";

/** What every login method takes. */
export interface LoginMethodProps {
  /** Path below `auth/`. @default - the name of the method's type */
  readonly mountPath?: string;
  /** @default - 20 logins a second from one address, then 30 seconds refused */
  readonly rateLimit?: RateLimitOptions;
}

/** Logins that one address may try in a second. */
const LOGINS: RateLimitOptions = { rate: 20 };
/** Types whose users Vault can lock. */
const LOCKABLE = ["approle", "ldap", "userpass"];

/** A way to log in: hidden from who is not logged in, with short tokens, a rate limit and, where Vault has one, a lockout. */
export class LoginMethod extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  /** The same path as a reference to the resource, for what must be made after it. */
  public readonly reference: string;
  /** Vault's own name of the mount, for templated policies and MFA; known after the apply. */
  public readonly accessor: string;

  /** @throws MOUNT_PATH_INVALID */
  public constructor(
    scope: Construct,
    id: string,
    props: LoginMethodProps & {
      readonly type: string;
      readonly lockout?: LockoutOptions;
      /** What is kept below the method's path, as a policy names it. */
      readonly keeps: readonly string[];
      /** What of it is only read. @default - nothing */
      readonly reads?: readonly string[];
    },
  ) {
    super(scope, id);
    const { type, mountPath = type, rateLimit = LOGINS } = props;
    this.mountPath = HardenedVaultError.locate(this, () =>
      requireMountPath(`mountPath of the login method ${type}`, mountPath),
    );
    vaultScopeOf(this).managed.logins.push({ path: this.mountPath, keeps: props.keeps, reads: props.reads });
    const backend = new AuthBackend(this, "Resource", {
      ...insideVault(this),
      type,
      path: this.mountPath,
      tune: [hardenedTune()],
    });
    this.accessor = backend.accessor;
    this.reference = backend.path;
    vaultScopeOf(this).mounts.set(`auth/${this.mountPath}`, `auth/${backend.path}`);
    guardLogins(this, {
      mountPath: backend.path,
      name: this.mountPath,
      type,
      rateLimit,
      lockout: props.lockout,
    });
  }
}

/** What surrounds the logins of a method, be it made here or by its own resource. */
export function guardLogins(
  scope: Construct,
  given: {
    /** Path of the mount; refers to the resource, so that the mount is there first. */
    readonly mountPath: string;
    /** The same path as text. */
    readonly name: string;
    readonly type: string;
    readonly rateLimit?: RateLimitOptions;
    readonly lockout?: LockoutOptions;
  },
): void {
  const { mountPath, name, type, rateLimit = LOGINS, lockout } = given;
  new RateLimit(scope, "rate-limit", {
    quotaName: `login-${name.replaceAll("/", "-")}`,
    path: `auth/${mountPath}/`,
    ...rateLimit,
  });
  if (LOCKABLE.includes(type)) new Lockout(scope, "lockout", { ...lockout, mountPath });
}
