import { describeRule } from "../support/describe-rule";
import { cases as alarmsReachPeople } from "./mon/alarms-reach-people";
import { cases as telemetryUsable } from "./mon/telemetry-usable";

for (const cases of [telemetryUsable, alarmsReachPeople]) describeRule(cases);
