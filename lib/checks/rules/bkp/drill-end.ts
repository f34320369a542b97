import { is } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { none } from "../../engine/unit-assertions";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { commandsNamed, commandsOn, type NodeCommand, systemctl, tell } from "../../host/commands";
import { restores } from "../../host/snapshots";
import { systemdSeconds } from "../../host/systemd-literals";
import { type NamedUnit, unitsOf } from "../../host/units";
import { recurs } from "./drill-schedule";

/** No drill takes a day. */
const MOST_MINUTES = 720;
/** What a script may say before its machine's end is planned: nothing that can fail. */
const PREPARATIONS = ["set", "umask", "export", "readonly"];
/** Processes of a group without which nothing ends a machine in time. */
const ENDING = ["Terminate", "ScheduledActions"];

/** The machine ends whatever it does: by its own clock, with its drill, and by its group; nothing of it stays. */
export function ends(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const limit = plannedMinutes(group);
  return [
    passIf(limit !== undefined, {
      actual: limit === undefined ? "nothing ends it in time" : `it ends after ${limit} minutes`,
      expected: "a shutdown that user data plans before anything else can fail",
    }),
    ...none(
      [
        ...commandsNamed(group, "shutdown").filter(takesBack),
        ...commandsOn(group).filter(({ words }) => words.includes("CancelScheduledShutdown")),
        ...systemctl(group, "mask", "stop", "disable")
          .filter(({ unit }) => /^(poweroff|shutdown)\.target$|^systemd-(logind|poweroff)\./.test(unit))
          .map(({ command }) => command),
      ].map(tell),
      "nothing that puts its end off",
    ),
    ...withItsDrill(group),
    ...group.scalingGroups.flatMap((one) => byItsGroup(one, context)),
    is(group.template.at("instance_initiated_shutdown_behavior"), "terminate", {
      reason: "a machine that only stops keeps what was restored, and holds the place of the next",
    }),
    ...group.template.blocks("block_device_mappings").map((mapping) =>
      is(mapping.at("ebs.delete_on_termination"), true, {
        // The volume of the image, which AWS deletes.
        ...(mapping.at("ebs.volume_size").isAbsent ? { whenAbsent: true } : {}),
        reason: "a volume that stays holds what was restored",
      }),
    ),
  ];
}

/** After how many minutes the first thing that user data does ends the machine; `undefined` where it does something else. */
function plannedMinutes(group: NodeGroup): number | undefined {
  const first = commandsOn(group).find(
    ({ source, words, program }) =>
      source === "user data" && words.length > 0 && !PREPARATIONS.includes(program),
  );
  if (first?.program !== "shutdown" || takesBack(first)) return undefined;
  return first.args.map(minutesOf).find((minutes) => minutes !== undefined && minutes > 0);
}

/** `+60`; `undefined` for what is no such time. */
function minutesOf(word: string): number | undefined {
  const minutes = /^\+(\d+)$/.exec(word)?.[1];
  return minutes === undefined ? undefined : Number(minutes);
}

/** Whether a shutdown is none: it cancels one, boots anew, only halts or warns, or comes too late. */
function takesBack({ args }: NodeCommand): boolean {
  return args.some(
    (word) =>
      /^(-[A-Za-z]*[Hrkc]|--(halt|reboot|show))/.test(word) ||
      /^\d+:\d+$/.test(word) ||
      (minutesOf(word) ?? 0) > MOST_MINUTES,
  );
}

