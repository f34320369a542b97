import type { Json, Value } from "./value";

/** What a request to Vault's API makes, in the words of Vault's provider. */
export interface Made {
  readonly type: string;
  readonly attributes: Readonly<Record<string, Json | undefined>>;
}

type Make = (body: Value, name: string, mount: string) => Made;

const of =
  (
    type: string,
    named: string,
    also: (body: Value) => Readonly<Record<string, Json | undefined>> = () => ({}),
  ): Make =>
  (body, name, mount) => ({
    type,
    attributes: { ...(body.raw as Record<string, Json>), ...also(body), backend: mount, [named]: name },
  });

/** Paths of the API, the name in them, and the mount where there is one. */
const MAKES: readonly (readonly [path: RegExp, make: Make])[] = [
  [/^sys\/audit\/(?<name>.+)$/, of("vault_audit", "path")],
  [/^sys\/config\/auditing\/request-headers\/(?<name>[^/]+)$/, of("vault_audit_request_header", "name")],
  [
    /^sys\/(policies\/acl|policy)\/(?<name>.+)$/,
    of("vault_policy", "name", (body) => ({ policy: body.at("policy").raw ?? body.at("rules").raw })),
  ],
  [
    /^sys\/(mounts\/)?auth\/(?<name>.+)\/tune$/,
    of("vault_auth_tune", "path", (body) => ({ tune: [body.raw ?? null] })),
  ],
  [
    /^sys\/mounts\/(?<name>.+)\/tune$/,
    of("vault_mount_tune", "path", (body) => ({ tune: [body.raw ?? null] })),
  ],
  [
    /^sys\/(mounts\/)?auth\/(?<name>[^/]+)$/,
    of("vault_auth_backend", "path", (body) => ({ tune: [body.at("config").raw ?? null] })),
  ],
  [
    /^sys\/mounts\/(?<name>[^/]+)$/,
    of("vault_mount", "path", (body) => ({ tune: [body.at("config").raw ?? null] })),
  ],
  [/^sys\/quotas\/rate-limit\/(?<name>[^/]+)$/, of("vault_quota_rate_limit", "name")],
  [/^sys\/storage\/raft\/autopilot\/configuration$/, of("vault_raft_autopilot", "name")],
  [/^identity\/(entity|group)(\/.*)?$/, of("vault_identity_group", "id")],
  [/^auth\/token\/roles\/(?<name>[^/]+)$/, of("vault_token_auth_backend_role", "role_name")],
  [/^auth\/(?<mount>[^/]+)\/config\/client$/, of("vault_aws_auth_backend_client", "name")],
  [/^auth\/(?<mount>[^/]+)\/role\/(?<name>[^/]+)$/, (body, name, mount) => roleOf(body)(body, name, mount)],
  [/^auth\/(?<mount>[^/]+)\/users\/(?<name>[^/]+)$/, of("vault_userpass_auth_backend_user", "username")],
  [/^auth\/(?<mount>[^/]+)\/groups\/(?<name>[^/]+)$/, of("vault_ldap_auth_backend_group", "groupname")],
  [/^(?<mount>[^/]+)\/config\/acme$/, of("vault_pki_secret_backend_config_acme", "name")],
  [/^(?<mount>[^/]+)\/config\/crl$/, of("vault_pki_secret_backend_crl_config", "name")],
  [/^auth\/(?<mount>[^/]+)\/certs\/(?<name>[^/]+)$/, of("vault_cert_auth_backend_role", "name")],
];

/** A role of a login method, told by what only that kind of role has. */
function roleOf(body: Value): Make {
  const has = (...names: readonly string[]) => names.some((name) => !body.at(name).isAbsent);
  if (has("bound_audiences", "user_claim")) return of("vault_jwt_auth_backend_role", "role_name");
  if (has("bind_secret_id", "secret_id_ttl")) return of("vault_approle_auth_backend_role", "role_name");
  return of("vault_aws_auth_backend_role", "role", ({ raw }) => ({
    bound_iam_principal_arns: (raw as Record<string, Json>).bound_iam_principal_arn,
  }));
}

/** What a request to a path makes; `undefined` where rules know nothing of it. */
export function madeBy(path: string, body: Value): Made | undefined {
  if (typeof body.raw !== "object" || body.raw === null || Array.isArray(body.raw)) return undefined;
  const plain = path.replaceAll(/\/+/g, "/").replaceAll(/^\/|\/$/g, "");
  for (const [pattern, make] of MAKES) {
    const found = pattern.exec(plain);
    if (found !== null) return make(body, found.groups?.name ?? "", found.groups?.mount ?? "");
  }
  return undefined;
}
