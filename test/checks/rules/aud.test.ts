import { describeRule } from "../support/describe-rule";
import { cases as nothingDropped } from "./aud/nothing-dropped";
import { cases as rotatedWithoutLoss } from "./aud/rotated-without-loss";
import { cases as shipped } from "./aud/shipped";

for (const cases of [nothingDropped, shipped, rotatedWithoutLoss]) describeRule(cases);
