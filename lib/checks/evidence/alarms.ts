import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { vaultResources } from "./vault-resources";

const ALARMS = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];
const KNOWN = new WeakMap<Evidence, readonly Resource[]>();

/** Alarms that watch Vault: by a name, a namespace or a dimension that says so, or by a resource of Vault's that they name. */
export function vaultAlarms(evidence: Evidence): readonly Resource[] {
  let alarms = KNOWN.get(evidence);
  if (alarms === undefined) {
    const own = new Set(vaultResources(evidence).all);
    alarms = evidence.resources
      .ofType(...ALARMS)
      .filter(
        (alarm) =>
          /(?<!backup[-_ ]?)vault|openbao/i.test(JSON.stringify(alarm.attributes.raw)) ||
          evidence.resources.namedBy(alarm.attributes).some((named) => own.has(named)),
      );
    KNOWN.set(evidence, alarms);
  }
  return alarms;
}

/** Topics that alarms and events of Vault go to. */
export function vaultTopics(evidence: Evidence): readonly Resource[] {
  const { resources } = evidence;
  const acted = vaultAlarms(evidence).flatMap((alarm) =>
    ["alarm_actions", "ok_actions", "insufficient_data_actions"].flatMap((key) =>
      resources.namedBy(alarm.at(key), "aws_sns_topic"),
    ),
  );
  return [...new Set([...vaultResources(evidence).ofType("aws_sns_topic"), ...acted])];
}
