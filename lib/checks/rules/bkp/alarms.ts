import type { Host } from "../../evidence/host";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";

/** CloudWatch looks back seven days at most. */
const LONGEST = 7 * 86_400;

/** Whether an alarm rises when nothing is reported, or too little, within days. */
export function tellsSilence(alarm: Resource): boolean {
  const window = Number(String(alarm.at("period"))) * Number(String(alarm.at("evaluation_periods")));
  return (
    !/fail|error/i.test(String(alarm.at("metric_name"))) &&
    /^LessThan/.test(String(alarm.at("comparison_operator"))) &&
    Number(String(alarm.at("threshold"))) > 0 &&
    alarm.at("treat_missing_data").literal === "breaching" &&
    isOn(alarm) &&
    window <= LONGEST
  );
}

/** Whether an alarm rises at the first failure. */
export function tellsFailure(alarm: Resource): boolean {
  const least = Number(String(alarm.at("threshold")));
  const operator = String(alarm.at("comparison_operator"));
  return (
    /fail|error/i.test(String(alarm.at("metric_name"))) &&
    isOn(alarm) &&
    ["Sum", "Maximum", "SampleCount"].includes(String(alarm.at("statistic"))) &&
    // One failure is one datum: several in a row never come.
    points(alarm) <= 1 &&
    ((operator === "GreaterThanThreshold" && least < 1) ||
      (operator === "GreaterThanOrEqualToThreshold" && least <= 1))
  );
}

/** Whether the machines report under a namespace, as far as their files say. */
export function isReported(namespace: Value, host: Host | undefined): boolean {
  const { literal } = namespace;
  if (typeof literal !== "string" || host?.isComplete !== true) return !namespace.isAbsent;
  return literal !== "" && host.files.some(({ content }) => content.includes(literal));
}

/** How many data must be bad before an alarm rises. */
function points(alarm: Resource): number {
  const some = alarm.at("datapoints_to_alarm");
  return Number(String(some.isAbsent ? alarm.at("evaluation_periods") : some));
}

function isOn(alarm: Resource): boolean {
  return String(alarm.at("actions_enabled")) !== "false";
}
