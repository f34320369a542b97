import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { isNarrowed, type PolicyStatement, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { reachOf, withoutExpressions } from "../../evidence/resource-pattern";
import { grantsOf } from "../../evidence/role-policies";
import { vaultResources } from "../../evidence/vault-resources";
import { needsNoResource } from "./node-actions";

/** Where a service of AWS is told which role it works with: logs of a network, copies of a bucket, events. */
const WORKERS: readonly (readonly [type: string, attribute: string, of: string])[] = [
  ["aws_cloudwatch_event_target", "role_arn", "rule"],
  ["aws_flow_log", "iam_role_arn", "vpc_id"],
  ["aws_s3_bucket_replication_configuration", "role", "bucket"],
];

/** Roles of services that work for Vault. */
export function serviceRoles(evidence: Evidence): readonly Resource[] {
  const { resources } = evidence;
  const own = vaultResources(evidence).all;
  return [
    ...new Set(
      WORKERS.flatMap(([type, attribute, of]) =>
        resources
          .ofType(type)
          .filter((worker) => resources.namedBy(worker.at(of)).some((one) => own.includes(one)))
          .flatMap((worker) => resources.namedBy(worker.at(attribute), "aws_iam_role")),
      ),
    ),
  ];
}

/** A role of a service: the service alone assumes it, for this account, and does what is named. */
export function serviceRole(role: Resource, { evidence }: RuleContext): readonly Observation[] {
  const { policies, elsewhere } = grantsOf(role, evidence);
  const isIdle = policies.length === 0 && elsewhere.length === 0;
  return [
    ...trust(role, evidence),
    passIf(!isIdle, {
      actual: isIdle ? "it may do nothing, so that the service does nothing" : "it may do something",
      expected: "policies for what the service does",
      severity: "warning",
    }),
    ...policies.flatMap(({ holder, statements }) => {
      if (statements !== undefined) return statements.map((one) => granted(one, holder));
      const actual = `the policy of ${holder.address} is known when it is deployed`;
      return [unknown({ actual, expected: "a policy that can be read", reason: actual })];
    }),
    ...elsewhere.map((arn) =>
      passIf(!/Administrator|FullAccess|PowerUser/.test(String(arn.raw)), {
        actual: `${arn} is attached`,
        expected: "policies for what the service does",
      }),
    ),
  ];
}

function trust(role: Resource, { resources }: Evidence): readonly Observation[] {
  const policy = role.at("assume_role_policy");
  const expected = "one service of AWS assumes the role, on this account's behalf";
  const statements = statementsOf(policy, resources);
  if (statements === undefined) {
    const actual = `assume_role_policy = ${policy}`;
    return [unknown({ actual, expected, reason: "who may assume the role is known when it is deployed" })];
  }
  return statements
    .filter(({ effect }) => effect === "Allow")
    .map((statement) => {
      const { principals, notPrincipals } = statement;
      const isService =
        principals.length > 0 &&
        notPrincipals.length === 0 &&
        principals.every((one) =>
          /^Service:[\w-]+(\.[\w-]+)*\.(amazonaws\.com(\.cn)?|§)$/.test(withoutExpressions(one)),
        );
      const said = {
        actual: `${[...principals, ...notPrincipals].join(", ") || "nobody named"} may assume it`,
        expected,
      };
      if (!isService) return fail(said);
      return isNarrowed(statement)
        ? pass(said)
        : fail({
            ...said,
            actual: `${said.actual}, on whoever's behalf`,
            reason: "without aws:SourceAccount or aws:SourceArn others have the service work with it",
            severity: "warning",
          });
    });
}

function granted(statement: PolicyStatement, holder: Resource): Observation {
  const { effect, sid, actions, resources, notActions, notResources } = statement;
  const where = sid === "" ? holder.address : `${sid} of ${holder.address}`;
  const said = {
    actual: `${where} grants ${actions.join(", ") || `all but ${notActions.join(", ")}`}`,
    expected: "named actions on named resources",
  };
  if (effect === "Deny") return pass(said);
  const isOpen =
    notActions.length > 0 ||
    notResources.length > 0 ||
    actions.some((action) => /^(\*|[^:]*[*?][^:]*:.*|[^:]+:\*)$/.test(action));
  const named = actions.filter((action) => !needsNoResource(action, resources));
  const isEverywhere =
    named.length > 0 &&
    (resources.length === 0 || resources.some((one) => reachOf(one.replace(/\/\*$/, "")) === "everything"));
  return passIf(!isOpen && !isEverywhere, said);
}
