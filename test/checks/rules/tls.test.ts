import { describeRule } from "../support/describe-rule";
import { cases as tlsEverywhere } from "./tls/tls-everywhere";

for (const cases of [tlsEverywhere]) describeRule(cases);
