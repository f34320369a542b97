import { becomes, decidedLater, joinedBy, removed } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

const PLACE = irrelevant("where it is; what belongs to it refers to it");

/** Secret engines. */
export const ENGINES: MutationMap = {
  "vault_mount.path": PLACE,
  "vault_mount.type": irrelevant("which engine it is; what belongs to another fails"),
  "vault_mount.options.version": irrelevant("without versions nothing can be read that could not be before"),
  "vault_mount.listing_visibility": guarded("TOK-06", becomes("unauth"), decidedLater),
  "vault_mount.default_lease_ttl_seconds": guarded("TOK-05", becomes(864_000, "2764800", -1), decidedLater),
  "vault_mount.max_lease_ttl_seconds": guarded("TOK-05", becomes(864_000_000, "2764800000"), decidedLater),
  "vault_mount#secrets.max_lease_ttl_seconds": guarded("TOK-05", becomes(864_000, "2764800"), decidedLater),
  "vault_kv_secret_backend_v2.mount": PLACE,
  "vault_kv_secret_backend_v2.cas_required": irrelevant(
    "whoever may write may write; it keeps two from writing at once",
  ),
  "vault_kv_secret_backend_v2.max_versions": irrelevant("how many older versions there are"),

  "vault_transit_secret_backend_key.*": PLACE,
  "vault_transit_secret_backend_key.name": irrelevant("what Vault calls it"),
  "vault_transit_secret_backend_key.type": irrelevant("each type that Vault offers is strong enough"),
  "vault_transit_secret_backend_key.allow_plaintext_backup": guarded(
    "TOK-06",
    becomes(true, "true"),
    decidedLater,
  ),
  "vault_transit_secret_backend_key.deletion_allowed": guarded("TOK-06", becomes(true, "true"), decidedLater),
  "vault_transit_secret_backend_key.exportable": guarded("TOK-06", becomes(true, "true"), decidedLater),
  "vault_transit_secret_backend_key.auto_rotate_period": guarded(
    "TOK-06",
    removed,
    becomes(0, 315_360_000),
    decidedLater,
  ),

  "vault_pki_secret_backend_config_urls.**": irrelevant("where lists are fetched; what is fetched is signed"),
  "vault_pki_secret_backend_crl_config.backend": PLACE,
  "vault_pki_secret_backend_crl_config.auto_rebuild": irrelevant(
    "a list is made anew when it is asked for, too",
  ),
  "vault_pki_secret_backend_crl_config.auto_rebuild_grace_period": irrelevant("when it is made anew"),
  "vault_pki_secret_backend_crl_config.expiry": irrelevant("how long a list holds; the newest counts"),
  "vault_pki_secret_backend_root_cert.backend": PLACE,
  "vault_pki_secret_backend_root_cert.common_name": irrelevant("what the authority is called"),
  "vault_pki_secret_backend_root_cert.key_bits": guarded("TOK-06", becomes(224, "128"), decidedLater),
  "vault_pki_secret_backend_root_cert.key_type": guarded(
    "TOK-06",
    becomes("rsa", "any", "dsa"),
    decidedLater,
  ),
  "vault_pki_secret_backend_root_cert.max_path_length": irrelevant(
    "no policy and no role lets it sign an authority",
  ),
  "vault_pki_secret_backend_root_cert.ttl": irrelevant("the engine's own longest time bounds it"),
  "vault_pki_secret_backend_root_cert.type": guarded("TOK-09", becomes("exported")),

  "vault_pki_secret_backend_role.backend": PLACE,
  "vault_pki_secret_backend_role.name": irrelevant("what Vault calls it"),
  "vault_pki_secret_backend_role.issuer_ref": irrelevant("which authority signs"),
  "vault_pki_secret_backend_role.allow_any_name": guarded("TOK-06", becomes(true, "true"), decidedLater),
  "vault_pki_secret_backend_role.allow_bare_domains": irrelevant("the domain itself beside those below it"),
  "vault_pki_secret_backend_role.allow_subdomains": irrelevant(
    "names below the domain, which is the applications' own",
  ),
  "vault_pki_secret_backend_role.allow_glob_domains": guarded("TOK-06", becomes(true, "true"), decidedLater),
  "vault_pki_secret_backend_role.allow_wildcard_certificates": guarded(
    "TOK-06",
    removed,
    becomes(true, "true"),
    decidedLater,
  ),
  "vault_pki_secret_backend_role.allow_ip_sans": guarded("TOK-06", removed, becomes(true), decidedLater),
  "vault_pki_secret_backend_role.allow_localhost": guarded("TOK-06", removed, becomes(true), decidedLater),
  "vault_pki_secret_backend_role.allowed_domains": guarded(
    "TOK-06",
    becomes(["*"], ["com"], ["*.corp.example"]),
    joinedBy("*"),
    decidedLater,
  ),
  "vault_pki_secret_backend_role.enforce_hostnames": guarded("TOK-06", becomes(false, "false"), decidedLater),
  "vault_pki_secret_backend_role.client_flag": irrelevant("certificates of clients"),
  "vault_pki_secret_backend_role.server_flag": irrelevant(
    "certificates of servers below the applications' own domain",
  ),
  "vault_pki_secret_backend_role.key_bits": guarded("TOK-06", becomes(224, "128"), decidedLater),
  "vault_pki_secret_backend_role.key_type": guarded("TOK-06", becomes("rsa", "any"), decidedLater),
  "vault_pki_secret_backend_role.ttl": guarded(
    "TOK-05",
    removed,
    becomes("0", "87600h", 31_536_000),
    decidedLater,
  ),
  "vault_pki_secret_backend_role.max_ttl": guarded(
    "TOK-05",
    removed,
    becomes("0", "87600h", 31_536_000),
    decidedLater,
  ),
};
