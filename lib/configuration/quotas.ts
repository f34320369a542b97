import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { QuotaRateLimit } from "@cdktf/provider-vault/lib/quota-rate-limit";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { requireVaultName } from "../vault/role-name";
import { insideVault } from "./vault-scope";

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
  /** A mount or a path below one; the most specific quota counts. @default - all of Vault */
  readonly path?: string;
}

/** A rate limit quota: whoever sends more gets 429 (TOK-07). */
export class RateLimit extends Construct {
  /** @throws SETTING_INVALID, VAULT_NAME_INVALID */
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
    new QuotaRateLimit(this, "Resource", {
      ...insideVault(this),
      name: props.quotaName,
      path: props.path ?? "",
      rate,
      interval: interval.toSeconds(),
      blockInterval: blockFor.toSeconds(),
    });
  }
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
