import type { Evidence } from "./evidence";
import { type PolicyStatement, statementsOf } from "./policy";
import type { Resource } from "./resource";
import { Value } from "./value";

/** A policy of a role whose text is part of the stack. */
export interface RolePolicy {
  /** The role with an inline block, the policy or the resource that attaches it. */
  readonly holder: Resource;
  /** `undefined` where nobody can say what it will be. */
  readonly statements: readonly PolicyStatement[] | undefined;
}

/** All that a role may do, however it is attached. */
export interface RoleGrants {
  readonly policies: readonly RolePolicy[];
  /** Policies that are attached and are not part of the stack, by their ARN. */
  readonly elsewhere: readonly Value[];
}

const KNOWN = new WeakMap<Resource, RoleGrants>();

/** The policies of a role: inline blocks, resources of their own, attachments from either side. */
export function grantsOf(role: Resource, evidence: Evidence): RoleGrants {
  let known = KNOWN.get(role);
  if (known === undefined) {
    known = collect(role, evidence);
    KNOWN.set(role, known);
  }
  return known;
}

/** What nobody wrote, and a provider will report of the role: in a plan it is unknown, and refers to nothing. */
function isReported(value: Value): boolean {
  return !value.isAbsent && !value.isKnown && value.items.every((item) => /^\$\{\(/.test(String(item.raw)));
}

function collect(role: Resource, { resources }: Evidence): RoleGrants {
  const hidden = role.at("dynamic.inline_policy");
  const inline = [
    ...(isReported(role.at("inline_policy")) ? [] : role.blocks("inline_policy")).map((block) => ({
      holder: role,
      policy: block.at("policy"),
    })),
    ...(hidden.isAbsent ? [] : [{ holder: role, policy: new Value("inline_policy", "${inline_policy}") }]),
    ...resources
      .naming(role, "aws_iam_role_policy", "role")
      .map((holder) => ({ holder, policy: holder.at("policy") })),
  ].filter(({ policy }) => !policy.isAbsent);
  const attached = [
    ...(isReported(role.at("managed_policy_arns")) ? [] : [role.at("managed_policy_arns")]),
    ...(
      [
        ["aws_iam_role_policy_attachment", "role", "policy_arn"],
        ["aws_iam_policy_attachment", "roles", "policy_arn"],
        ["aws_iam_role_policy_attachments_exclusive", "role_name", "policy_arns"],
      ] as const
    ).flatMap(([type, attribute, arns]) =>
      resources.naming(role, type, attribute).map((holder) => holder.at(arns)),
    ),
  ].flatMap((value) => value.items);
  const own = attached.flatMap((arn) => resources.namedBy(arn, "aws_iam_policy"));
  return {
    policies: [
      ...inline.map(({ holder, policy }) => ({ holder, statements: statementsOf(policy, resources) })),
      ...[...new Set(own)].map((holder) => ({
        holder,
        statements: statementsOf(holder.at("policy"), resources),
      })),
    ],
    elsewhere: attached.filter((arn) => resources.namedBy(arn, "aws_iam_policy").length === 0),
  };
}
