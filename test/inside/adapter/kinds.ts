import type { Json } from "../vault-client";

/** Arguments of a resource, with everything that it refers to put in. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A request that makes or changes a resource. */
export interface Write {
  readonly path: string;
  readonly body: Json;
}

/** How one type of resource stands in Vault's API. */
export interface Kind {
  /** Whether it is settings that are there before anybody writes them. @default false */
  readonly always?: boolean;
  /** What makes it, in order. */
  readonly make: (given: Arguments) => readonly Write[];
  /** What changes it. @default - what makes it */
  readonly change?: (given: Arguments) => readonly Write[];
  /** Where it is read; nowhere where it cannot be. */
  readonly at: (given: Arguments, known: Arguments) => string | undefined;
  /** What of the answer is it. @default - all of its data */
  readonly seen?: (data: Json, given: Arguments) => Json | undefined;
  /** What it must be read as. @default - the bodies of what makes it, together */
  readonly wanted?: (given: Arguments) => Json;
  /** What others may refer to: out of the answer to its making, or of what is read. @default - nothing */
  readonly tells?: (answer: Json) => Json;
}

const META = ["depends_on", "lifecycle", "provider", "//"];
const text = (value: unknown) => String(value);

/** The arguments but for those that stand in the path, some under another name. */
function body(
  given: Arguments,
  without: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Json {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !META.includes(name) && !without.includes(name))
      .map(([name, value]) => [renamed[name] ?? name, value]),
  );
}

