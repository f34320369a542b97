import { is, names } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { vaultAlarms } from "../../evidence/alarms";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { commandsOn, type NodeCommand } from "../../host/commands";
import { restores } from "../../host/snapshots";
import { isReported, tellsFailure, tellsSilence } from "./alarms";

/** No drill takes a day. */
const MOST_MINUTES = 720;

/** When a machine begins, and that it ends whatever it does. */
export function timed(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const actions = group.scalingGroups.flatMap((one) =>
    evidence.resources.naming(one, "aws_autoscaling_schedule", "autoscaling_group_name"),
  );
  const capacity = (action: Resource) => Number(String(action.at("desired_capacity").literal));
  const starts = actions.filter((action) => capacity(action) >= 1);
  const ends = actions.filter((action) => capacity(action) === 0);
  const begins = starts.filter(recurs);
  const limits = commandsOn(group)
    .filter(({ source, program }) => source === "user data" && program === "shutdown")
    .flatMap(({ args }) => args.map((word) => Number(/^\+(\d+)$/.exec(word)?.[1])))
    .filter((minutes) => minutes > 0 && minutes <= MOST_MINUTES);
  const said = {
    actual: `${actions.length} scheduled actions, of which ${begins.length} start a machine again and again`,
    expected: "a scheduled action that starts one machine, once a month or more often",
  };
  return [
    begins.length > 0
      ? passIf(
          starts.every((action) => capacity(action) === 1 && Number(String(action.at("max_size"))) <= 1),
          said,
        )
      : unknown({ ...said, reason: "something else may start it; somebody can attest it" }),
    passIf(ends.some(recurs), {
      actual: `${ends.length} scheduled actions end the machine`,
      expected: "a scheduled action that ends it",
    }),
    is(group.template.at("instance_initiated_shutdown_behavior"), "terminate", {
      reason: "a machine that only stops keeps what was restored, and holds the place of the next",
    }),
    passIf(limits.length > 0, {
      actual: limits.length > 0 ? `it ends after ${limits.join(", ")} minutes` : "nothing ends it in time",
      expected: "a shutdown that user data plans before anything else can fail",
    }),
    ...group.scalingGroups.map((one) =>
      names(one.at("launch_template.id"), evidence.resources, ["aws_launch_template"]),
    ),
    ...group.scalingGroups.map((one) =>
      passIf(
        one.at("suspended_processes").items.some(({ raw }) => raw === "ReplaceUnhealthy"),
        {
          actual: `suspended_processes = ${one.at("suspended_processes")}`,
          expected: "ReplaceUnhealthy: a machine that ended has done its work",
        },
      ),
    ),
  ];
}

/** At least once a month, again and again. */
function recurs(action: Resource): boolean {
  const fields = String(action.at("recurrence").literal).trim().split(/\s+/);
  return fields.length === 5 && fields[3] === "*" && action.at("end_time").isAbsent;
}

/** What the machine does: it looks at what was restored before it reports a success, and people hear of the rest. */
export function looked(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const all = commandsOn(group);
  const restore = all.find(restores);
  if (restore === undefined) {
    const said = { actual: "nothing on this machine restores a snapshot", expected: "a program that does" };
    return [
      group.host?.isComplete === true
        ? passIf(false, said)
        : unknown({ ...said, reason: "it may come with the image" }),
    ];
  }
  const program = all.filter(({ source }) => source === restore.source);
  const after = program.slice(program.indexOf(restore) + 1);
  const alarms = vaultAlarms(evidence)
    .filter((alarm) => /restore/i.test(String(alarm.at("metric_name"))))
    .filter((alarm) => isReported(alarm.at("namespace"), group.host));
  const reported = ({ words }: NodeCommand, alarm: Resource) =>
    words.includes(String(alarm.at("metric_name").literal));
  const silence = alarms.filter(
    (alarm) => tellsSilence(alarm) && after.some((command) => reported(command, alarm)),
  );
  const failure = alarms.filter(
    (alarm) => tellsFailure(alarm) && program.some((command) => reported(command, alarm)),
  );
  const success = after.findIndex((command) => silence.some((alarm) => reported(command, alarm)));
  const looks = after.slice(0, Math.max(success, 0)).filter(asks);
  const sums = program
    .slice(0, program.indexOf(restore))
    .some(({ words }) => words.includes("sha256sum") && words.some((word) => /^(-c|--check)$/.test(word)));
  return [
    passIf(sums, {
      actual: `${restore.source} ${sums ? "compares" : "does not compare"} the sum of the snapshot`,
      expected: "the sum that the snapshot was stored with, compared before it is restored",
    }),
    passIf(looks.length > 0, {
      actual: `${looks.length} questions to the restored Vault before a success is reported`,
      expected: "a look at what was restored, and only then a success",
    }),
    passIf(silence.length > 0, {
      actual: `${silence.length} alarms when no drill succeeds`,
      expected: "an alarm on the success that the drill reports, for which missing data breach",
    }),
    passIf(failure.length > 0, {
      actual: `${failure.length} alarms when a drill fails`,
      expected: "an alarm on each failure that the drill reports",
    }),
  ];
}

/** Whether a command reads something of Vault whose absence ends the drill. */
function asks({ words, isPiped, orElse }: NodeCommand): boolean {
  return words[0] === "vault_api" && words.includes("GET") && (isPiped || orElse);
}
