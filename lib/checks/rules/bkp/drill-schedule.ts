import { names } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";

/** A machine begins again and again, one at a time, from the template that is judged. */
export function begins(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const actions = group.scalingGroups.flatMap((one) =>
    evidence.resources.naming(one, "aws_autoscaling_schedule", "autoscaling_group_name"),
  );
  const capacity = (action: Resource) => Number(String(action.at("desired_capacity").literal));
  const starts = actions.filter((action) => capacity(action) >= 1);
  const again = starts.filter(recurs);
  const said = {
    actual: `${actions.length} scheduled actions, of which ${again.length} start a machine again and again`,
    expected: "a scheduled action that starts one machine, once a month or more often",
  };
  return [
    again.length > 0
      ? passIf(
          starts.every((action) => capacity(action) === 1 && Number(String(action.at("max_size"))) <= 1),
          said,
        )
      : unknown({ ...said, reason: "something else may start it; somebody can attest it" }),
    ...group.scalingGroups.map((one) =>
      names(one.at("launch_template.id"), evidence.resources, ["aws_launch_template"]),
    ),
  ];
}

/** At least once a month, again and again. */
export function recurs(action: Resource): boolean {
  const fields = String(action.at("recurrence").literal).trim().split(/\s+/);
  return fields.length === 5 && fields[3] === "*" && action.at("end_time").isAbsent;
}
