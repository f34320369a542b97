import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import type { Rule, RuleContext } from "../../engine/rule";
import { nodeGroups } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { NodeGroup } from "../../evidence/node-group";
import { madeBy } from "../../evidence/request";
import { Resource } from "../../evidence/resource";
import { Resources } from "../../evidence/resources";
import { type Json, Value } from "../../evidence/value";
import { pathsOf } from "../../evidence/vault-policy";
import { type FirstRequest, factsOf } from "../../host/first-boot";
import { hashedAuditLog } from "../aud/hashed-audit-log";
import { nothingDropped } from "../aud/nothing-dropped";
import { safeAuditDeviceOptions } from "../aud/safe-audit-device-options";
import { twoAuditDevices } from "../aud/two-audit-devices";
import { quorumAndHealing } from "../cfg/quorum-and-healing";
import { leastPrivilegePolicies } from "./least-privilege-policies";
import { pinnedLogins } from "./pinned-logins";
import { shortLivedTokens } from "./short-lived-tokens";
import { templatesById } from "./templates-by-id";

/** Rules that judge what a request makes as they judge it where Terraform makes it. */
const AS_TERRAFORM: readonly Rule[] = [
  twoAuditDevices,
  hashedAuditLog,
  nothingDropped,
  safeAuditDeviceOptions,
  leastPrivilegePolicies,
  templatesById,
  shortLivedTokens,
  pinnedLogins,
];

/** What the first boot makes; everything else waits for Terraform. */
const MAKES = new Set([
  "vault_audit",
  "vault_auth_backend",
  "vault_aws_auth_backend_client",
  "vault_aws_auth_backend_role",
  "vault_mount",
  "vault_policy",
  "vault_raft_autopilot",
]);

/** Kinds of methods and engines that the first boot makes. */
const ONLY: Readonly<Record<string, string>> = { vault_auth_backend: "aws", vault_mount: "kv" };

/** Everything that the first boot makes inside Vault, judged as if Terraform made it, and who gets what of it. */
export function laid(
  sent: readonly FirstRequest[],
  group: NodeGroup,
  context: RuleContext,
): readonly Observation[] {
  const facts = factsOf(group);
  const made = sent.map((request) => ({ request, resource: resourceOf(request, facts) }));
  const resources = made.flatMap(({ resource }) => resource ?? []);
  const devices = sent.map(({ path }) => path.startsWith("sys/audit/"));
  return [
    ...none(
      made
        .filter(
          ({ request, resource }) =>
            (resource === undefined && !isCanary(request, sent)) || !["POST", "PUT"].includes(request.method),
        )
        .map(({ request }) => `the first boot sends ${request.method} ${request.path}`),
      "audit devices, policies, the AWS login, autopilot and a canary, and nothing else, before root is gone",
    ),
    passIf(devices.lastIndexOf(true) < 2 && devices[0] === true && devices[1] === true, {
      actual: `the first boot begins with ${sent[0]?.path}, ${sent[1]?.path}`,
      expected: "both audit devices come first",
    }),
    ...AS_TERRAFORM.flatMap((rule) => said(rule, resources, context)),
    ...resources
      .filter(({ type }) => type === "vault_raft_autopilot")
      .flatMap((resource) => quorumAndHealing.check(resource as never, context)),
    ...roles(resources, group, context),
  ];
}

/** What a restore drill looks for: nothing but the number of the cluster's life, in an engine that the first boot makes. */
function isCanary({ path, body }: FirstRequest, sent: readonly FirstRequest[]): boolean {
  const engine = sent.find((one) => path.startsWith(`${one.path.replace(/^sys\/mounts\//, "")}/`));
  return engine?.body.at("type").raw === "kv" && JSON.stringify(body.raw) === '{"life":"@CLUSTER_LIFE@"}';
}

