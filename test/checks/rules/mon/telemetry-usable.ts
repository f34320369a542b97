import { telemetryUsable } from "../../../../lib/checks/rules/mon/telemetry-usable";
import { mending, NO_MACHINE, NODES, overriding, replacing, UNSEEN } from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const SERVER = "/etc/vault.d/vault.json";
const AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/hardened-vault.json";
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

function telemetry(
  when: string,
  change: (telemetry: Editable, server: Editable) => void,
  says?: RegExp,
): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => draft.server((server) => change(server.telemetry, server)),
  };
}

export const cases: RuleCases = {
  rule: telemetryUsable,
  passes: [
    { on: NODES },
    telemetry("Prometheus is off", (block) => {
      block.prometheus_retention_time = "0s";
    }),
    telemetry("more is kept", (block) => {
      block.prometheus_retention_time = "7d";
    }),
    telemetry("routes are left out", (block) => {
      block.prefix_filter = ["-vault.route"];
    }),
  ],
  fails: [
    {
      when: "nothing on the node takes the metrics",
      on: NODES,
      says: /nothing takes statsd/,
      edit: (draft) =>
        draft.edit(AGENT, (text) => {
          const { metrics: _, ...rest } = JSON.parse(text) as { readonly metrics: unknown };
          return JSON.stringify(rest);
        }),
    },
    telemetry("there is none", (_, server) => delete server.telemetry, /neither/),
    telemetry("nobody gets metrics", (block) => {
      delete block.statsd_address;
      delete block.prometheus_retention_time;
    }),
    telemetry("statsd is another machine", (block) => {
      block.statsd_address = "10.0.0.9:8125";
    }),
    telemetry("gauges are gone in half a minute", (block) => {
      block.prometheus_retention_time = "30s";
    }),
    telemetry("names change with nodes", (block) => delete block.disable_hostname),
    telemetry("names change with nodes, in words", (block) => {
      block.disable_hostname = "false";
    }),
    telemetry("names change with the cluster", (_, server) => delete server.cluster_name, /cluster_name/),
    telemetry("what alarms need is left out", (block) => {
      block.prefix_filter = ["-vault.core"];
    }),
    telemetry("all is left out but one", (block) => {
      block.filter_default = false;
      block.prefix_filter = ["+vault.token"];
    }),
    telemetry("a receiver in clear text", (block) => {
      block.dogstatsd_addr = "10.0.0.9:8125";
    }),
    telemetry("a secret in the file", (block) => {
      block.circonus_api_token = "x";
    }),
    replacing("the agent listens for everybody", AGENT, "127.0.0.1:8125", ":8125"),
    replacing("the agent listens elsewhere", AGENT, "127.0.0.1:8125", "127.0.0.1:9125"),
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding(
      "retention",
      SERVER,
      '"prometheus_retention_time": "24h"',
      '"prometheus_retention_time": "30s"',
    ),
  ],
  repaired: [
    mending("retention", SERVER, '"prometheus_retention_time": "24h"', '"prometheus_retention_time": "30s"'),
  ],
};
