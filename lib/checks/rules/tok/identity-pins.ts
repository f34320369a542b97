import { absent, fits, is, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { Resource } from "../../evidence/resource";
import type { Json } from "../../evidence/value";
import { hclToJson } from "../../host/hcl";
import { directory, each, exact, type Look, withTls } from "./looks";

/** Fewest characters of a password, and fewest bits that somebody must guess. */
const LEAST_LENGTH = 12;
const LEAST_BITS = 64;

/** Who vouches for people and programs, and with what. */
export const IDENTITY_PINS: Readonly<Record<string, Look>> = {
  vault_password_policy: (policy) => [hardToGuess(policy)],
  vault_identity_oidc: (oidc) => [withTls(oidc.at("issuer"))],
  vault_identity_oidc_provider: (provider) => [
    is(provider.at("https_enabled"), true, { whenAbsent: true }),
    withTls(provider.at("issuer")),
  ],
  vault_identity_oidc_client: (client) => [comeBack(client, "redirect_uris")],
  vault_saml_auth_backend_role: (role) => [
    passIf(role.at("bound_subjects").items.length > 0 || !role.at("bound_attributes").isAbsent, {
      actual: "neither bound_subjects nor bound_attributes",
      expected: "subjects, or attributes, that only those carry who are meant",
    }),
    each(role.at("bound_subjects"), "each in full", (one) => !/[*?]/.test(one)),
    fits(role.at("bound_attributes"), "values in full", (got) => !/[*?]/.test(JSON.stringify(got)), {
      whenAbsent: "",
    }),
  ],
  vault_kubernetes_auth_backend_config: (config) => [withTls(config.at("kubernetes_host"))],
  vault_alicloud_auth_backend_role: (role) => [exact(role, "arn")],
  vault_oci_auth_backend_role: (role) => [exact(role, "ocid_list")],
  vault_spiffe_auth_backend_config: (config) => [withTls(config.at("endpoint_url"))],
  vault_spiffe_auth_backend_role: (role) => [exact(role, "workload_id_patterns", /[^*+/]/)],
  vault_jwt_auth_config: (config) => [
    ...["oidc_discovery_url", "jwks_url"].map((name) => withTls(config.at(name))),
    ...config.blocks("jwks_pairs").map((pair) => withTls(pair.at("jwks_url"))),
  ],
  vault_ldap_auth_config: (config) => [
    ...directory(config),
    is(config.at("deny_null_bind"), true, { whenAbsent: true }),
  ],
  vault_okta_auth_config: (config) => [is(config.at("bypass_okta_mfa"), false, { whenAbsent: false })],
  vault_auth_config: (config) => [
    is(config.at("disable_binding"), false, { whenAbsent: false }),
    withTls(config.at("base_url")),
    absent(config.at("dev_mode")),
  ],
};

/** Addresses to come back to: with TLS, or of this machine. */
export function comeBack(resource: Resource, attribute: string): Observation {
  return each(resource.at(attribute), "an address to come back to with TLS, or of this machine", (uri) =>
    /^(https:\/\/[^*]+|http:\/\/(localhost|127\.0\.0\.1):[^*]+)$/.test(uri),
  );
}

/** Passwords that Vault makes: what nobody guesses in the time that they hold. */
function hardToGuess(policy: Resource): Observation {
  const text = policy.at("policy");
  const expected = `${LEAST_LENGTH} characters and ${LEAST_BITS} bits, or more`;
  if (!text.isAbsent && !text.isKnown) {
    return unknown({ actual: `policy = ${text}`, expected, reason: undecided(text) });
  }
  const read = parsed(String(text.literal ?? ""));
  const length = Number(valuesOf(read, "length")[0]);
  const characters = new Set(
    valuesOf(read, "charset")
      .filter((one) => typeof one === "string")
      .join(""),
  );
  const bits = Math.floor(length * Math.log2(Math.max(characters.size, 1)));
  return passIf(length >= LEAST_LENGTH && bits >= LEAST_BITS, {
    actual: Number.isNaN(bits)
      ? `policy = ${text}`
      : `${length} of ${characters.size} characters: ${bits} bits`,
    expected,
  });
}

function parsed(text: string): Json {
  const json = text.trimStart().startsWith("{") ? text : hclToJson(text);
  try {
    return JSON.parse(json ?? "null") as Json;
  } catch {
    return null;
  }
}

/** What stands under a key, wherever that is. */
function valuesOf(value: Json, key: string): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, inner]) => [
    ...(name === key && typeof inner !== "object" ? [inner] : []),
    ...valuesOf(inner, key),
  ]);
}
