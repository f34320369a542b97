import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { shipped } from "../../../../lib/checks/rules/aud/shipped";
import {
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNSEEN,
  without,
} from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/hardened-vault.json";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

function agent(when: string, change: (files: Editable[], configuration: Editable) => void): EditCase {
  return {
    when,
    on: NODES,
    edit: (draft) =>
      draft.edit(AGENT, (content) => {
        const configuration = JSON.parse(content);
        change(configuration.logs.logs_collected.files.collect_list, configuration);
        return JSON.stringify(configuration);
      }),
  };
}

function group(when: string, change: (group: Editable) => void): EditCase {
  return {
    when,
    on: NODES,
    edit: (draft) => change(draft.resource("aws_cloudwatch_log_group", "node-logs_audit")),
  };
}

export const cases: RuleCases = {
  rule: shipped,
  passes: [
    { on: NODES },
    group("events are kept longer", (logs) => {
      logs.retention_in_days = 3653;
    }),
    group("events are kept for ever", (logs) => delete logs.retention_in_days),
    agent("one entry takes in all logs of a folder", (files) => {
      files[0].file_path = "/var/log/vault/*.log";
    }),
    running("something else runs", "true"),
    {
      when: "another log group is kept for a week",
      on: NODES,
      edit: (draft) => draft.add("aws_cloudwatch_log_group", "other", { name: "/app", retention_in_days: 7 }),
    },
  ],
  fails: [
    agent("nobody says who the agent is, so it is root", (_, configuration) => {
      delete configuration.agent.run_as_user;
    }),
    running("the agent is switched off", "systemctl disable --now amazon-cloudwatch-agent"),
    group("nothing ships events of this class", (logs) => {
      logs.log_group_class = "INFREQUENT_ACCESS";
    }),
    {
      when: "the device writes where nothing ships from",
      on: NODES,
      edit: (draft) =>
        draft.edit("/etc/hardened-vault/first-boot.json", (text) =>
          text.replaceAll("/var/log/vault/audit.log", "/var/log/vault-other/audit.log"),
        ),
    },
    agent("the file device stays on the node", (files) => files.splice(0, 1)),
    agent("the syslog device stays on the node", (files) => files.splice(1, 1)),
    agent("the server's log stays on the node", (files) => files.splice(2, 1)),
    agent("another file is shipped", (files) => {
      files[0].file_path = "/var/log/messages";
    }),
    agent("lines are left out", (files) => {
      files[0].filters = [{ type: "exclude", expression: "sys/" }];
    }),
    agent("the agent runs as root", (_, configuration) => {
      configuration.agent.run_as_user = "root";
    }),
    without(AGENT),
    replacing("the file is no JSON", AGENT, "{", ""),
    replacing(
      "the agent does not start",
      SERVICES,
      "  systemctl enable --no-reload amazon-cloudwatch-agent.service\n",
      "",
    ),
    group("events are gone after a month", (logs) => {
      logs.retention_in_days = 30;
    }),
    group("no key encrypts them", (logs) => delete logs.kms_key_id),
    group("Terraform may destroy them", (logs) => delete logs.lifecycle),
    {
      when: "the server's log is gone after a day",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_cloudwatch_log_group", "node-logs_server").retention_in_days = 1;
      },
    },
    {
      when: "nobody makes the log group",
      on: NODES,
      edit: (draft) => draft.remove("aws_cloudwatch_log_group", "node-logs_audit"),
    },
    {
      when: "flows are gone after a week",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_cloudwatch_log_group", "flow-log").retention_in_days = 7;
      },
    },
    {
      when: "a part alone is passed on",
      on: NODES,
      edit: (draft) =>
        draft.add("aws_cloudwatch_log_subscription_filter", "siem", {
          log_group_name: `\${${draft.address("aws_cloudwatch_log_group", "node-logs_audit")}.name}`,
          filter_pattern: "error",
        }),
    },
  ],
  unknown: [
    UNSEEN,
    {
      when: "another stack makes the log groups",
      on: NODES,
      says: /does not make/,
      edit: (draft) => draft.remove("aws_cloudwatch_log_group", "node-logs"),
    },
    group("a variable decides how long", (logs) => {
      logs.retention_in_days = "${var.days}";
    }),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding("collect_list", AGENT, "/var/log/vault/audit.log", "/var/log/none"),
    {
      when: "retention_in_days",
      on: NODES,
      override: (production) =>
        production.at<CloudwatchLogGroup>("node-logs/audit/Resource").addOverride("retention_in_days", 7),
    },
  ],
  repaired: [mending("collect_list", AGENT, "/var/log/vault/audit.log", "/var/log/none")],
};
