import type { ApiCall } from "../../evidence/event-rules";
import type { Evidence } from "../../evidence/evidence";

/** Whether a metric filter on the log of a trail counts a call, and an alarm on that metric tells somebody. */
export function filterNotices({ source, name }: ApiCall, { resources }: Evidence): boolean {
  return resources.ofType("aws_cloudwatch_log_metric_filter").some((filter) => {
    const pattern = String(filter.at("pattern").literal ?? "");
    const names = [...pattern.matchAll(/\$\.eventName\s*=\s*"?(\w+)"?/g)].map(([, found]) => found);
    const sources = [...pattern.matchAll(/\$\.eventSource\s*=\s*"?([\w.]+)"?/g)].map(([, found]) => found);
    const counts =
      names.includes(name) && (sources.length === 0 || sources.includes(`${source}.amazonaws.com`));
    const metric = filter.at("metric_transformation.name");
    return (
      counts &&
      resources
        .ofType("aws_cloudwatch_metric_alarm")
        .some(
          (alarm) =>
            alarm.at("metric_name").raw === metric.raw &&
            String(alarm.at("actions_enabled").raw ?? true) === "true" &&
            alarm.at("alarm_actions").items.length > 0,
        )
    );
  });
}
