import type { Rule } from "../../engine/rule";
import { alarmsReachPeople } from "./alarms-reach-people";
import { telemetryUsable } from "./telemetry-usable";

/** Rules about monitoring. */
export const MON_RULES: readonly Rule[] = [telemetryUsable, alarmsReachPeople];
