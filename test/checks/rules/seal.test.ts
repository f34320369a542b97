import { describeRule } from "../support/describe-rule";
import { cases as keyCannotVanish } from "./seal/key-cannot-vanish";
import { cases as keyPolicyIsTheFrontDoor } from "./seal/key-policy-is-the-front-door";
import { cases as keyTamperingAlarms } from "./seal/key-tampering-alarms";
import { cases as noClearTextSecrets } from "./seal/no-clear-text-secrets";
import { cases as unsealedByRole } from "./seal/unsealed-by-role";

for (const cases of [
  unsealedByRole,
  noClearTextSecrets,
  keyCannotVanish,
  keyPolicyIsTheFrontDoor,
  keyTamperingAlarms,
]) {
  describeRule(cases);
}
