import { type Make, makes } from "./made";
import type { Value } from "./value";

type Kinds = Readonly<Record<string, readonly (readonly [path: RegExp, make: Make])[]>>;

/** What a request below an engine's mount makes, by the kind of the engine. */
const MAKES: Kinds = {
  pki: [
    [/^roles\/(?<name>[^/]+)$/, makes("vault_pki_secret_backend_role", "name")],
    [
      /^(?:(?:root|issuers)\/(?:generate\/root|rotate)|root\/(?:generate|rotate))\/(?<name>(?!exported)[^/]+)$/,
      makes("vault_pki_secret_backend_root_cert", "type"),
    ],
    [
      /^(?:intermediate\/generate|issuers\/generate\/intermediate)\/(?<name>(?!exported)[^/]+)$/,
      makes("vault_pki_secret_backend_intermediate_cert_request", "type"),
    ],
    [/^keys\/generate\/(?<name>(?!exported)[^/]+)$/, makes("vault_pki_secret_backend_key", "type")],
    [/^config\/acme$/, makes("vault_pki_secret_backend_config_acme", "name")],
    [/^config\/crl$/, makes("vault_pki_secret_backend_crl_config", "name")],
    [/^config\/est$/, makes("vault_pki_secret_backend_config_est", "name")],
    [/^config\/cmp$/, makes("vault_pki_secret_backend_config_cmpv2", "name")],
  ],
  transit: [
    [/^keys\/(?<name>[^/]+)$/, makes("vault_transit_secret_backend_key", "name")],
    [/^keys\/(?<name>[^/]+)\/config$/, makes("vault_transit_secret_backend_key_config", "name")],
  ],
  ssh: [
    [/^roles\/(?<name>[^/]+)$/, makes("vault_ssh_secret_backend_role", "name")],
    [/^config\/ca$/, makes("vault_ssh_secret_backend_ca", "name")],
  ],
  aws: [
    [
      /^roles\/(?<name>[^/]+)$/,
      makes("vault_aws_secret_backend_role", "name", (body) => ({
        role_arns: listed(body.at("role_arns")),
        policy_arns: listed(body.at("policy_arns")),
      })),
    ],
    [/^config\/root$/, makes("vault_aws_secret_backend", "name")],
    [
      /^config\/lease$/,
      makes("vault_mount_tune", "path", (body) => ({
        tune: [
          {
            default_lease_ttl: body.at("lease").raw ?? null,
            max_lease_ttl: body.at("lease_max").raw ?? null,
          },
        ],
      })),
    ],
  ],
  database: [
    [/^config\/(?<name>[^/]+)$/, makes("vault_database_secret_backend_connection", "name")],
    [/^roles\/(?<name>[^/]+)$/, makes("vault_database_secret_backend_role", "name")],
    [/^static-roles\/(?<name>[^/]+)$/, makes("vault_database_secret_backend_static_role", "name")],
  ],
};

/** What a path below an engine makes; `undefined` where rules know nothing of it. */
export function engineMake(kind: string | undefined, below: string, body: Value): [Make, string] | undefined {
  const candidates = kind === undefined ? (MAKES[kindSaidBy(below, body)] ?? []) : (MAKES[kind] ?? []);
  for (const [pattern, make] of candidates) {
    const found = pattern.exec(below);
    if (found !== null) return [make, found.groups?.name ?? ""];
  }
  return undefined;
}

/** Where nobody says what is mounted: what only a role of that engine has. */
function kindSaidBy(below: string, body: Value): string {
  const has = (...names: readonly string[]) => names.some((name) => !body.at(name).isAbsent);
  if (/^config\/(acme|crl|est|cmp)$/.test(below)) return "pki";
  if (has("db_name", "plugin_name", "connection_url")) return "database";
  if (has("credential_type", "role_arns", "policy_arns", "policy_document")) return "aws";
  if (has("allowed_users", "default_user", "allow_user_certificates", "cidr_list")) return "ssh";
  if (has("allow_any_name", "allowed_domains", "allow_subdomains")) return "pki";
  return has("exportable", "allow_plaintext_backup", "deletion_allowed") ? "transit" : "";
}

function listed({ raw }: Value) {
  return typeof raw === "string" ? raw.split(",").map((one) => one.trim()) : raw;
}
