import { undecided } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { NodeGroup } from "../../evidence/node-group";
import { type PolicyStatement, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { hasOpenExpression, reachOf, withoutExpressions } from "../../evidence/resource-pattern";
import { grantsOf } from "../../evidence/role-policies";
import { lacksCondition, needsNoResource, refused } from "./node-actions";
import { writesOver } from "./node-objects";
import { serviceRole, serviceRoles } from "./service-roles";

export const leastPrivilegeNodeRole = defineRule<Resource | NodeGroup>({
  id: "IAM-01",
  title: "Roles of nodes, and of services that work for Vault, may do that and nothing else",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever gets onto a node has its role: with wide permissions one broken node is a broken account, and with write access to what nodes boot from, to keys or to roles it stays broken.",
  remediation:
    "Name each action and each resource; let only ec2.amazonaws.com assume a node's role, and one service of this account another; attach no managed policies.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  ],
  guide: ["S11"],
  controls: {
    soc2: ["CC6.1", "CC6.3"],
    pciDss: ["7.2.1", "7.2.2", "7.2.5"],
    iso27001: ["A.8.2", "A.5.15"],
    nist80053: ["AC-6", "AC-6(1)"],
  },
  claims: ["aws_iam_role"],
  subjects: (context) => {
    const groups = nodeGroups(context);
    const nameless = groups.filter(({ roles }) => roles.length === 0);
    const nodes = groups.flatMap(({ roles }) => roles);
    return [...new Set([...nodes, ...serviceRoles(context.evidence), ...nameless])];
  },
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) => {
    if (subject instanceof NodeGroup) return [outOfSight(subject)];
    const isOfNodes = nodeGroups(context).some(({ roles }) => roles.includes(subject));
    if (!isOfNodes) return serviceRole(subject, context);
    const { policies, elsewhere } = grantsOf(subject, context.evidence);
    return [
      ...trust(subject, context),
      ...policies.flatMap(({ holder, statements }) => {
        if (statements !== undefined) return statements.flatMap((one) => granted(one, holder, context));
        const actual = `the policy of ${holder.address} is known when it is deployed`;
        return [unknown({ actual, expected: "a policy that can be read", reason: actual })];
      }),
      ...elsewhere.map((arn) => {
        const said = { actual: `${arn} is attached`, expected: "policies that are part of the stack" };
        return arn.isKnown ? fail(said) : unknown({ ...said, reason: undecided(arn) });
      }),
    ];
  },
});

function outOfSight({ template, profiles }: NodeGroup): Observation {
  const expected = "a role that can be read";
  const profile = template.at("iam_instance_profile");
  const names = [profile.at("name"), profile.at("arn"), ...profiles.map((one) => one.at("role"))];
  const named = names.filter((value) => !value.isAbsent && value.raw !== "");
  if (named.length === 0) {
    return fail({ actual: "no role: what Vault does it does with credentials of its own", expected });
  }
  const actual = `the role of ${named.at(-1)} is not part of what is judged`;
  return unknown({ actual, expected, reason: actual });
}

/** Instances of EC2 assume the role, and nobody else. */
function trust(role: Resource, { evidence }: RuleContext): readonly Observation[] {
  const policy = role.at("assume_role_policy");
  const expected = "only ec2.amazonaws.com may assume the role";
  const statements = statementsOf(policy, evidence.resources);
  if (statements === undefined) {
    return [unknown({ actual: `assume_role_policy = ${policy}`, expected, reason: undecided(policy) })];
  }
  return statements
    .filter(({ effect }) => effect === "Allow")
    .map((statement) => {
      const { principals, notPrincipals, actions, notActions } = statement;
      const said = {
        actual: `${[...principals, ...notPrincipals].join(", ") || "nobody named"} may ${actions.join(", ")}`,
        expected,
      };
      if (principals.some((principal) => isOpen(principal))) {
        return unknown({ ...said, reason: "who may assume the role is known when it is deployed" });
      }
      const isInstances = principals.every((principal) =>
        /^Service:ec2\.(amazonaws\.com(\.cn)?|§)$/.test(withoutExpressions(principal)),
      );
      const isAssume = actions.every((action) => action.toLowerCase() === "sts:assumerole");
      const isNarrow = principals.length > 0 && notPrincipals.length === 0 && notActions.length === 0;
      return passIf(isInstances && isAssume && isNarrow, said);
    });
}

function isOpen(principal: string): boolean {
  return !principal.startsWith("Service:ec2.") && hasOpenExpression(principal);
}

const READS_SECRETS = /^(secretsmanager:(Get|BatchGet|\*)|ssm:(Get|\*))/i;
/** Names of what opens everything, or the seal of everything. */
const OPERATORS_ONLY = /root[-_/]?token|recovery[-_/]?(key|share|token)|unseal[-_/]?(key|share)/i;

/** What one statement grants. */
function granted(
  statement: PolicyStatement,
  holder: Resource,
  { evidence }: RuleContext,
): readonly Observation[] {
  const { effect, sid, actions, resources, notActions, notResources } = statement;
  if (effect === "Deny") return [];
  const where = sid === "" ? holder.address : `${sid} of ${holder.address}`;
  const expected = "named actions on named resources";
  const bad = (what: string) => fail({ actual: `${where} grants ${what}`, expected });
  if (notActions.length > 0) return [bad(`everything but ${notActions.join(", ")}`)];
  if (notResources.length > 0) return [bad(`${actions.join(", ")} on all but ${notResources.join(", ")}`)];
  if (actions.some((action) => hasOpenExpression(action))) {
    const actual = `${where} grants ${actions.join(", ")}`;
    return [unknown({ actual, expected, reason: "the actions are known when it is deployed" })];
  }
  const named = actions.filter((action) => !needsNoResource(action, resources));
  const reaches = resources.length === 0 ? ["everything"] : resources.map(reachOf);
  const overwritten = writesOver(statement, evidence);
  const kept = actions.some((action) => READS_SECRETS.test(action))
    ? resources.filter((resource) => OPERATORS_ONLY.test(resource))
    : [];
  const found = [
    ...kept.map((resource) => bad(`reading ${resource}, which is for operators alone`)),
    ...actions.flatMap((action) => {
      const why = refused(action) ?? lacksCondition(action, statement);
      return why === undefined ? [] : [bad(`${action}: ${why}`)];
    }),
    ...(named.length > 0 && reaches.includes("everything")
      ? [bad(`${named.join(", ")} on ${resources.join(", ") || "no resource"}`)]
      : []),
    ...overwritten.map((object) => bad(`writing over ${object}, which nodes boot from`)),
  ];
  if (found.length > 0) return found;
  const said = { actual: `${where} grants ${actions.join(", ")}`, expected };
  return [
    named.length > 0 && reaches.includes("unknown")
      ? unknown({ ...said, reason: `the resources are known when it is deployed: ${resources.join(", ")}` })
      : pass(said),
  ];
}