/** A type that is written to and read from one path, by the names that it has in Terraform. */
function plain(
  pathOf: (given: Arguments) => string,
  without: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Kind {
  return {
    make: (given) => [{ path: pathOf(given), body: body(given, without, renamed) }],
    at: pathOf,
  };
}

const login: Kind = {
  make: ({ path, type, description = "", tune }) => [
    { path: `sys/auth/${path}`, body: { type, description, config: (tune as readonly Json[])[0] } },
  ],
  change: ({ path, tune }) => [
    { path: `sys/mounts/auth/${path}/tune`, body: (tune as readonly Json[])[0] ?? {} },
  ],
  at: ({ path }) => `sys/mounts/auth/${path}`,
  tells: ({ accessor }) => ({ accessor }),
};

const jwtConfig = ({ path, ...given }: Arguments): Write => ({
  path: `auth/${path}/config`,
  body: body(given, ["type", "tune"]),
});

const transitConfig = ({
  backend,
  name,
  deletion_allowed,
  exportable,
  allow_plaintext_backup,
}: Arguments) => ({
  path: `${backend}/keys/${name}/config`,
  body: { deletion_allowed, exportable, allow_plaintext_backup },
});

/** The types that the library emits, by their name. */
export const KINDS: Readonly<Record<string, Kind>> = {
  vault_approle_auth_backend_role: plain(
    ({ backend, role_name }) => `auth/${backend}/role/${role_name}`,
    ["backend", "role_name"],
  ),
  vault_audit: {
    make: ({ path, type, description, options }) => [
      { path: `sys/audit/${path}`, body: { type, description, options } },
    ],
    at: () => "sys/audit",
    seen: (data, { path }) => data[`${path}/`] as Json | undefined,
  },
  vault_audit_request_header: {
    ...plain(({ name }) => `sys/config/auditing/request-headers/${name}`, ["name"]),
    seen: (data, { name }) => data[text(name)] as Json | undefined,
  },
  vault_auth_backend: login,
  vault_aws_auth_backend_client: plain(({ backend }) => `auth/${backend}/config/client`, ["backend"]),
  vault_aws_auth_backend_role: plain(
    ({ backend, role }) => `auth/${backend}/role/${role}`,
    ["backend", "role"],
    { bound_iam_principal_arns: "bound_iam_principal_arn" },
  ),
  vault_cert_auth_backend_role: plain(
    ({ backend, name }) => `auth/${backend}/certs/${name}`,
    ["backend", "name"],
  ),
  vault_database_secret_backend_connection: {
    make: (given) => [
      {
        path: `${given.backend}/config/${given.name}`,
        body: {
          ...body(given, ["backend", "name", "postgresql"]),
          plugin_name: "postgresql-database-plugin",
          ...body(given.postgresql as Arguments, ["password_wo_version"], { password_wo: "password" }),
        },
      },
    ],
    at: ({ backend, name }) => `${backend}/config/${name}`,
    seen: ({ connection_details: details, ...data }) => ({ ...data, ...(details as Json) }),
    // What is only written is not read; the check of the connection is no setting.
    wanted: (given) => ({
      allowed_roles: given.allowed_roles,
      ...body(given.postgresql as Arguments, ["password_wo", "password_wo_version"]),
    }),
  },
  vault_database_secret_backend_role: plain(
    ({ backend, name }) => `${backend}/roles/${name}`,
    ["backend", "name"],
  ),
  vault_generic_endpoint: {
    make: ({ path, data_json: data }) => [{ path: text(path), body: JSON.parse(text(data)) as Json }],
    always: true,
    at: ({ path, disable_read: never }) => (never === true ? undefined : text(path)),
    // As the provider does it for `ignore_absent_fields`: what Vault does not tell is not compared.
    seen: (data, { data_json: wanted }) => ({ ...(JSON.parse(text(wanted)) as Json), ...data }),
  },
  vault_identity_mfa_login_enforcement: plain(
    ({ name }) => `identity/mfa/login-enforcement/${name}`,
    ["name"],
  ),
  vault_identity_mfa_totp: {
    make: (given) => [{ path: "identity/mfa/method/totp", body: body(given, []) }],
    at: (_, { method_id: id }) => (id === undefined ? undefined : `identity/mfa/method/totp/${id}`),
    tells: ({ method_id: id, id: read }) => ({ method_id: id ?? read }),
  },
  vault_jwt_auth_backend: {
    make: (given) => [...login.make(given), jwtConfig(given)],
    change: (given) => [jwtConfig(given)],
    at: ({ path }) => `auth/${path}/config`,
    wanted: (given) => jwtConfig(given).body,
  },
  vault_jwt_auth_backend_role: plain(
    ({ backend, role_name }) => `auth/${backend}/role/${role_name}`,
    ["backend", "role_name"],
  ),
  vault_kv_secret_backend_v2: { always: true, ...plain(({ mount }) => `${mount}/config`, ["mount"]) },
  vault_mount: {
    make: ({ path, type, description = "", options, ...given }) => [
      {
        path: `sys/mounts/${path}`,
        body: {
          type,
          description,
          ...(options === undefined ? {} : { options }),
          config: {
            default_lease_ttl: given.default_lease_ttl_seconds,
            max_lease_ttl: given.max_lease_ttl_seconds,
            listing_visibility: given.listing_visibility,
          },
        },
      },
    ],
    at: ({ path }) => `sys/mounts/${path}`,
    tells: ({ accessor }) => ({ accessor }),
  },
  vault_password_policy: plain(({ name }) => `sys/policies/password/${name}`, ["name"]),
  vault_pki_secret_backend_config_urls: {
    always: true,
    ...plain(({ backend }) => `${backend}/config/urls`, ["backend"]),
  },
  vault_pki_secret_backend_crl_config: {
    always: true,
    ...plain(({ backend }) => `${backend}/config/crl`, ["backend"]),
  },
  vault_pki_secret_backend_role: plain(
    ({ backend, name }) => `${backend}/roles/${name}`,
    ["backend", "name"],
  ),
  vault_pki_secret_backend_root_cert: {
    make: (given) => [
      { path: `${given.backend}/issuers/generate/root/internal`, body: body(given, ["backend", "type"]) },
    ],
    // What an authority was made with cannot be read back; it is there or not.
    at: ({ backend }, { issuer_id: id }) => (id === undefined ? undefined : `${backend}/issuer/${id}`),
    wanted: () => ({}),
    tells: ({ issuer_id, certificate }) => ({ issuer_id, certificate }),
  },
  vault_policy: plain(({ name }) => `sys/policies/acl/${name}`, ["name"]),
  vault_quota_rate_limit: plain(({ name }) => `sys/quotas/rate-limit/${name}`, ["name"]),
  vault_raft_autopilot: plain(() => "sys/storage/raft/autopilot/configuration", []),
  vault_transit_secret_backend_key: {
    make: (given) => [
      {
        path: `${given.backend}/keys/${given.name}`,
        body: body(given, ["backend", "name", "deletion_allowed"]),
      },
      transitConfig(given),
    ],
    change: (given) => [transitConfig(given)],
    at: ({ backend, name }) => `${backend}/keys/${name}`,
    wanted: (given) => body(given, ["backend"]),
  },
};