function resourceOf({ path, body }: FirstRequest, facts: ReadonlyMap<string, string>): Resource | undefined {
  const made = madeBy(path, body, () => undefined);
  if (made === undefined || !MAKES.has(made.type)) return undefined;
  if (made.type in ONLY && made.attributes.type !== ONLY[made.type]) return undefined;
  const attributes = filledIn(made.attributes as Readonly<Record<string, Json>>, facts);
  return new Resource({
    address: path,
    type: made.type,
    mode: "managed",
    attributes: attributes as Readonly<Record<string, Json>>,
  });
}

/** Marks such as `@NODE_ROLE_ARN@` become what the deployment hands over. */
function filledIn(value: Json, facts: ReadonlyMap<string, string>): Json {
  if (typeof value === "string")
    return value.replaceAll(/@([A-Z][A-Z0-9_]*)@/g, (mark, name) => facts.get(name) ?? mark);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => filledIn(item, facts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, facts)]));
}

/** What a rule says of what is made, the weight of that rule kept. */
function said(
  rule: Rule,
  resources: readonly Resource[],
  { evidence, ...context }: RuleContext,
): readonly Observation[] {
  const inside: RuleContext = { ...context, evidence: { ...evidence, resources: new Resources(resources) } };
  return rule.subjects(inside).flatMap((subject) =>
    rule.check(subject as never, inside).map((observation) => ({
      severity: rule.severity,
      ...observation,
      actual: `${subject.address || "the first boot"}: ${observation.actual}`,
    })),
  );
}

/** A role of the nodes never gets what makes its holder root, and every policy of a role is one of these. */
function roles(
  resources: readonly Resource[],
  group: NodeGroup,
  context: RuleContext,
): readonly Observation[] {
  const machines = [group, ...nodeGroups(context).filter(({ isDrill }) => isDrill)].flatMap(
    (one) => one.roles,
  );
  const policies = new Map(
    resources
      .filter(({ type }) => type === "vault_policy")
      .map((policy) => [policy.at("name").literal, pathsOf(policy.at("policy")) ?? []]),
  );
  const expected =
    "a role for one AWS role, with policies of the first boot; only Terraform's writes settings";
  return resources
    .filter(({ type }) => type === "vault_aws_auth_backend_role")
    .flatMap((role): readonly Observation[] => {
      const given = role.at("token_policies").items.map(({ literal }) => literal);
      const principals = role.at("bound_iam_principal_arns");
      const isNode = context.evidence.resources
        .namedBy(principals, "aws_iam_role")
        .some((named) => machines.includes(named));
      const foreign = given.filter((name) => name === undefined || !policies.has(name));
      const writes = given.filter((name) =>
        (policies.get(name) ?? []).some(
          ({ path, capabilities }) =>
            path.startsWith("sys/policies/") &&
            capabilities.some((one) => ["create", "update", "patch"].includes(one)),
        ),
      );
      const problems = [
        ...(given.length === 0 ? ["has no policy"] : []),
        ...foreign.map((name) => `has the policy ${String(name)}, which the first boot does not make`),
        ...(isNode ? writes.map((name) => `gives nodes the policy ${String(name)}`) : []),
        ...(role.at("bound_iam_principal_arns").items.length > 1 ? ["is for several AWS roles"] : []),
      ];
      const actual = (problem: string) => `${role.address} ${problem}`;
      if (problems.length > 0) return problems.map((problem) => fail({ actual: actual(problem), expected }));
      return isNode || isConfigurator(principals, group)
        ? [passIf(true, { actual: actual("is for one AWS role"), expected })]
        : [
            unknown({
              actual: actual(`is for ${principals}`),
              expected,
              reason: "who that is cannot be seen here",
            }),
          ];
    });
}

/** Whether the deployment names who runs Terraform so. */
function isConfigurator(principals: Value, group: NodeGroup): boolean {
  const named = new Value("", factsOf(group).get("CONFIGURATOR_ROLE_ARN"));
  return !named.isAbsent && principals.items.every(({ raw }) => raw === named.raw);
}
