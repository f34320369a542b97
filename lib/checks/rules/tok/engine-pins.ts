import { fits, is, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { Resource } from "../../evidence/resource";
import type { Json } from "../../evidence/value";
import { vaultSeconds } from "../../host/vault-literals";
import { byId, each, type Look } from "./looks";

/** What each type of a secret engine must not leave open. */
export const ENGINE_PINS: Readonly<Record<string, Look>> = {
  vault_pki_secret_backend_role: (role) => [
    ...["allow_any_name", "allow_glob_domains", "allow_wildcard_certificates"].map((name) =>
      is(role.at(name), false, { whenAbsent: name === "allow_wildcard_certificates" }),
    ),
    is(role.at("enforce_hostnames"), true, { whenAbsent: true }),
    ...["allow_ip_sans", "allow_localhost"].map((name) =>
      is(role.at(name), false, { whenAbsent: true, severity: "warning" }),
    ),
    ...role
      .at("allowed_domains")
      .items.map((domain) =>
        fits(domain, "a domain of one's own, no glob", (got) => /^[^*?.]+(\.[^*?.]+)+\.?$/.test(String(got))),
      ),
    ...["allowed_uri_sans", "allowed_other_sans", "allowed_user_ids"].map((name) =>
      fits(
        role.at(name),
        `${name} without a glob`,
        (got) => ![got].flat().some((one) => /\*/.test(String(one))),
        {
          whenAbsent: [],
        },
      ),
    ),
    fits(role.at("cn_validations"), "names that are looked at", (got) => ![got].flat().includes("disabled"), {
      whenAbsent: [],
    }),
    ...["allowed_domains", "allowed_uri_sans", "allowed_user_ids"].map((name) => byId(role.at(name))),
    each(role.at("key_usage"), "no authority", (use) => !/^(certsign|crlsign)$/i.test(use)),
    each(role.at("ext_key_usage"), "no use of every kind", (use) => !/^any$/i.test(use)),
    each(role.at("ext_key_usage_oids"), "no use of every kind", (use) => use !== "2.5.29.37.0"),
    strongKey(role),
  ],
  vault_pki_secret_backend_key: (key) => [strongKey(key)],
  vault_pki_secret_backend_config_est: (config) => [bound(config, "default_path_policy")],
  vault_pki_secret_backend_config_cmpv2: (config) => [bound(config, "default_path_policy")],
  vault_pki_secret_backend_root_cert: (authority) => [strongKey(authority)],
  vault_pki_secret_backend_intermediate_cert_request: (authority) => [strongKey(authority)],
  vault_pki_secret_backend_crl_config: (lists) => [
    is(lists.at("disable"), false, { whenAbsent: false }),
    is(lists.at("ocsp_disable"), false, { whenAbsent: false }),
  ],
  vault_pki_secret_backend_config_acme: (acme) => [
    bound(acme, "default_directory_policy"),
    is(acme.at("enabled"), false).verdict === "pass"
      ? is(acme.at("enabled"), false)
      : fits(acme.at("eab_policy"), "ACME bound to accounts", (got) =>
          ["always-required", "new-account-required"].includes(String(got)),
        ),
  ],
  vault_ssh_secret_backend_role: (role) => [
    fits(
      role.at("allowed_users"),
      "users by their names (CVE-2024-7594)",
      (got) => String(got) !== "" && !/\*/.test(String(got)),
    ),
    byId(role.at("allowed_users")),
    each(role.at("allowed_domains"), "no glob", (domain) => !/\*/.test(domain)),
    each(role.at("allowed_extensions"), "each by its name", (name) => !/\*/.test(name)),
    each(role.at("cidr_list"), "hosts of one's own", (cidr) => !/\/0$/.test(cidr)),
    ...["allow_user_key_ids", "allow_empty_principals"].map((name) =>
      is(role.at(name), false, { whenAbsent: false }),
    ),
    fits(role.at("algorithm_signer"), "no signature of SHA-1", (got) => got !== "ssh-rsa", {
      whenAbsent: "default",
    }),
  ],
  vault_ssh_secret_backend_ca: (authority) => [
    fits(
      authority.at("key_bits"),
      "a key of RSA with 2048 bits or more, or of another kind",
      (got) =>
        Number(got) === 0 ||
        !/rsa/.test(String(authority.at("key_type").raw ?? "rsa")) ||
        Number(got) >= 2048,
      { whenAbsent: 0 },
    ),
  ],
  vault_transit_secret_backend_key: (key) => [
    ...["exportable", "allow_plaintext_backup", "deletion_allowed"].map((name) =>
      is(key.at(name), false, { whenAbsent: false }),
    ),
    fits(key.at("auto_rotate_period"), "a key that changes by itself within a year", isWithinYear, {
      severity: "warning",
    }),
  ],
  vault_transit_secret_backend_key_config: (config) => [
    ...["exportable", "allow_plaintext_backup", "deletion_allowed"].map((name) =>
      is(config.at(name), false, { whenAbsent: false }),
    ),
    fits(config.at("auto_rotate_period"), "a key that changes by itself within a year", isWithinYear, {
      whenAbsent: YEAR,
    }),
  ],
};

const YEAR = 366 * 86_400;

function isWithinYear(period: Json): boolean {
  const seconds = vaultSeconds(period) ?? 0;
  return seconds > 0 && seconds <= YEAR;
}

/** What is signed is bound by a role. */
function bound(config: Resource, attribute: string): Observation {
  return fits(
    config.at(attribute),
    `${attribute} names a role`,
    (got) => !/^sign-verbatim/.test(String(got)),
    {
      whenAbsent: "forbid",
    },
  );
}

/** Fewest bits of a key by its type; Ed25519 has as many as it has. */
const LEAST: Readonly<Record<string, number>> = { rsa: 2048, ec: 256 };

function strongKey(resource: Resource): Observation {
  const type = resource.at("key_type");
  const bits = resource.at("key_bits");
  const said = {
    actual: `key_type = ${type}, key_bits = ${bits}`,
    expected: "a key of RSA with 2048 bits or more, of EC with 256 or more, or of Ed25519",
  };
  const hidden = [type, bits].find((value) => !value.isAbsent && !value.isKnown);
  if (hidden !== undefined) return unknown({ ...said, reason: undecided(hidden) });
  const kind = String(type.literal ?? "rsa");
  const least = LEAST[kind];
  // 0 is what Vault takes for the type: 2048, or 256.
  const number = Number(bits.literal ?? 0);
  return passIf(kind === "ed25519" || (least !== undefined && (number === 0 || number >= least)), said);
}
