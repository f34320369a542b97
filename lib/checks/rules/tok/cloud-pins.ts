import { fits, is } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { type PolicyStatement, speaksOf, statementsOf } from "../../evidence/policy";
import type { Resource } from "../../evidence/resource";
import { directory, EXACT_ARN, each, exact, type Look, ofAws, withTls } from "./looks";

/** Policies of AWS that open an account. */
const ADMIN = /:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;
/** With each of them its holder makes himself whatever he likes. */
const ESCALATES = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreatePolicyVersion",
  "iam:PassRole",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "sts:AssumeRole",
  "kms:Decrypt",
];

/** What engines give out in clouds and clusters, and whom they ask for it. */
export const CLOUD_PINS: Readonly<Record<string, Look>> = {
  vault_aws_secret_backend: (engine) =>
    ["iam_endpoint", "sts_endpoint"].map((name) => ofAws(engine.at(name))),
  vault_aws_secret_backend_role: (role, context) => [
    ...(role.at("role_arns").items.length > 0 ? [exact(role, "role_arns", EXACT_ARN)] : []),
    each(role.at("policy_arns"), "none that opens an account", (arn) => !ADMIN.test(arn)),
    ...narrow(role, context),
  ],
  vault_gcp_secret_roleset: bindings,
  vault_gcp_secret_static_account: bindings,
  vault_azure_secret_backend_role: (role) =>
    role
      .blocks("azure_roles")
      .map((block) =>
        each(
          block.at("role_name"),
          "no administrator",
          (name) => !/^(owner|contributor|user access administrator)$/i.test(name),
        ),
      ),
  vault_kubernetes_secret_backend_role: (role) => [
    exact(role, "allowed_kubernetes_namespaces"),
    fits(role.at("kubernetes_role_name"), "no administrator", (got) => got !== "cluster-admin", {
      whenAbsent: "",
    }),
  ],
  vault_consul_secret_backend: (engine) => [is(engine.at("scheme"), "https")],
  vault_consul_secret_backend_role: (role) => [
    each(role.at("consul_policies"), "no administrator", (name) => name !== "global-management"),
  ],
  vault_nomad_secret_backend: (engine) => [withTls(engine.at("address"))],
  vault_nomad_secret_role: (role) => [
    fits(role.at("type"), "no administrator", (got) => got !== "management", { whenAbsent: "client" }),
  ],
  vault_rabbitmq_secret_backend: (engine) => [withTls(engine.at("connection_uri"))],
  vault_rabbitmq_secret_backend_role: (role) => [
    each(role.at("tags"), "no administrator", (tag) => tag !== "administrator"),
  ],
  vault_mongodbatlas_secret_role: (role) => [
    each(role.at("roles"), "no owner", (name) => !/_OWNER$/.test(name)),
  ],
  vault_ldap_secret_backend: directory,
  vault_ad_secret_backend: directory,
  vault_kmip_secret_backend: (engine) => [
    fits(engine.at("tls_min_version"), "1.2 or newer", (got) => /^tls1[23]$/.test(String(got)), {
      whenAbsent: "tls12",
    }),
  ],
  vault_raft_snapshot_agent_config: (agent) => [
    is(agent.at("aws_s3_disable_tls"), false, { whenAbsent: false }),
    fits(agent.at("storage_type"), "storage that outlives the node", (got) => got !== "local"),
  ],
};

function bindings(account: Resource): readonly Observation[] {
  return account
    .blocks("binding")
    .map((binding) =>
      each(
        binding.at("roles"),
        "no administrator",
        (role) =>
          !/^roles\/(owner|editor|iam\..*admin.*|iam\.serviceAccountTokenCreator|resourcemanager\..*admin)$/i.test(
            role,
          ),
      ),
    );
}

/** A policy of AWS that is written here: no action of all, and nothing on everything by which one becomes more. */
function narrow(role: Resource, { evidence }: RuleContext): readonly Observation[] {
  const written = role.at("policy_document");
  if (written.isAbsent || written.raw === "") return [];
  const statements = statementsOf(written, evidence.resources);
  const expected = "actions and resources that are named";
  if (statements === undefined) {
    const said = { actual: `policy_document = ${written}`, expected };
    return [unknown({ ...said, reason: "what it allows is known when it is deployed" })];
  }
  const wide = statements.filter(({ effect }) => effect === "Allow").filter(isWide);
  return [
    passIf(wide.length === 0, {
      actual:
        wide.length === 0 ? `${statements.length} statements` : "it allows everything, or to become more",
      expected,
    }),
  ];
}

function isWide(statement: PolicyStatement): boolean {
  const isOfAll = statement.resources.some((resource) =>
    /^[*:]*$/.test(resource.replace(/^arn:aws[\w-]*:/, "")),
  );
  return (
    speaksOf(statement, "none:Such") ||
    (ESCALATES.some((action) => speaksOf(statement, action)) &&
      (isOfAll || statement.notResources.length > 0))
  );
}
