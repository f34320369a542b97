import { undecided } from "../../engine/assertions";
import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { dataOf } from "../../evidence/generic-endpoint";
import { loginRoles, madeInside } from "../../evidence/inside-vault";
import { madeBy } from "../../evidence/request";
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
    ...madeInside(evidence).ofType(...IDENTITIES),
    ...evidence.resources
      .ofType("vault_generic_endpoint")
      .filter((one) => madeBy(String(one.at("path").raw), dataOf(one)) === undefined),
  ],
  notApplicable: "this stack has no policy of Vault, and gives nobody any",
  check: (subject: Resource, { evidence }) =>
    subject.type === "vault_policy"
      ? judged(subject)
      : subject.type === "vault_generic_endpoint"
        ? [written(subject)]
        : granted(subject, evidence),
});

/** What else policies are given to. */
const IDENTITIES = [
  "vault_identity_entity",
  "vault_identity_entity_policies",
  "vault_identity_group",
  "vault_identity_group_policies",
];

function judged(policy: Resource): readonly Observation[] {
  const name = policy.at("name");
  const paths = pathsOf(policy.at("policy"));
  const expected = "named paths, with the capabilities that are needed";
  if (paths === undefined || (name.literal === undefined && !name.isAbsent)) {
    const hidden = paths === undefined ? policy.at("policy") : name;
    return [unknown({ actual: `${hidden.path} = ${hidden}`, expected, reason: undecided(hidden) })];
  }
  const found = [
    ...nameProblems(String(name.literal ?? "")),
    ...paths.flatMap((one) => problemsOf(one, String(name.literal ?? ""))),
  ];
  return found.length > 0
    ? found.map((actual) => fail({ actual, expected }))
    : [pass({ actual: `${paths.length} paths`, expected })];
}

/** Paths of a PKI that sign what no role bounds. */
const SIGNS = /\/(root\/sign-(intermediate|self-issued)|sign-verbatim)(\/|$)/;

function problemsOf({ path, capabilities }: PolicyPath, policy: string): readonly string[] {
  const isGlob = /[*+]/.test(path);
  const has = (capability: string) => capabilities.includes(capability);
  return [
    ...(/^[+*/]*$/.test(path) ? [`${path} opens everything`] : []),
    ...(has("sudo") && isGlob ? [`sudo on ${path}`] : []),
    ...(has("deny") ? [`deny on ${path}, which an allow elsewhere may undo`] : []),
    ...(SIGNS.test(path) && (has("update") || has("create"))
      ? [`${path} signs authorities, or anything`]
      : []),
    ...settingsReached({ path, capabilities }, policy),
  ];
}

/** What is written to a path is no more than what Terraform's own policy is for. */
function written(endpoint: Resource): Observation {
  const path = endpoint.at("path");
  const expected = "a path that Terraform has a policy for";
  const said = { actual: `path = ${path}`, expected };
  if (typeof path.literal !== "string") return unknown({ ...said, reason: undecided(path) });
  const plain = path.literal.replace(/^\//, "");
  const beyond = settingsReached({ path: plain, capabilities: ["update"] }, "hardened-terraform");
  return beyond.length === 0
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
