import { undecided } from "../../engine/assertions";
import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { type EngineMount, engineMounts } from "../../evidence/engine-mounts";
import type { Evidence } from "../../evidence/evidence";
import { loginMounts, loginRoles, madeByEndpoint, madeInside } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { isRootEqual, policiesGiven, rolesOfTerraform } from "../../evidence/root-equal";
import { type PolicyPath, pathsOf } from "../../evidence/vault-policy";
import { settingsReached } from "../../evidence/vault-settings";

export const leastPrivilegePolicies = defineRule({
  id: "TOK-03",
  title: "Policies of Vault allow what is needed, path by path",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever may write policies, audit devices or login methods is root; sudo on a glob reaches paths that its author never saw; a deny under a broad allow was dodged more than once (CVE-2025-5999, CVE-2026-12624, CVE-2026-3605).",
  remediation:
    "Name paths and capabilities; leave the settings of Vault to the policies that are for them; take sudo off globs and drop deny.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/policies",
    "CVE-2025-5999",
    "CVE-2026-12624",
    "CVE-2024-9180",
  ],
  guide: ["S11"],
  controls: {
    soc2: ["CC6.3"],
    pciDss: ["7.2.1", "7.2.2", "7.3.1"],
    iso27001: ["A.5.15", "A.8.2", "A.8.3"],
    nist80053: ["AC-3", "AC-6"],
  },
  claims: ["vault_policy"],
  subjects: ({ evidence }) => [
    ...madeInside(evidence).ofType("vault_policy"),
    ...loginRoles(evidence),
    // Some methods give policies to all whom they let in.
    ...loginMounts(evidence).filter((mount) => !mount.at("token_policies").isAbsent),
    ...madeInside(evidence).ofType(...IDENTITIES),
    ...evidence.resources
      .ofType("vault_generic_endpoint")
      .filter((one) => madeByEndpoint(one, evidence) === undefined),
  ],
  notApplicable: "this stack has no policy of Vault, and gives nobody any",
  check: (subject: Resource, { evidence }) =>
    subject.type === "vault_policy"
      ? judged(subject, engineMounts(evidence))
      : subject.type === "vault_generic_endpoint"
        ? [written(subject, engineMounts(evidence))]
        : granted(subject, evidence),
});

/** What else policies are given to. */
const IDENTITIES = [
  "vault_identity_entity",
  "vault_identity_entity_policies",
  "vault_identity_group",
  "vault_identity_group_policies",
];

function judged(policy: Resource, mounts: readonly EngineMount[]): readonly Observation[] {
  const name = policy.at("name");
  const paths = pathsOf(policy.at("policy"));
  const expected = "named paths, with the capabilities that are needed";
  if (paths === undefined || (name.literal === undefined && !name.isAbsent)) {
    const hidden = paths === undefined ? policy.at("policy") : name;
    return [unknown({ actual: `${hidden.path} = ${hidden}`, expected, reason: undecided(hidden) })];
  }
  const found = [
    ...nameProblems(String(name.literal ?? "")),
    ...paths.flatMap((one) => problemsOf(one, String(name.literal ?? ""), mounts)),
  ];
  return found.length > 0
    ? found.map((actual) => fail({ actual, expected }))
    : [pass({ actual: `${paths.length} paths`, expected })];
}

/** Paths of a PKI that sign what no role bounds, or give out the key of an authority. */
const UNBOUND =
  /\/(root\/sign-(intermediate|self-issued)|issuer\/[^/]+\/sign-(intermediate|self-issued|verbatim)|sign-verbatim|(root|intermediate)\/generate\/exported|root\/rotate\/exported|issuers\/generate\/(root|intermediate)\/exported|keys\/generate\/exported)(\/|$)/;
/** Policies that come with the cluster: for what is Vault's own, and for nothing that is kept in it. */
const READY = /^hardened-(auditors|metrics|node-lifecycle|operators|snapshots)$/;
/** What engines give out. */
const GIVEN_OUT =
  /^(?!(?:sys|auth|identity)\/).+\/(data|creds|static-creds|sts|decrypt|export|backup|issue|sign)(\/|\*|$)/;

