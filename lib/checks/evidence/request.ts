import { engineMake } from "./engine-request";
import { type Made, type Make, makes } from "./made";
import type { Json, Value } from "./value";

/** Paths of the API, the name in them, and the mount where there is one. */
const MAKES: readonly (readonly [path: RegExp, make: Make])[] = [
  [/^sys\/audit\/(?<name>.+)$/, makes("vault_audit", "path")],
  [/^sys\/config\/auditing\/request-headers\/(?<name>[^/]+)$/, makes("vault_audit_request_header", "name")],
  [
    /^sys\/(policies\/acl|policy)\/(?<name>.+)$/,
    makes("vault_policy", "name", (body) => ({ policy: body.at("policy").raw ?? body.at("rules").raw })),
  ],
  [/^sys\/policies\/password\/(?<name>.+)$/, makes("vault_password_policy", "name")],
  [
    /^sys\/(mounts\/)?auth\/(?<name>.+)\/tune$/,
    makes("vault_auth_tune", "path", (body) => ({ tune: [body.raw ?? null] })),
  ],
  [
    /^sys\/mounts\/(?<name>.+)\/tune$/,
    makes("vault_mount_tune", "path", (body) => ({ tune: [body.raw ?? null] })),
  ],
  [
    /^sys\/(mounts\/)?auth\/(?<name>.+)$/,
    makes("vault_auth_backend", "path", (body) => ({ tune: [body.at("config").raw ?? null] })),
  ],
  [
    /^sys\/mounts\/(?<name>.+)$/,
    makes("vault_mount", "path", (body) => ({ tune: [body.at("config").raw ?? null] })),
  ],
  [/^sys\/quotas\/rate-limit\/(?<name>[^/]+)$/, makes("vault_quota_rate_limit", "name")],
  [/^sys\/storage\/raft\/autopilot\/configuration$/, makes("vault_raft_autopilot", "name")],
  [/^identity\/(entity|group)(\/(id|name)\/.*)?$/, makes("vault_identity_group", "id")],
  [
    /^identity\/mfa\/method\/totp(\/(?<name>(?!admin-)[^/]+))?$/,
    makes("vault_identity_mfa_totp", "method_id"),
  ],
  [
    /^identity\/mfa\/login-enforcement\/(?<name>[^/]+)$/,
    makes("vault_identity_mfa_login_enforcement", "name"),
  ],
  [/^auth\/token\/roles\/(?<name>[^/]+)$/, makes("vault_token_auth_backend_role", "role_name")],
  [/^auth\/(?<mount>.+)\/config\/client$/, makes("vault_aws_auth_backend_client", "name")],
  [/^auth\/(?<mount>.+)\/config(\/ldap)?$/, (body, name, mount) => configOf(body)(body, name, mount)],
  [
    /^auth\/(?<mount>.+)\/map\/(teams|users)\/(?<name>[^/]+)$/,
    makes("vault_github_team", "team", (body) => ({ policies: body.at("value").raw })),
  ],
  [/^auth\/(?<mount>[^/]+)\/role\/(?<name>[^/]+)$/, (body, name, mount) => roleOf(body)(body, name, mount)],
  [/^auth\/(?<mount>[^/]+)\/users\/(?<name>[^/]+)$/, makes("vault_userpass_auth_backend_user", "username")],
  [/^auth\/(?<mount>[^/]+)\/groups\/(?<name>[^/]+)$/, makes("vault_ldap_auth_backend_group", "groupname")],
  [/^auth\/(?<mount>[^/]+)\/certs\/(?<name>[^/]+)$/, makes("vault_cert_auth_backend_role", "name")],
];

/** A role of a login method, told by what only that kind of role has. */
function roleOf(body: Value): Make {
  const has = (...names: readonly string[]) => names.some((name) => !body.at(name).isAbsent);
  if (has("bound_audiences", "user_claim")) return makes("vault_jwt_auth_backend_role", "role_name");
  if (has("bind_secret_id", "secret_id_ttl")) return makes("vault_approle_auth_backend_role", "role_name");
  return makes("vault_aws_auth_backend_role", "role", ({ raw }) => ({
    bound_iam_principal_arns: (raw as Record<string, Json>).bound_iam_principal_arn,
  }));
}

/** How a login method is configured, told by what only that kind has. The method itself is another request. */
function configOf(body: Value): Make {
  const has = (...names: readonly string[]) => names.some((name) => !body.at(name).isAbsent);
  if (has("kubernetes_host")) return makes("vault_kubernetes_auth_backend_config", "name");
  if (has("org_name", "bypass_okta_mfa")) return makes("vault_okta_auth_config", "name");
  if (has("url", "binddn", "userdn", "insecure_tls")) return makes("vault_ldap_auth_config", "name");
  if (has("oidc_discovery_url", "jwks_url", "jwks_pairs", "jwt_validation_pubkeys")) {
    return makes("vault_jwt_auth_config", "name");
  }
  return makes("vault_auth_config", "name");
}

/**
 * What a request to a path makes; `undefined` where rules know nothing of it.
 *
 * @param kindAt tells what engine is mounted at a path, where that is known
 */
export function madeBy(
  path: string,
  body: Value,
  kindAt: (mount: string) => string | undefined,
): Made | undefined {
  if (typeof body.raw !== "object" || body.raw === null || Array.isArray(body.raw)) return undefined;
  const plain = path.replaceAll(/\/+/g, "/").replaceAll(/^\/|\/$/g, "");
  for (const [pattern, make] of MAKES) {
    const found = pattern.exec(plain);
    if (found !== null) return make(body, found.groups?.name ?? "", found.groups?.mount ?? "");
  }
  return /^(sys|auth|identity|cubbyhole)(\/|$)/.test(plain) ? undefined : madeByEngine(plain, body, kindAt);
}

/** Mounts may have slashes in their paths: the longest that is known counts, else the first word. */
function madeByEngine(
  path: string,
  body: Value,
  kindAt: (mount: string) => string | undefined,
): Made | undefined {
  const words = path.split("/");
  const lengths = words.map((_, index) => index).filter((length) => length > 0);
  const known = lengths.reverse().find((length) => kindAt(words.slice(0, length).join("/")) !== undefined);
  const mount = words.slice(0, known ?? 1).join("/");
  const found = engineMake(kindAt(mount), words.slice(known ?? 1).join("/"), body);
  return found?.[0](body, found[1], mount);
}
