import { undecided } from "../../engine/assertions";
import { fail, type Observation, pass, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { engineMounts } from "../../evidence/engine-mounts";
import type { Evidence } from "../../evidence/evidence";
import { dataOf } from "../../evidence/generic-endpoint";
import { insideVault } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { isKeptSecret } from "../../evidence/stateful-secrets";
import type { Value } from "../../evidence/value";

export const noSecretsInState = defineRule({
  id: "TOK-09",
  title: "No secret passes through Terraform's state",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "Terraform keeps every attribute in its state in clear, for whoever can read the bucket; a secret that was there once is in all its old versions.",
  remediation:
    "Let people and programs write secrets to Vault themselves; use write-only arguments (*_wo) with ephemeral values for what Terraform must hand over.",
  sources: [
    "https://registry.terraform.io/providers/hashicorp/vault/latest/docs#using-vault-credentials-in-terraform-configuration",
    "https://developer.hashicorp.com/terraform/language/state/sensitive-data",
  ],
  guide: ["S18"],
  controls: {
    soc2: ["CC6.1", "C1.1"],
    pciDss: ["3.3.1", "8.6.2"],
    iso27001: ["A.8.12", "A.5.17"],
    nist80053: ["IA-5(7)", "SC-28"],
  },
  claims: ["vault_audit", "vault_auth_backend", "vault_mount", "vault_policy"],
  subjects: ({ evidence }) =>
    evidence.resources.all.filter(
      ({ type, mode }) =>
        type.startsWith("vault_") ||
        (mode === "data" && READ_BESIDE.test(type) && insideVault(evidence).length > 0),
    ),
  notApplicable: "nothing of this stack is inside Vault",
  check: (resource: Resource, { evidence }): readonly Observation[] => {
    const expected = "no secret in the state";
    const found = [...secretsIn(resource, evidence), ...handedOver(resource, evidence)];
    if (found.length > 0) return found.map((actual) => fail({ actual, expected }));
    const hidden = ["data_json", "path"]
      .map((name) => resource.at(name))
      .find((value) => resource.type === "vault_generic_endpoint" && !value.isAbsent && !value.isKnown);
    return [
      hidden === undefined
        ? pass({ actual: "it carries no secret", expected })
        : unknown({ actual: `${hidden.path} = ${hidden}`, expected, reason: undecided(hidden) }),
    ];
  },
});

/** Secrets of AWS that are read; a parameter that AWS publishes is none. */
const READ_BESIDE = /^aws_(secretsmanager_secret_version|secretsmanager_random_password|kms_secrets)$/;

/** Types that are secrets. */
const SECRETS =
  /^vault_(generic_secret|kv_secret|kv_secret_v2|token|approle_auth_backend_role_secret_id|(approle|aws)_auth_backend_login|pki_secret_backend_cert|pki_secret_backend_acme_eab|.+_(access_credentials|access_token|creds))$/;
/** Data sources that are secrets. */
const READ =
  /^vault_(generic_secret|kv_secret.*|.+_credentials|.+_(access_token|token|creds)|transit_(de|en)crypt|transform_(de|en)code)$/;
/** Attributes that are secrets wherever they stand. */
const ATTRIBUTE =
  /^(password|secret_key|secret_id|client_secret|oidc_client_secret|private_key|token|tls_key|client_tls_key|secret_access_key|aws_secret_access_key|azure_account_key|google_service_account_key|access_token|api_token|keytab|service_account_jwt|bindpass|pem_bundle|credentials|token_reviewer_jwt)$/;
/** Types whose attributes of such a name are none. */
const HARMLESS = new Set(["vault_quota_rate_limit"]);

/** What a resource is given from something that keeps it in the state. */
function handedOver(resource: Resource, { resources }: Evidence): readonly string[] {
  if (resource.mode === "data") return [];
  return resource.attributes.references
    .filter(({ address, attribute }) =>
      resources
        .resolve({ address, attribute })
        .some((one) => isKeptSecret(one, attribute.split(".")[0] ?? "")),
    )
    .map(({ address, attribute }) => `${address}.${attribute} is kept in the state`);
}

function secretsIn(resource: Resource, evidence: Evidence): readonly string[] {
  const { type, mode } = resource;
  if (mode === "data") {
    return READ.test(type) || READ_BESIDE.test(type) ? ["it reads a secret into the state"] : [];
  }
  if (type === "vault_identity_oidc_client" && resource.at("client_type").literal !== "public") {
    return ["the secret of a confidential client is kept in the state"];
  }
  if (SECRETS.test(type)) return [`${type} keeps a secret in the state`];
  if (
    /_(root_cert|intermediate_cert_request|backend_key)$/.test(type) &&
    resource.at("type").literal === "exported"
  )
    return ["the key of an authority is kept in the state"];
  if (type === "vault_generic_endpoint") return endpoint(resource, evidence);
  return HARMLESS.has(type) ? [] : attributesIn(resource.attributes, 0);
}

function attributesIn(value: Value, depth: number): readonly string[] {
  const { raw } = value;
  if (depth > 4 || typeof raw !== "object" || raw === null) return [];
  if (Array.isArray(raw)) return value.items.flatMap((item) => attributesIn(item, depth + 1));
  return Object.keys(raw).flatMap((key) => {
    const inner = value.at(key);
    if (key === "connection_url" && /:\/\/[^/@:]+:[^@{]+@/.test(String(inner.raw)))
      return [`the password in ${inner.path} is kept in the state`];
    if (ATTRIBUTE.test(key) && !inner.isAbsent && inner.raw !== "")
      return [`${inner.path} is kept in the state`];
    return attributesIn(inner, depth + 1);
  });
}

/** What is written to an endpoint is kept, and so is what is asked back. */
function endpoint(resource: Resource, evidence: Evidence): readonly string[] {
  const path = String(resource.at("path").raw).replaceAll(/^\/+|\/+$/g, "");
  const isSecret =
    WRITTEN.test(path) ||
    NAMED.test(String(resource.at("data_json").raw)) ||
    attributesIn(dataOf(resource), 0).length > 0 ||
    isKeyAndValue(path, evidence);
  return [
    ...(resource.at("write_fields").items.length > 0
      ? ["write_fields keeps what Vault answers in the state"]
      : []),
    ...(isSecret ? [`what is written to ${path} is kept in the state`] : []),
  ];
}

/** Paths that take secrets. */
const WRITTEN =
  /^auth\/[^/]+\/users\/|\/(data|login)\/|\/(custom-)?secret-id$|^(sys\/(init|unseal|rekey|generate-root|wrapping)|auth\/token\/create|cubbyhole\/)/;
/** Secrets by their names, also where the rest is not known. */
const NAMED = /"(password|secret_id|secret|token|private_key|client_secret|oidc_client_secret|secret_key)"/;

/** Whether a path is that of a secret in an engine of keys and values. */
function isKeyAndValue(path: string, evidence: Evidence): boolean {
  return engineMounts(evidence).some(
    (mount) =>
      mount.kind === "kv" &&
      path.startsWith(`${mount.path}/`) &&
      !/^(config$|metadata\/|delete\/|undelete\/|destroy\/)/.test(path.slice(mount.path.length + 1)),
  );
}
