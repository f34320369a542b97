import { GenericEndpoint } from "@cdktf/provider-vault/lib/generic-endpoint";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { HardenedVaultError } from "../../core/errors";
import { insideVault } from "../vault-scope";

/** When a user who fails to log in is shut out. Vault knows it for AppRole, LDAP and userpass. */
export interface LockoutOptions {
  /** Failed tries; at most 5. @default 5 */
  readonly threshold?: number;
  /** How long he stays out; at least 30 minutes (PCI DSS 8.3.4). @default Duration.minutes(30) */
  readonly duration?: Duration;
  /** When failed tries are forgotten; at least 15 minutes. @default Duration.minutes(30) */
  readonly resetAfter?: Duration;
}

/** Properties of {@link Lockout}. */
export interface LockoutProps extends LockoutOptions {
  /** Path of the login method. */
  readonly mountPath: string;
}

/**
 * The lockout of one login method (CFG-11). The provider has no argument for it, so it is written to the API's own path
 * `sys/mounts/auth/PATH/tune`; Vault does not tell it back in this form, so drift is not seen.
 */
export class Lockout extends Construct {
  /** @throws SETTING_INVALID */
  public constructor(scope: Construct, id: string, props: LockoutProps) {
    super(scope, id);
    const { threshold = 5, duration = Duration.minutes(30), resetAfter = Duration.minutes(30) } = props;
    HardenedVaultError.locate(this, () => {
      requireThat(
        Number.isInteger(threshold) && threshold >= 1 && threshold <= 5,
        "threshold",
        threshold,
        "1 to 5",
      );
      requireThat(!Duration.minutes(30).isLongerThan(duration), "duration", `${duration}`, "30m or longer");
      requireThat(
        !Duration.minutes(15).isLongerThan(resetAfter),
        "resetAfter",
        `${resetAfter}`,
        "15m or longer",
      );
    });
    new GenericEndpoint(this, "Resource", {
      ...insideVault(this),
      path: `sys/mounts/auth/${props.mountPath}/tune`,
      dataJson: JSON.stringify({
        user_lockout_config: {
          lockout_threshold: String(threshold),
          lockout_duration: duration.toString(),
          lockout_counter_reset_duration: resetAfter.toString(),
          lockout_disable: false,
        },
      }),
      ignoreAbsentFields: true,
      // There is nothing to delete: the method takes it along.
      disableDelete: true,
    });
  }
}

function requireThat(holds: boolean, name: string, got: unknown, expected: string): void {
  if (holds) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `${name} of a lockout is too lenient`,
    got,
    expected: `${expected} (CFG-11, PCI DSS 8.3.4)`,
    repair: "leave it out for the default",
  });
}
