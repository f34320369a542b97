import { fail, type Observation, pass, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { foreignAccounts } from "../../evidence/own-account";
import { isNarrowed, meansEverybody, type PolicyStatement, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { type Reach, reachOf } from "../../evidence/resource-pattern";

const EXPECTED = "a policy that names actions, and the account or what they are done to";

/** What an endpoint lets through: named actions of this account, or reading what is public by its name. */
export function endpointPolicy(endpoint: Resource, { evidence }: RuleContext): readonly Observation[] {
  const isStorage = /\.s3$/.test(String(endpoint.at("service_name").raw));
  const { resources } = evidence;
  const policies = [
    endpoint.at("policy"),
    ...resources
      .naming(endpoint, "aws_vpc_endpoint_policy", "vpc_endpoint_id")
      .map((holder) => holder.at("policy")),
  ].filter((policy) => !policy.isAbsent && policy.raw !== "");
  if (policies.length === 0) {
    return [fail({ actual: "no policy: the endpoint lets everything through", expected: EXPECTED })];
  }
  return policies.flatMap((policy) => {
    const statements = statementsOf(policy, resources);
    if (statements === undefined) {
      const reason = "the policy is known when it is deployed";
      return [unknown({ actual: `policy = ${policy}`, expected: EXPECTED, reason })];
    }
    const allowed = statements.filter(({ effect }) => effect === "Allow");
    if (allowed.length === 0)
      return [pass({ actual: "the policy lets nothing through", expected: EXPECTED })];
    const foreign = foreignAccounts(allowed, evidence);
    return [
      ...allowed.map(letThrough),
      ...foreign.map((account) => fail({ actual: `it lets account ${account} through`, expected: EXPECTED })),
      ...(isStorage ? allowed.filter(reachesAnybodysBuckets).map(toAnybody) : []),
    ];
  });
}

/** By which what is read on a node is written into a stranger's bucket. */
function reachesAnybodysBuckets({ resources, notResources, conditions }: PolicyStatement): boolean {
  const isOpen =
    notResources.length > 0 || resources.length === 0 || resources.map(bucketReach).includes("everything");
  const isOwned = conditions.some(
    ({ operator, key, values }) =>
      /^aws:Resource(Account|OrgID|OrgPaths)$/i.test(key) &&
      /^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/i.test(operator) &&
      values.length > 0 &&
      values.every((value) => !/^[*?]*$/.test(value)),
  );
  return isOpen && !isOwned;
}

function toAnybody({ sid }: PolicyStatement): Observation {
  return fail({
    actual: `${sid || "a statement"} reaches buckets of every account`,
    expected: "buckets that are named, or whose owner is",
    severity: "warning",
  });
}

function letThrough(statement: PolicyStatement): Observation {
  const { sid, actions, notActions, resources, notResources } = statement;
  const said = {
    actual: `${sid || "a statement"} lets ${actions.join(", ") || `all but ${notActions.join(", ")}`} through`,
    expected: EXPECTED,
  };
  if (notActions.length > 0 || actions.some((action) => /^(\*|[^:]*[*?][^:]*:.*)$/.test(action))) {
    return fail({ ...said, reason: "it names no actions" });
  }
  if (actions.some((action) => /:\*+$/.test(action))) {
    return fail({ ...said, reason: "it is every action of a service", severity: "warning" });
  }
  if (!meansEverybody(statement) || isNarrowed(statement)) return pass(said);
  const reaches =
    notResources.length > 0 || resources.length === 0 ? ["everything"] : resources.map(bucketReach);
  if (reaches.includes("everything"))
    return fail({ ...said, reason: "for everybody, to anybody's resources" });
  if (reaches.includes("unknown"))
    return unknown({ ...said, reason: "to what is known when it is deployed" });
  const isReading = actions.every((action) => /^s3:(Get|List)\w*$/i.test(action));
  return isReading ? pass(said) : fail({ ...said, reason: "everybody may do more than read by it" });
}

/** Objects of a bucket that is named are named by it: what is public there is public as a whole. */
function bucketReach(resource: string): Reach {
  return reachOf(resource.split("/")[0] ?? "");
}
