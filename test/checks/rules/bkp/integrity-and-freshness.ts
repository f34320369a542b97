import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { integrityAndFreshness } from "../../../../lib/checks/rules/bkp/integrity-and-freshness";
import { mending, NO_MACHINE, NODES, overriding, replacing, UNSEEN, without } from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";
import { PROGRAM, TIMER } from "./files";

const ALARM = "aws_cloudwatch_metric_alarm";
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
const alarm = (when: string, name: string, edit: (alarm: any) => void): EditCase => ({
  when,
  on: NODES,
  edit: (draft) => edit(draft.resource(ALARM, name)),
});

export const cases: RuleCases = {
  rule: integrityAndFreshness,
  passes: [
    { on: NODES },
    replacing("another sum is handed over", PROGRAM, "--checksum-sha256", "--checksum-crc64nvme"),
    alarm("the alarm waits longer", "alarms_age", (one) => {
      one.evaluation_periods = 24;
    }),
  ],
  fails: [
    without(TIMER),
    replacing("nobody looks through it", PROGRAM, "raft snapshot inspect", "raft list-peers"),
    replacing("S3 gets no sum", PROGRAM, /--checksum-sha256 "\$\([^)]*\)" /, ""),
    alarm("failures of something else are counted", "alarms_failure", (one) => {
      one.namespace = "Shop";
    }),
    alarm("a failure must come twenty times in a row", "alarms_failure", (one) => {
      one.evaluation_periods = 20;
    }),
    alarm("failures are averaged", "alarms_failure", (one) => {
      one.statistic = "Average";
    }),
    alarm("silence is no alarm", "alarms_age", (one) => {
      one.treat_missing_data = "notBreaching";
    }),
    alarm("nobody says what silence is", "alarms_age", (one) => {
      delete one.treat_missing_data;
    }),
    alarm("the alarm on age is off", "alarms_age", (one) => {
      one.actions_enabled = false;
    }),
    alarm("no age is too high", "alarms_age", (one) => {
      one.threshold = 0;
    }),
    alarm("the alarm on age waits for weeks", "alarms_age", (one) => {
      one.evaluation_periods = 1000;
    }),
    { when: "nobody hears of age", on: NODES, edit: (draft) => draft.remove(ALARM, "alarms_age") },
    { when: "nobody hears of a failure", on: NODES, edit: (draft) => draft.remove(ALARM, "alarms_failure") },
    alarm("ten failures are none", "alarms_failure", (one) => {
      one.threshold = 10;
    }),
    alarm("the alarm on failure is off", "alarms_failure", (one) => {
      one.actions_enabled = "false";
    }),
  ],
  unknown: [UNSEEN, replacing("another program stores it", PROGRAM, "s3api put-object", "s3api head-object")],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding("--checksum-sha256", PROGRAM, "--checksum-sha256", "--content-type"),
    {
      when: "treat_missing_data",
      on: NODES,
      override: (production) =>
        production
          .at<CloudwatchMetricAlarm>("snapshots/alarms/age")
          .addOverride("treat_missing_data", "ignore"),
    },
  ],
  repaired: [mending("--checksum-sha256", PROGRAM, "--checksum-sha256", "--content-type")],
};
