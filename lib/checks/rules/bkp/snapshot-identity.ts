import { undecided } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups, MACHINES, missing, onHost } from "../../engine/subjects";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";
import { overlap, type PolicyPath, pathsOf } from "../../evidence/vault-policy";
import { type FirstRequest, firstRequests } from "../../host/first-boot";

const SNAPSHOT = "sys/storage/raft/snapshot";
/** Restores whatever it is given. */
const FORCE = "sys/storage/raft/snapshot-force";
const MOST_SECONDS = 900;

export const snapshotIdentity = defineRule<NodeGroup | Resource>({
  id: "BKP-04",
  title: "Whoever takes snapshots can do that and nothing else",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever can write to the path of snapshots replaces all data, policies and tokens included. A token that outlives its errand is found later.",
  remediation:
    "One policy with read on sys/storage/raft/snapshot alone; batch tokens of 15 minutes or less, for the exact role of the nodes.",
  sources: [
    "https://developer.hashicorp.com/vault/api-docs/system/storage/raft#restore-raft-using-a-snapshot",
    "https://developer.hashicorp.com/vault/docs/concepts/tokens#batch-tokens",
  ],
  guide: ["S11", "S37"],
  controls: { soc2: ["CC6.3"], pciDss: ["7.2.5"], iso27001: ["A.8.3"], nist80053: ["AC-6"] },
  claims: [...MACHINES, "vault_aws_auth_backend_role"],
  subjects: (context) => [
    ...clusterGroups(context),
    ...context.evidence.resources
      .ofType("vault_policy")
      .filter((policy) => reaches(policy.at("policy")) !== false),
    ...context.evidence.resources.ofType("vault_aws_auth_backend_role"),
  ],
  notApplicable: "nothing of this stack says who takes snapshots",
  check: (subject, context) => {
    if (subject instanceof NodeGroup)
      return onHost((host) => firstBoot(firstRequests(host), host))(subject, context);
    return subject.type === "vault_policy" ? [policy(subject.at("policy"))] : role(subject, context);
  },
});

type Host = Parameters<typeof missing>[0];

/** What the first boot makes. */
function firstBoot(requests: readonly FirstRequest[] | undefined, host: Host): readonly Observation[] {
  if (requests === undefined) {
    return [missing(host, "what the first boot makes in Vault", "a policy and a role for snapshots")];
  }
  const policies = requests.filter(
    ({ path, body }) => path.startsWith("sys/policies/acl/") && reaches(body.at("policy")) !== false,
  );
  const names = policies.map(({ path }) => path.replace("sys/policies/acl/", ""));
  const roles = requests.filter(
    ({ path, body }) =>
      path.includes("/role/") && body.at("token_policies").items.some((one) => names.includes(String(one))),
  );
  return [
    passIf(policies.length > 0 && roles.length > 0, {
      actual: `${policies.length} policies and ${roles.length} roles for snapshots`,
      expected: "a policy and a role for snapshots",
    }),
    ...policies.map(({ body }) => policy(body.at("policy"))),
    ...roles.flatMap(({ body }) => token(body, body.at("bound_iam_principal_arn"))),
  ];
}

/** Whether a policy reaches what is about snapshots; `undefined` where nobody can say. */
function reaches(value: Value): boolean | undefined {
  return pathsOf(value)?.some(({ path }) => overlap(path, SNAPSHOT) || overlap(path, FORCE));
}

function policy(value: Value): Observation {
  const expected = `read on ${SNAPSHOT} and nothing else`;
  const paths = pathsOf(value);
  if (paths === undefined) {
    return unknown({ actual: `policy = ${value}`, expected, reason: undecided(value) });
  }
  const isExact = paths.length === 1 && paths.every(isRead);
  return passIf(isExact, {
    actual: paths.map(({ path, capabilities }) => `${capabilities.join(", ")} on ${path}`).join("; "),
    expected,
  });
}

function isRead({ path, capabilities }: PolicyPath): boolean {
  return path === SNAPSHOT && capabilities.join() === "read";
}

/** A role inside Vault whose tokens have a policy for snapshots. */
function role(subject: Resource, { evidence }: RuleContext): readonly Observation[] {
  const named = subject.at("token_policies");
  const policies = evidence.resources
    .ofType("vault_policy")
    .filter((one) => reaches(one.at("policy")) === true);
  const hers = policies.filter(
    (one) =>
      named.items.some((item) => item.literal !== undefined && item.literal === one.at("name").literal) ||
      evidence.resources.namedBy(named, "vault_policy").includes(one),
  );
  if (hers.length === 0) {
    return [passIf(true, { actual: "another errand", expected: "roles for snapshots are for nothing else" })];
  }
  return token(subject.attributes, subject.at("bound_iam_principal_arns"));
}

function token(body: Value, bound: Value): readonly Observation[] {
  const type = body.at("token_type");
  const times = ["token_ttl", "token_max_ttl"].map((key) => body.at(key));
  const whose = bound.items.map((item) => String(item));
  const isOpen = whose.length === 0 || whose.some((arn) => /[*?]/.test(arn.replaceAll(/\$\{[^}]*\}/g, "")));
  return [
    type.isAbsent || type.literal !== undefined
      ? passIf(type.literal === "batch", { actual: `token_type = ${type}`, expected: "batch tokens" })
      : unknown({ actual: `token_type = ${type}`, expected: "batch tokens", reason: undecided(type) }),
    ...times.map((time) => {
      const seconds = Number(String(time));
      const said = { actual: `${time.path} = ${time}`, expected: `${MOST_SECONDS} s or less` };
      if (!time.isAbsent && time.literal === undefined) return unknown({ ...said, reason: undecided(time) });
      return time.isAbsent || !(seconds > 0 && seconds <= MOST_SECONDS) ? fail(said) : passIf(true, said);
    }),
    passIf(!isOpen && whose.length === 1, {
      actual: `bound to ${whose.join(", ") || "nobody"}`,
      expected: "the exact role of the nodes",
    }),
  ];
}
