import { describeRule } from "../support/describe-rule";
import { cases as initialisedSafely } from "./tok/initialised-safely";
import { cases as leastPrivilegePolicies } from "./tok/least-privilege-policies";
import { cases as noSecretsInState } from "./tok/no-secrets-in-state";
import { cases as noTokenInCode } from "./tok/no-token-in-code";
import { cases as peopleUseSingleSignOn } from "./tok/people-use-single-sign-on";
import { cases as pinnedLogins } from "./tok/pinned-logins";
import { cases as rateLimits } from "./tok/rate-limits";
import { cases as shortLivedTokens } from "./tok/short-lived-tokens";
import { cases as templatesById } from "./tok/templates-by-id";

for (const cases of [
  initialisedSafely,
  leastPrivilegePolicies,
  noSecretsInState,
  noTokenInCode,
  peopleUseSingleSignOn,
  pinnedLogins,
  rateLimits,
  shortLivedTokens,
  templatesById,
])
  describeRule(cases);
