import { X509Certificate } from "node:crypto";
import { absent, fits, is, present, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { Evidence } from "../../evidence/evidence";
import { isEngineMount } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { carriesSecret } from "../../evidence/secret-header";
import { Value } from "../../evidence/value";
import { CLOUD_PINS } from "./cloud-pins";
import { DATABASE_PINS } from "./database-pins";
import { ENGINE_PINS } from "./engine-pins";
import { comeBack, IDENTITY_PINS } from "./identity-pins";
import { directory, EXACT_ARN, exact, type Look, ofAws, withTls } from "./looks";

/** How a mount is tuned, in a block or by attributes of its own. */
export function tuneOf(resource: Resource): Value {
  const tune = resource.at("tune");
  if (!tune.isAbsent && tune.items.length > 0) return tune;
  return isEngineMount(resource) ? resource.attributes : new Value("tune", undefined);
}

/** What each type must not leave open. */
export const PINS: Readonly<Record<string, Look>> = {
  vault_auth_backend: (method, { evidence }) => [
    ...mount(method),
    ...(method.at("type").literal === "aws" ? [withClient(method, evidence)] : []),
  ],
  vault_auth_tune: mount,
  vault_mount_tune: mount,
  vault_ldap_auth_backend: (ldap) => [
    ...mount(ldap),
    present(ldap.at("url")),
    ...directory(ldap),
    is(ldap.at("deny_null_bind"), true, { whenAbsent: true }),
  ],
  vault_github_auth_backend: (github) => [...mount(github), withTls(github.at("base_url"))],
  vault_okta_auth_backend: mount,
  vault_oci_auth_backend: mount,
  vault_gcp_auth_backend: mount,
  vault_saml_auth_backend: (saml) => [
    ...mount(saml),
    ...["idp_metadata_url", "idp_sso_url", "acs_urls"].map((name) => withTls(saml.at(name))),
    is(saml.at("verbose_logging"), false, { whenAbsent: false }),
  ],
  vault_kubernetes_auth_backend_role: (role) => [
    exact(role, "bound_service_account_names"),
    exact(role, "bound_service_account_namespaces"),
  ],
  vault_gcp_auth_backend_role: (role) => [
    exact(role, role.at("type").literal === "gce" ? "bound_projects" : "bound_service_accounts"),
  ],
  vault_azure_auth_backend_role: (role) => [
    exact(role, AZURE.find((name) => role.at(name).items.length > 0) ?? "bound_service_principal_ids"),
  ],
  vault_mount: mount,
  vault_jwt_auth_backend: (resource) => [
    ...mount(resource),
    fits(
      firstOf(resource, "oidc_discovery_url", "jwks_url", "bound_issuer"),
      "an issuer with TLS",
      startsWithTls,
    ),
  ],
  vault_aws_auth_backend_client: (client) => [
    present(client.at("iam_server_id_header_value")),
    present(client.at("sts_region")),
    ...["ec2_endpoint", "iam_endpoint", "sts_endpoint"].map((name) => ofAws(client.at(name))),
    ...secretFree(client, "access_key", "secret_key"),
  ],
  vault_aws_auth_backend_role: (role) => [
    exact(role, "bound_iam_principal_arns", EXACT_ARN),
    is(role.at("auth_type"), "iam", { whenAbsent: "iam" }),
  ],
  vault_jwt_auth_backend_role: (role) => [
    exact(role, "bound_audiences", /^[^*?\s][^*?]*$/),
    passIf(
      !role.at("bound_subject").isAbsent ||
        keysOf(role.at("bound_claims")).some((key) => !EVERYBODYS.test(key)),
      {
        actual: "neither bound_subject nor bound_claims, beside what everybody has",
        expected: "a subject, or claims, that only those carry who are meant",
      },
    ),
    fits(role.at("bound_claims_type"), "claims that are compared in full", (got) => got === "string", {
      whenAbsent: "string",
    }),
    ...keysOf(role.at("bound_claims")).map((key) =>
      fits(
        role.at(`bound_claims.${key}`),
        `bound_claims.${key} without a glob`,
        (got) => !/[*?]|^$/.test(String(got)),
      ),
    ),
    fits(role.at("user_claim"), "a claim that its holder cannot choose", (got) => !CHOSEN.test(String(got))),
    is(role.at("verbose_oidc_logging"), false, { whenAbsent: false }),
    ...["clock_skew_leeway", "expiration_leeway", "not_before_leeway"].map((name) =>
      fits(role.at(name), `${name} of at most 300 s`, (got) => Number(got) <= 300, { whenAbsent: 0 }),
    ),
    comeBack(role, "allowed_redirect_uris"),
  ],
  vault_cert_auth_backend_role: (role) => [
    authority(role.at("certificate")),
    passIf(
      NAMES.some((name) => role.at(name).items.length > 0),
      {
        actual: "every certificate of the authority is let in",
        expected: `one of ${NAMES.join(", ")}`,
      },
    ),
  ],
  vault_approle_auth_backend_role: (role) => [
    is(role.at("bind_secret_id"), true, { whenAbsent: true }),
    exact(role, "secret_id_bound_cidrs", NARROW),
    fits(
      role.at("secret_id_ttl"),
      "secret ids that end within a day",
      (got) => Number(got) > 0 && Number(got) <= 86_400,
    ),
  ],
  ...ENGINE_PINS,
  ...DATABASE_PINS,
  ...CLOUD_PINS,
  ...IDENTITY_PINS,
};

/** Claims that every token of an issuer carries. */
const EVERYBODYS = /^\/?(aud|azp|email_verified|exp|iat|iss|nbf|typ)$/;
/** Addresses, or networks no wider than a company's. */
const NARROW =
  /^(\d+(\.\d+){3}(\/([89]|[12]\d|3[0-2]))?|[0-9a-f:]*:[0-9a-f:.]*(\/(1[6-9]|[2-9]\d|1[01]\d|12[0-8]))?)$/i;

/** Claims that people write into their own profile. */
const CHOSEN = /^\/?(|name|given_name|nickname|preferred_username|groups|aud|iss|azp)$/;
const AZURE = [
  "bound_service_principal_ids",
  "bound_group_ids",
  "bound_resource_groups",
  "bound_subscription_ids",
  "bound_scale_sets",
];
const NAMES = [
  "allowed_names",
  "allowed_common_names",
  "allowed_dns_sans",
  "allowed_email_sans",
  "allowed_uri_sans",
];
/** What every mount may leave open, whatever it is. */
export function mount(resource: Resource): readonly Observation[] {
  const blocks = resource.at("dynamic.tune");
  if (!blocks.isAbsent) {
    return [
      unknown({ actual: `tune = ${blocks}`, expected: "a tune that is known", reason: undecided(blocks) }),
    ];
  }
  const tune = tuneOf(resource);
  // A list of several has no attribute of its own.
  return (tune.items.length > 1 ? tune.items : [tune]).flatMap(tuned);
}

function tuned(tune: Value): readonly Observation[] {
  return [
    fits(
      tune.at("listing_visibility"),
      "listing_visibility is hidden",
      (got) => got === "hidden" || got === "",
      { whenAbsent: "hidden" },
    ),
    fits(
      tune.at("passthrough_request_headers"),
      "no header with a secret is handed on",
      (got) =>
        [got]
          .flat()
          .every((name) => !carriesSecret(String(name)) && !/^x-vault-namespace$/i.test(String(name))),
      { whenAbsent: [] },
    ),
  ];
}

function authority(certificate: Value): Observation {
  return fits(certificate, "the certificate of an authority, not of a client", (pem) => {
    try {
      return new X509Certificate(String(pem)).ca;
    } catch {
      return false;
    }
  });
}

/** Without its settings a login with AWS asks for no header with the name of this Vault. */
function withClient(method: Resource, { resources }: Evidence): Observation {
  const path = method.at("path").literal ?? method.at("type").literal;
  const clients = resources
    .ofType("vault_aws_auth_backend_client")
    .filter(
      (client) =>
        resources.namedBy(client.at("backend")).includes(method) ||
        (client.at("backend").isAbsent ? "aws" : client.at("backend").literal) === path,
    );
  return passIf(
    clients.some(({ isCertain }) => isCertain),
    {
      actual: `${clients.length} settings of the login with AWS`,
      expected: "vault_aws_auth_backend_client, with iam_server_id_header_value",
    },
  );
}

function secretFree(resource: Resource, ...attributes: readonly string[]): readonly Observation[] {
  return attributes.map((attribute) => absent(resource.at(attribute)));
}

function firstOf(resource: Resource, ...attributes: readonly string[]): Value {
  return (
    attributes
      .map((attribute) => resource.at(attribute))
      .find((value) => !value.isAbsent && value.raw !== "") ?? resource.at(attributes[0] ?? "")
  );
}

function startsWithTls(got: unknown): boolean {
  return String(got).startsWith("https://");
}

function keysOf(value: Value): readonly string[] {
  return typeof value.raw === "object" && value.raw !== null ? Object.keys(value.raw) : [];
}
