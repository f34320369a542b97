import { Duration } from "../core/duration";
import { block, type Fields } from "./fields";
import type { Relaxable } from "./relaxable";
import { off, type Rule, relaxable, time, whole } from "./rules";

/** When Vault stops to accept logins of one user after failures (rule CFG-11). */
export interface LockoutPolicy {
  /**
   * Failed logins before the user is locked out: 1 to 5.
   *
   * @default 5 (Vault's own; PCI DSS 8.3.4 allows up to 10)
   */
  readonly lockoutThreshold?: Relaxable<number>;
  /**
   * How long a user stays locked out: 30 minutes or more.
   *
   * @default Duration.minutes(30) (PCI DSS 8.3.4 asks for 30 minutes; Vault's own default of 15 fails it)
   */
  readonly lockoutDuration?: Relaxable<Duration>;
  /**
   * After how long without a failure the count starts again: 15 minutes or more.
   *
   * @default Duration.minutes(15) (Vault's own)
   */
  readonly lockoutCounterReset?: Relaxable<Duration>;
  /** Turns the lockout off. @default false (rule CFG-11) */
  readonly disableLockout?: Relaxable<boolean>;
}

/**
 * Lockouts per auth method. A method's own policy goes before `all`. Other methods than these have no lockout in
 * Vault; limit them with quotas.
 */
export interface UserLockout {
  /** For every method that knows lockouts. @default 5 failures, 30 minutes, counter reset after 15 minutes */
  readonly all?: LockoutPolicy;
  /** For userpass only. @default - as `all` */
  readonly userpass?: LockoutPolicy;
  /** For LDAP only. @default - as `all` */
  readonly ldap?: LockoutPolicy;
  /**
   * For AppRole only. Whoever knows a role id can lock the role out.
   *
   * @default - as `all`
   */
  readonly approle?: LockoutPolicy;
}

const YEAR = Duration.days(365);

export const LOCKOUT_POLICY_FIELDS: Fields<LockoutPolicy> = {
  lockoutThreshold: {
    key: "lockout_threshold",
    rule: relaxable(whole(1, 5), whole(1, 1_000_000)),
    fallback: 5,
  },
  lockoutDuration: {
    key: "lockout_duration",
    rule: relaxable(time(Duration.minutes(30), YEAR), time(Duration.seconds(1), YEAR)),
    fallback: Duration.minutes(30),
  },
  lockoutCounterReset: {
    key: "lockout_counter_reset",
    rule: relaxable(time(Duration.minutes(15), YEAR), time(Duration.seconds(1), YEAR)),
    fallback: Duration.minutes(15),
  },
  disableLockout: { key: "disable_lockout", rule: off, fallback: false },
};

const policy: Rule<LockoutPolicy> = block(LOCKOUT_POLICY_FIELDS);

export const USER_LOCKOUT_FIELDS: Fields<UserLockout> = {
  all: { key: "all", rule: policy, fallback: {} },
  userpass: { key: "userpass", rule: policy },
  ldap: { key: "ldap", rule: policy },
  approle: { key: "approle", rule: policy },
};

export const userLockout: Rule<UserLockout> = block(USER_LOCKOUT_FIELDS);
