import { X509Certificate } from "node:crypto";
import { absent, fits, is, present, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import type { Resource } from "../../evidence/resource";
import { hasOpenExpression, withoutExpressions } from "../../evidence/resource-pattern";
import { Value } from "../../evidence/value";
import { ENGINE_PINS } from "./engine-pins";

type Look = (resource: Resource, context: RuleContext) => readonly Observation[];

/** How a mount is tuned, in a block or by attributes of its own. */
export function tuneOf(resource: Resource): Value {
  const tune = resource.at("tune");
  if (!tune.isAbsent && tune.items.length > 0) return tune;
  return resource.type === "vault_mount" ? resource.attributes : new Value("tune", undefined);
}

/** What each type must not leave open. */
export const PINS: Readonly<Record<string, Look>> = {
  vault_auth_backend: mount,
  vault_auth_tune: mount,
  vault_mount_tune: mount,
  vault_ldap_auth_backend: (ldap) => [
    ...mount(ldap),
    fits(ldap.at("url"), "an address with TLS", (got) =>
      String(got)
        .split(",")
        .every((url) => /^\s*ldaps:\/\//i.test(url) || String(ldap.at("starttls").raw) === "true"),
    ),
    is(ldap.at("insecure_tls"), false, { whenAbsent: false }),
    is(ldap.at("deny_null_bind"), true, { whenAbsent: true }),
  ],
  vault_kubernetes_auth_backend_role: (role) => [
    exact(role, "bound_service_account_names", /^[^*?]+$/),
    exact(role, "bound_service_account_namespaces", /^[^*?]+$/),
  ],
  vault_gcp_auth_backend_role: (role) => [
    exact(role, role.at("type").literal === "gce" ? "bound_projects" : "bound_service_accounts", /^[^*?]+$/),
  ],
  vault_azure_auth_backend_role: (role) => [
    exact(
      role,
      AZURE.find((name) => role.at(name).items.length > 0) ?? "bound_service_principal_ids",
      /^[^*?]+$/,
    ),
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
    passIf(!role.at("bound_subject").isAbsent || keysOf(role.at("bound_claims")).length > 0, {
      actual: "neither bound_subject nor bound_claims",
      expected: "a subject, or claims, that only those carry who are meant",
    }),
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
    ...role
      .at("allowed_redirect_uris")
      .items.map((uri) =>
        fits(uri, "an address to come back to with TLS, or of this machine", (got) =>
          /^(https:\/\/[^*]+|http:\/\/(localhost|127\.0\.0\.1):[^*]+)$/.test(String(got)),
        ),
      ),
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
    exact(role, "secret_id_bound_cidrs", /^(?!.*\/0$)[0-9a-f.:]+(\/\d+)?$/i),
    fits(
      role.at("secret_id_ttl"),
      "secret ids that end within a day",
      (got) => Number(got) > 0 && Number(got) <= 86_400,
    ),
  ],
  ...ENGINE_PINS,
};

/** Claims that people write into their own profile. */
const CHOSEN = /^(|name|given_name|nickname|preferred_username|groups|aud|iss|azp)$/;
const EXACT_ARN = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(role|user|assumed-role)\/[^*?]+$/;
/** Who answers for AWS decides who logs in. An expression may stand for a region. */
const OF_AWS = /^(|https:\/\/(sts|iam|ec2)([.-][a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|api\.aws)\/?)$/;
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
/** Headers that must never reach a plugin (CVE-2026-4525). */
const PASSED = /^(authorization|cookie|x-vault-token|x-vault-namespace)$/i;

function mount(resource: Resource): readonly Observation[] {
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
      (got) => [got].flat().every((name) => !PASSED.test(String(name))),
      { whenAbsent: [] },
    ),
  ];
}

function exact(resource: Resource, attribute: string, pattern: RegExp): Observation {
  const value = resource.at(attribute);
  const said = { actual: `${attribute} = ${value}`, expected: `${attribute} names each in full` };
  const isRefused = ({ literal }: Value) => literal !== undefined && !pattern.test(String(literal));
  if (value.items.length === 0 || value.items.some(isRefused)) return passIf(false, said);
  // What refers to a resource names one; what a variable holds is anything.
  const isOpen = value.items.some(
    (item) => !item.isKnown && item.references.every(({ address }) => /^(var|local)\./.test(address)),
  );
  return isOpen ? unknown({ ...said, reason: undecided(value) }) : passIf(true, said);
}

/** An address of AWS; what refers to a resource may stand for a part of it, what a variable holds may be anything. */
function ofAws(address: Value): Observation {
  const text = address.isAbsent ? "" : String(address.raw);
  const said = {
    actual: `${address.path} = ${address}`,
    expected: `${address.path} is an address of AWS itself, with TLS`,
  };
  const written = withoutExpressions(text);
  const isOfAws = OF_AWS.test(written.replaceAll(/[^ -~]/g, "x"));
  const isOpen = hasOpenExpression(text) && (isOfAws || written.length === 1);
  return isOpen ? unknown({ ...said, reason: undecided(address) }) : passIf(isOfAws, said);
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
