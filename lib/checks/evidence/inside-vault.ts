import { kindMountedAt } from "./engine-mounts";
import type { Evidence } from "./evidence";
import { dataOf } from "./generic-endpoint";
import type { Made } from "./made";
import { madeBy } from "./request";
import { Resource } from "./resource";
import { Resources } from "./resources";
import type { Json } from "./value";

/** Everything that is made inside Vault by Terraform, each resource as it stands. */
export function insideVault({ resources }: Evidence): readonly Resource[] {
  return resources.all.filter(({ type, mode }) => mode === "managed" && type.startsWith("vault_"));
}

const KNOWN = new WeakMap<Evidence, Resources>();

/**
 * Everything that is made inside Vault, by its meaning: what is written to a path of the API is a resource of the type
 * that the provider has for it, beside those that are one.
 */
export function madeInside(evidence: Evidence): Resources {
  let known = KNOWN.get(evidence);
  if (known === undefined) {
    const written = evidence.resources
      .ofType("vault_generic_endpoint")
      .flatMap((endpoint) => asMade(endpoint, evidence) ?? []);
    known = new Resources([...insideVault(evidence), ...written]);
    KNOWN.set(evidence, known);
  }
  return known;
}

/** What an endpoint makes; `undefined` where rules know nothing of its path. */
export function madeByEndpoint(endpoint: Resource, evidence: Evidence): Made | undefined {
  const path = String(endpoint.at("path").raw);
  return madeBy(path, dataOf(endpoint), (mount) => kindMountedAt(mount, evidence));
}

function asMade(endpoint: Resource, evidence: Evidence): Resource | undefined {
  const made = madeByEndpoint(endpoint, evidence);
  if (made === undefined) return undefined;
  const { address, constructPath } = endpoint;
  const attributes = { ...(endpoint.attributes.raw as Record<string, Json>), ...made.attributes };
  return new Resource({
    address,
    type: made.type,
    mode: "managed",
    attributes: attributes as Readonly<Record<string, Json>>,
    ...(constructPath === undefined ? {} : { constructPath }),
  });
}

/** Its audit devices. */
export function auditDevices(evidence: Evidence): readonly Resource[] {
  return madeInside(evidence).ofType("vault_audit");
}

/** Ways to log in, each with its path below `auth/` and its kind. */
export function loginMounts(evidence: Evidence): readonly Resource[] {
  return madeInside(evidence).ofType(
    "vault_auth_backend",
    "vault_jwt_auth_backend",
    "vault_ldap_auth_backend",
    "vault_gcp_auth_backend",
    "vault_github_auth_backend",
    "vault_okta_auth_backend",
    "vault_saml_auth_backend",
    "vault_oci_auth_backend",
  );
}

/** Roles and users of login methods: whoever logs in gets a token as they say. */
export function loginRoles(evidence: Evidence): readonly Resource[] {
  return madeInside(evidence).all.filter(
    ({ type }) =>
      /^vault_.+_auth_backend_(role|group|user)$/.test(type) ||
      ["vault_token_auth_backend_role", "vault_github_team", "vault_github_user"].includes(type),
  );
}

/** Whether a resource mounts a secret engine: as such, or together with what the engine is. */
export function isEngineMount({ type }: Resource): boolean {
  return /^vault_(mount|database_secrets_mount|[a-z0-9]+_secret_backend|terraform_cloud_secret_backend)$/.test(
    type,
  );
}
