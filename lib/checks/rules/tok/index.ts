import type { Rule } from "../../engine/rule";
import { initialisedSafely } from "./initialised-safely";
import { leastPrivilegePolicies } from "./least-privilege-policies";
import { noSecretsInState } from "./no-secrets-in-state";
import { noTokenInCode } from "./no-token-in-code";
import { peopleUseSingleSignOn } from "./people-use-single-sign-on";
import { pinnedLogins } from "./pinned-logins";
import { rateLimits } from "./rate-limits";
import { shortLivedTokens } from "./short-lived-tokens";
import { templatesById } from "./templates-by-id";

/** Rules about tokens, policies and the first boot. */
export const TOK_RULES: readonly Rule[] = [
  noTokenInCode,
  initialisedSafely,
  leastPrivilegePolicies,
  templatesById,
  shortLivedTokens,
  pinnedLogins,
  rateLimits,
  peopleUseSingleSignOn,
  noSecretsInState,
];
