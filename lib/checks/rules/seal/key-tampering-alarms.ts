import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { deafness, isSameProvider, notices, targetsOf } from "../../evidence/event-rules";
import type { Resource } from "../../evidence/resource";
import { sealKeys } from "../../evidence/vault-keys";
import { filterNotices } from "./metric-filter";

/** Calls that take the key away, or give it to somebody. */
const CALLS = ["CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"];

export const keyTamperingAlarms = defineRule({
  id: "SEAL-05",
  title: "Somebody hears of it when the seal key is touched",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A scheduled deletion can be cancelled and a policy put back, but only by somebody who knows of it in time. Afterwards all data is lost, or read by others.",
  remediation:
    "Send the CloudTrail events CreateGrant, DisableKey, PutKeyPolicy and ScheduleKeyDeletion of the key to a topic with subscribers, in each region that has the key.",
  sources: [
    "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html",
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html",
  ],
  guide: ["S39"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.4.1", "10.7.2"],
    iso27001: ["A.8.16"],
    nist80053: ["SI-4", "AU-6"],
  },
  attestable: {
    statement: "An alarm of the organisation reports each change of the seal key to people who are on call.",
    days: 180,
  },
  subjects: ({ evidence }) => sealKeys(evidence),
  notApplicable: "the seal key is not part of this stack",
  check: (key, context) => CALLS.map((name) => heard(key, name, context)),
});

/** Whether a call on the key reaches somebody. */
function heard(key: Resource, name: string, { evidence }: RuleContext): Observation {
  const { resources } = evidence;
  const expected = `an alarm on ${name}`;
  const rules = resources.ofType("aws_cloudwatch_event_rule");
  const call = { source: "kms", name, on: key };
  const seen = rules.map((rule) => ({ rule, noticed: notices(rule, call, evidence) }));
  const noticing = seen.filter(({ noticed }) => noticed === true).map(({ rule }) => rule);
  const why: string[] = [];
  const arrives = (rule: Resource, isForwarded: boolean): boolean =>
    targetsOf(rule, evidence).some((target) => {
      const arn = String(target.at("arn").raw);
      if (
        arn.includes(":event-bus/") ||
        resources.namedBy(target.at("arn"), "aws_cloudwatch_event_bus").length > 0
      ) {
        const others = noticing.filter((other) => other !== rule && !isSameProvider(other, rule));
        return (
          !isForwarded && !target.at("role_arn").isAbsent && others.some((other) => arrives(other, true))
        );
      }
      // A queue tells nobody.
      if (/^arn:[^:]*:sqs:/.test(arn)) return false;
      const deaf = deafness(target, evidence);
      if (deaf !== undefined) why.push(deaf);
      return deaf === undefined;
    });
  // Events of a key are seen in its own region only.
  if (noticing.some((rule) => isSameProvider(rule, key) && arrives(rule, false))) {
    return pass({ actual: `${name} is reported`, expected });
  }
  if (filterNotices(call, evidence)) return pass({ actual: `${name} is counted and alarmed`, expected });
  const open = seen.filter(({ noticed }) => noticed === undefined).map(({ rule }) => rule.address);
  if (open.length > 0) {
    const reason = `what ${open.join(", ")} notices is known when it is deployed`;
    return unknown({ actual: `${name} is perhaps reported`, expected, reason });
  }
  const actual = noticing.length === 0 ? `no rule notices ${name}` : `${name} is noticed and reaches nobody`;
  return fail({ actual: [actual, ...why].join(": "), expected });
}
