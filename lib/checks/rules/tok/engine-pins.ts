import { fits, is, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { Resource } from "../../evidence/resource";

type Look = (resource: Resource) => readonly Observation[];

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
    strongKey(role),
  ],
  vault_pki_secret_backend_root_cert: (authority) => [strongKey(authority)],
  vault_pki_secret_backend_intermediate_cert_request: (authority) => [strongKey(authority)],
  vault_pki_secret_backend_crl_config: (lists) => [
    is(lists.at("disable"), false, { whenAbsent: false }),
    is(lists.at("ocsp_disable"), false, { whenAbsent: false }),
  ],
  vault_pki_secret_backend_config_acme: (acme) => [
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
  ],
  vault_transit_secret_backend_key: (key) => [
    ...["exportable", "allow_plaintext_backup", "deletion_allowed"].map((name) =>
      is(key.at(name), false, { whenAbsent: false }),
    ),
    fits(
      key.at("auto_rotate_period"),
      "a key that changes by itself within a year",
      (got) => Number(got) > 0 && Number(got) <= YEAR,
      { severity: "warning" },
    ),
  ],
};

const YEAR = 366 * 86_400;

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
