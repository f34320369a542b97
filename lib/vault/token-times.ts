import { Duration } from "../core/duration";
import { HardenedVaultError } from "../core/errors";
import { requireReason } from "../core/reason";

/** How long a token lives until it must be renewed, unless somebody says less (TOK-05). */
const LONGEST_TTL = Duration.hours(1);
/** How long a token lives at all, however often it is renewed (TOK-05). */
const LONGEST_MAX_TTL = Duration.hours(24);

/** How long the tokens of a role live. */
export interface TokenTimesOptions {
  /** Until it must be renewed; at most an hour. @default Duration.hours(1) */
  readonly ttl?: Duration;
  /** At all; at most a day. @default Duration.hours(24) */
  readonly maxTtl?: Duration;
}

/** How long tokens live: short, because a stolen one works that long (the guide's short TTLs, TOK-05). */
export class TokenTimes {
  /**
   * An hour, and a day with renewals, or less.
   *
   * @throws TOKEN_TIMES_INVALID
   */
  public static of(options: TokenTimesOptions = {}): TokenTimes {
    const ttl = options.ttl ?? earlier(LONGEST_TTL, options.maxTtl ?? LONGEST_TTL);
    const maxTtl = options.maxTtl ?? LONGEST_MAX_TTL;
    requireAtMost("ttl", ttl, LONGEST_TTL);
    requireAtMost("maxTtl", maxTtl, LONGEST_MAX_TTL);
    return new TokenTimes(ttl, maxTtl, undefined);
  }

  /**
   * Longer, for what cannot log in again: a batch job, an appliance. It shows in the report.
   *
   * @throws TOKEN_TIMES_INVALID, REASON_REQUIRED
   */
  public static longer(options: Required<TokenTimesOptions> & { readonly reason: string }): TokenTimes {
    const reason = requireReason("TokenTimes.longer", options);
    return new TokenTimes(options.ttl, options.maxTtl, reason);
  }

  private constructor(
    /** Until it must be renewed. */
    public readonly ttl: Duration,
    /** At all. */
    public readonly maxTtl: Duration,
    /** Why it is longer than the limits; absent where it is not. */
    public readonly reason: string | undefined,
  ) {
    for (const [name, time] of [
      ["ttl", ttl],
      ["maxTtl", maxTtl],
    ] as const) {
      // 0 is what Vault calls the system's default, which nobody sees here.
      if (time.toSeconds() === 0)
        throw invalid(`${name} is no time`, time, "a second or more", "leave it out");
    }
    if (ttl.isLongerThan(maxTtl)) {
      throw invalid("ttl is longer than maxTtl", { ttl, maxTtl }, "ttl <= maxTtl", "shorten ttl");
    }
  }
}

function earlier(a: Duration, b: Duration): Duration {
  return a.isLongerThan(b) ? b : a;
}

function requireAtMost(name: string, given: Duration, longest: Duration): void {
  if (!given.isLongerThan(longest)) return;
  throw invalid(
    `${name} of a token is too long`,
    given,
    `${longest} or less (TOK-05)`,
    "shorten it, or use TokenTimes.longer({ ttl, maxTtl, reason })",
  );
}

function invalid(message: string, got: unknown, expected: string, repair: string): HardenedVaultError {
  const shown = got instanceof Duration ? got.toString() : got;
  return new HardenedVaultError({ code: "TOKEN_TIMES_INVALID", message, got: shown, expected, repair });
}
