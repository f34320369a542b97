import type { AuthBackendTune } from "@cdktf/provider-vault/lib/auth-backend";
import { Duration } from "../../core/duration";

/** Longest lease that a login method gives, whatever its roles say (CFG-10, TOK-05). */
export const LONGEST_LOGIN = Duration.hours(24);

/**
 * How every login method is tuned: hidden from who is not logged in, tokens of an hour, nothing of the request handed on
 * to a plugin (CVE-2026-4525: never `Authorization` or `X-Vault-Token`).
 */
export function hardenedTune(): AuthBackendTune {
  return {
    defaultLeaseTtl: Duration.hours(1).toString(),
    maxLeaseTtl: LONGEST_LOGIN.toString(),
    listingVisibility: "hidden",
    tokenType: "default-service",
    passthroughRequestHeaders: [],
    allowedResponseHeaders: [],
    auditNonHmacRequestKeys: [],
    auditNonHmacResponseKeys: [],
  };
}