function problemsOf(
  { path, capabilities }: PolicyPath,
  policy: string,
  mounts: readonly EngineMount[],
): readonly string[] {
  const isGlob = /[*+]/.test(path);
  const has = (...wanted: readonly string[]) => wanted.some((one) => capabilities.includes(one));
  const isReader = policy === "hardened-auditors" && !path.startsWith("sys/audit-hash/");
  return [
    ...(/^[+*/]*$/.test(path) ? [`${path} opens everything`] : []),
    ...(/^[^/]*[*+]/.test(path) && !/^[+*/]*$/.test(path) ? [`${path} opens engines of any path`] : []),
    ...(has("sudo") && isGlob ? [`sudo on ${path}`] : []),
    ...(has("deny") ? [`deny on ${path}, which an allow elsewhere may undo`] : []),
    ...(UNBOUND.test(path) && has("update", "create")
      ? [`${path} signs authorities, or anything, or gives out their keys`]
      : []),
    ...(policy === "default" && !/^(sys|auth|identity|cubbyhole)\//.test(path)
      ? [`${path} for everybody: each token has the policy default`]
      : []),
    ...(READY.test(policy) && !/^(sys|auth|identity)\//.test(path)
      ? [`${path} in ${policy}, which is for Vault itself`]
      : []),
    ...(isReader && has("create", "update", "patch", "delete")
      ? [`${capabilities.join(", ")} on ${path} for those who read alone`]
      : []),
    ...(policy === "hardened-terraform" && GIVEN_OUT.test(path)
      ? [`${path} for Terraform, whose state keeps what it is given`]
      : []),
    ...settingsReached({ path, capabilities }, policy, mounts),
  ];
}

/** What is written to a path is no more than what Terraform's own policy is for. */
function written(endpoint: Resource, mounts: readonly EngineMount[]): Observation {
  const path = endpoint.at("path");
  const expected = "a path that Terraform has a policy for";
  const said = { actual: `path = ${path}`, expected };
  if (typeof path.literal !== "string") return unknown({ ...said, reason: undecided(path) });
  const plain = path.literal.replace(/^\//, "");
  const isPart = /^auth\/[^/]+\/(role|users)\/[^/]+\/./.test(plain);
  const beyond = settingsReached({ path: plain, capabilities: ["update"] }, "hardened-terraform", mounts);
  return beyond.length === 0 && !isPart && !UNBOUND.test(plain)
    ? pass(said)
    : fail({ actual: `Terraform writes ${plain}, which its own policy is not for`, expected });
}

/** Who is let in gets what he needs: root's equal is Terraform's own role alone, for one AWS role. */
function granted(role: Resource, evidence: Evidence): readonly Observation[] {
  const expected =
    "policies that make root's equal for the role that Terraform logs in with, and nobody else";
  const given = policiesGiven(role, evidence);
  const equals = given.filter((name) => name !== undefined && isRootEqual(name, evidence));
  const name = ["role", "role_name", "name"]
    .map((key) => role.at(key).literal)
    .find((one) => one !== undefined);
  const isTerraform =
    role.type === "vault_aws_auth_backend_role" &&
    typeof name === "string" &&
    rolesOfTerraform(evidence).has(name) &&
    !equals.includes("root") &&
    role.at("bound_iam_principal_arns").items.length === 1;
  const actual = `${given.map((one) => one ?? "a policy that is not known").join(", ") || "no policy"}`;
  if (equals.length > 0 && !isTerraform) {
    return [fail({ actual: `it gives ${equals.join(", ")}`, expected })];
  }
  return given.includes(undefined)
    ? [unknown({ actual, expected, reason: "which policies it gives is known when it is deployed" })]
    : [pass({ actual, expected })];
}

function nameProblems(name: string): readonly string[] {
  return name === name.trim().toLowerCase() && !["root", ""].includes(name)
    ? []
    : [`the name ${JSON.stringify(name)}, which Vault takes for another`];
}
