import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { QuotaRateLimit } from "@cdktf/provider-vault/lib/quota-rate-limit";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { nearest } from "../core/nearest";
import { isUnresolved } from "../core/tokens";
import { requireVaultName } from "../vault/role-name";
import { insideVault, vaultScopeOf } from "./vault-scope";

/** How many requests a client may send; counted by node and address. */
export interface RateLimitOptions {
  /** Requests in the interval. */
  readonly rate: number;
  /** @default Duration.seconds(1) */
  readonly interval?: Duration;
  /** How long a client that sent more is refused; seconds without it are only counted. @default Duration.seconds(30) */
  readonly blockFor?: Duration;
}

/** Properties of {@link RateLimit}. */
export interface RateLimitProps extends RateLimitOptions {
  /** Name of the quota in Vault. */
  readonly quotaName: string;
  /**
   * A mount that was declared before, or a path below one: `secret/`, `auth/approle/login`; the most specific quota
   * counts.
   *
   * @default - all of Vault
   */
  readonly path?: string;
}

/** A rate limit quota: whoever sends more gets 429 (TOK-07). */
export class RateLimit extends Construct {
  /** @throws SETTING_INVALID also for a path of no mount, VAULT_NAME_INVALID */
  public constructor(scope: Construct, id: string, props: RateLimitProps) {
    super(scope, id);
    const { rate, interval = Duration.seconds(1), blockFor = Duration.seconds(30) } = props;
    HardenedVaultError.locate(this, () => {
      requireVaultName("the name of a quota", props.quotaName);
      if (rate > 0 && interval.toSeconds() > 0 && blockFor.toSeconds() > 0) return;
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: `the quota ${props.quotaName} limits nothing`,
        got: { rate, interval: interval.toString(), blockFor: blockFor.toString() },
        expected: "a rate, an interval and a time to refuse, each more than 0",
        repair: "leave interval and blockFor out for the defaults",
      });
    });
    const path = HardenedVaultError.locate(this, () => pathOf(this, props));
    new QuotaRateLimit(this, "Resource", {
      ...insideVault(this),
      name: props.quotaName,
      path,
      rate,
      interval: interval.toSeconds(),
      blockInterval: blockFor.toSeconds(),
    });
  }
}

/** The path, with a reference to its mount: Vault refuses a quota for what is not there. */
function pathOf(scope: Construct, { quotaName, path = "" }: RateLimitProps): string {
  if (path === "" || isUnresolved(path)) return path;
  const { mounts } = vaultScopeOf(scope);
  const mount = [...mounts.keys()].find((one) => path === one || path.startsWith(`${one}/`));
  if (mount !== undefined) return `${mounts.get(mount)}${path.slice(mount.length)}`;
  const meant = nearest(path.replace(/\/+$/, ""), [...mounts.keys()]);
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the quota ${quotaName} is for a mount that nothing declares`,
    got: path,
    expected: `a path of one of ${[...mounts.keys()].join(", ")}`,
    repair: meant === undefined ? "declare the mount before the quota" : `did you mean ${meant}?`,
  });
}

/** Has requests that are refused for their number taken down as well (TOK-07). Which paths are exempt stays Vault's choice. */
export class QuotaAuditing extends Construct {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new GenericEndpoint(this, "Resource", {
      ...insideVault(this),
      path: "sys/quotas/config",
      dataJson: JSON.stringify({
        enable_rate_limit_audit_logging: true,
        enable_rate_limit_response_headers: true,
      }),
      ignoreAbsentFields: true,
      disableDelete: true,
    });
  }
}
