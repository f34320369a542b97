import { describeRule } from "../support/describe-rule";
import { cases as keyCannotVanish } from "./seal/key-cannot-vanish";

for (const cases of [keyCannotVanish]) describeRule(cases);