/** Where a unit runs the drill: something starts it, it has an end of its own, and switches the machine off. */
function withItsDrill(group: NodeGroup): readonly Observation[] {
  const { host } = group;
  const source = commandsOn(group).find(restores)?.source;
  if (host === undefined || source === undefined) return [];
  const units = unitsOf(host).filter(
    ({ name, unit }) =>
      name === source ||
      unit
        .list("Service", "ExecStart")
        .some((line) => line.split(/\s+/).some((word) => word.endsWith(source))),
  );
  const isCalled = commandsOn(group).some(
    ({ words, source: from }) =>
      /^(\/|user data$)/.test(from) && from !== source && words.some((word) => word.endsWith(source)),
  );
  const isRun = source === "user data" || units.length > 0 || isCalled;
  return [
    passIf(isRun, {
      actual: `${source} is ${isRun ? "run" : "run by nothing"}`,
      expected: "something that runs the drill",
    }),
    ...units.flatMap((one) => [
      passIf(
        systemctl(group, "start", "enable", "restart").some(({ unit }) => unit === one.name),
        {
          actual: one.name,
          expected: `${one.name} is started`,
        },
      ),
      inTime(one),
      passIf(!ignoresFailure(one), {
        actual: `${one.name} ${ignoresFailure(one) ? "succeeds" : "fails"} when its drill fails`,
        expected: "a failure of the drill is one of its unit",
      }),
      passIf(switchesOff(one, group), {
        actual: `${one.name} ${switchesOff(one, group) ? "switches" : "does not switch"} the machine off`,
        expected: "a machine that is switched off when its drill is over, however it ended",
      }),
    ]),
  ];
}

/** A oneshot starts for as long as it runs, and has no limit of its own; any other service runs on when it has started. */
function inTime({ name, unit }: NamedUnit): Observation {
  const keys =
    unit.value("Service", "Type") === "oneshot" ? ["TimeoutStartSec", "TimeoutSec"] : ["RuntimeMaxSec"];
  const most =
    keys.map((key) => unit.value("Service", key)).find((value) => value !== undefined) ?? "infinity";
  const seconds = systemdSeconds(most) ?? 0;
  return passIf(seconds > 0 && seconds <= MOST_MINUTES * 60, {
    actual: `${name} may take ${most}`,
    expected:
      "a finite time, of which TimeoutStartSec tells for a oneshot, so that a drill that hangs is told as a failure",
  });
}

/** By a `-` before its command, or an exit status that counts as a success. */
function ignoresFailure({ unit }: NamedUnit): boolean {
  return (
    unit.list("Service", "ExecStart").some((line) => /^[@:+!|]*-/.test(line)) ||
    unit.words("Service", "SuccessExitStatus").some(Boolean)
  );
}

/** Whether a service, when it is over, ends its machine: by itself, or by a program that it runs then. */
function switchesOff({ name, unit }: NamedUnit, group: NodeGroup): boolean {
  const isEnd = (key: string) => /^(poweroff|exit)/.test(unit.value("Unit", key) ?? "");
  if (isEnd("SuccessAction") && isEnd("FailureAction")) return true;
  const last = unit.list("Service", "ExecStopPost");
  return commandsOn(group).some(
    ({ program, args, source }) =>
      (/^(poweroff|shutdown)$/.test(program) || (program === "systemctl" && args.includes("poweroff"))) &&
      last.some((line) =>
        source === name ? line.includes(program) : line.split(/\s+/).some((word) => word.endsWith(source)),
      ),
  );
}

function byItsGroup(scaling: Resource, { evidence }: RuleContext): readonly Observation[] {
  const actions = evidence.resources.naming(scaling, "aws_autoscaling_schedule", "autoscaling_group_name");
  const end = actions.filter((action) => Number(String(action.at("desired_capacity").literal)) === 0);
  const suspended = scaling.at("suspended_processes").items.map(({ literal }) => String(literal));
  return [
    passIf(end.some(recurs), {
      actual: `${end.length} scheduled actions end the machine`,
      expected: "a scheduled action that ends it",
    }),
    passIf(suspended.includes("ReplaceUnhealthy") && !suspended.some((one) => ENDING.includes(one)), {
      actual: `suspended_processes = ${suspended.join(", ") || "none"}`,
      expected: "ReplaceUnhealthy, since a machine that ended has done its work, and nothing that ends one",
    }),
    is(scaling.at("protect_from_scale_in"), false, {
      whenAbsent: false,
      reason: "the scheduled action would end nothing",
    }),
  ];
}
