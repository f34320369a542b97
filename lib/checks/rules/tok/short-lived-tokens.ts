import { absent, fits, is } from "../../engine/assertions";
import type { Limits } from "../../engine/limits";
import { type Observation, pass } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { isEngineMount, loginMounts, loginRoles, madeInside } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { isRootEqual, policiesGiven } from "../../evidence/root-equal";
import type { Value } from "../../evidence/value";
import { vaultSeconds } from "../../host/vault-literals";

export const shortLivedTokens = defineRule({
  id: "TOK-05",
  title: "Tokens, accounts and certificates end soon, by themselves",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A token that is stolen works until it ends; with Vault's defaults that is 32 days, and a periodic token never ends.",
  remediation: "Set token_ttl to an hour or less and token_max_ttl to a day or less; take token_period out.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-time-to-live-periodic-tokens-and-explicit-max-ttls",
  ],
  guide: ["C10", "S14"],
  controls: {
    soc2: ["CC6.1", "CC6.2"],
    pciDss: ["8.2.8", "8.6.3", "7.2.5.1"],
    iso27001: ["A.5.17", "A.5.18"],
    nist80053: ["AC-2(2)", "AC-12", "IA-5"],
  },
  claims: [
    "vault_auth_backend",
    "vault_jwt_auth_backend",
    "vault_aws_auth_backend_role",
    "vault_jwt_auth_backend_role",
    "vault_token_auth_backend_role",
  ],
  subjects: ({ evidence }) => [
    ...tokenRoles(evidence),
    ...loginMounts(evidence),
    ...madeInside(evidence).ofType(...TIMED, ...Object.keys(LEASES), ...Object.keys(GIVEN), ...STATIC),
    ...madeInside(evidence).all.filter((one) => isEngineMount(one) && one.type !== "vault_mount"),
  ],
  notApplicable: "nobody logs in, and nothing is given out, by this stack",
  check: (resource: Resource, { evidence, limits }) => {
    if (resource.type === "vault_auth_tune" || loginMounts(evidence).includes(resource)) {
      return [...mount(resource), ...tokensOfAll(resource)];
    }
    if (resource.type === "vault_mount_tune") return tuned(resource, limits);
    if (isEngineMount(resource)) {
      return [...engine(resource, limits), ...(resource.at("tune").isAbsent ? [] : tuned(resource, limits))];
    }
    if (resource.type === "vault_pki_secret_backend_role") return certificates(resource);
    const leases = LEASES[resource.type];
    if (leases !== undefined) {
      return leases.map((attribute) => within(resource.at(attribute), limits.maxLeaseSeconds));
    }
    const given = GIVEN[resource.type];
    if (given !== undefined) return given.map((attribute) => atMost(resource.at(attribute), DAY));
    if (/_static_role$/.test(resource.type)) return [rotated(resource)];
    const isRoot = policiesGiven(resource, evidence).some(
      (name) => name !== undefined && isRootEqual(name, evidence),
    );
    return [
      within(resource.at("token_ttl"), isRoot ? QUARTER : HOUR),
      within(resource.at("token_max_ttl"), isRoot ? QUARTER : DAY),
      ...["token_period", "period"]
        .map((attribute) => resource.at(attribute))
        .filter(({ raw }) => raw !== 0 && raw !== "0")
        .map((value) => absent(value)),
      ...(resource.type === "vault_token_auth_backend_role"
        ? [is(resource.at("orphan"), false, { whenAbsent: false, severity: "warning", reason: ORPHANS })]
        : []),
    ];
  },
});

const ORPHANS = "tokens without a parent stay when whoever asked for them is cut off";

/** For whoever writes the policies of all others. */
const QUARTER = 900;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** A quarter of a year: longer, and nobody has practised how they are changed. */
const CERTIFICATE = 92 * DAY;
/** An authority of Vault's own. */
const AUTHORITY = 10 * 366 * DAY;

/** What else is given out for a time, and the attributes that say for how long. */
const LEASES: Readonly<Record<string, readonly string[]>> = {
  vault_database_secret_backend_role: ["default_ttl", "max_ttl"],
  vault_aws_secret_backend_role: ["default_sts_ttl", "max_sts_ttl"],
  vault_azure_secret_backend_role: ["ttl", "max_ttl"],
  vault_consul_secret_backend_role: ["ttl", "max_ttl"],
  vault_kubernetes_secret_backend_role: ["token_default_ttl", "token_max_ttl"],
  vault_ldap_secret_backend_dynamic_role: ["default_ttl", "max_ttl"],
  vault_mongodbatlas_secret_role: ["ttl", "max_ttl"],
  vault_ssh_secret_backend_role: ["max_ttl"],
};

/** What Vault vouches for; a day where nothing is said. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  vault_identity_oidc_client: ["id_token_ttl", "access_token_ttl"],
  vault_identity_oidc_role: ["ttl"],
};

/** Accounts that stay, of which Vault changes the password. */
const STATIC = ["aws", "azure", "database", "ldap"].map((kind) => `vault_${kind}_secret_backend_static_role`);

/** Engines, what tunes a mount, roles of certificates. */
const TIMED = ["vault_auth_tune", "vault_mount", "vault_mount_tune", "vault_pki_secret_backend_role"];

/** Groups and users of login methods have no token times of their own. */
function tokenRoles(evidence: Evidence): readonly Resource[] {
  return loginRoles(evidence).filter(({ type }) => type.endsWith("_role"));
}

/** Tokens of roles that say nothing live as long as their login method says, or else as the server does. */
function mount(resource: Resource): readonly Observation[] {
  const { items } = resource.at("tune");
  return (items.length > 0 ? items : [resource.at("tune")]).flatMap((tune) =>
    (
      [
        ["default_lease_ttl", HOUR],
        ["max_lease_ttl", DAY],
      ] as const
    ).map(([name, most]) =>
      tune.at(name).isAbsent
        ? pass({ actual: `${name} is the server's`, expected: `${name} from 1 s to ${most} s` })
        : within(tune.at(name), most),
    ),
  );
}

/** Some methods say how long the tokens of all live whom they let in. */
function tokensOfAll(resource: Resource): readonly Observation[] {
  return [
    ...(
      [
        ["token_ttl", HOUR],
        ["token_max_ttl", DAY],
      ] as const
    )
      .filter(([name]) => !resource.at(name).isAbsent)
      .map(([name, most]) => within(resource.at(name), most)),
    ...(resource.at("token_period").isAbsent ? [] : [zero(resource.at("token_period"))]),
  ];
}

function zero(value: Value): Observation {
  return fits(value, `${value.path} is not set`, (got) => Number(got) === 0);
}

/** A schedule of its own says when as well. */
function rotated(role: Resource): Observation {
  const schedule = role.at("rotation_schedule");
  return !schedule.isAbsent && schedule.raw !== ""
    ? pass({ actual: `rotation_schedule = ${schedule}`, expected: "a password that changes" })
    : within(role.at("rotation_period"), CERTIFICATE);
}

/** What is written to the path by which an engine is tuned. */
function tuned(resource: Resource, { maxLeaseSeconds }: Limits): readonly Observation[] {
  return ["default_lease_ttl", "max_lease_ttl"].map((name) => {
    const value = resource.at("tune").at(name);
    return value.isAbsent
      ? pass({ actual: `${name} is the server's`, expected: `${name} of at most ${maxLeaseSeconds} s` })
      : within(value, maxLeaseSeconds);
  });
}

/** Leases of an engine; certificates of a PKI live as long as their roles say. 0 is what the server says. */
function engine(resource: Resource, { maxLeaseSeconds }: Limits): readonly Observation[] {
  return ["default_lease_ttl_seconds", "max_lease_ttl_seconds"].map((name) => {
    const value = resource.at(name);
    const most =
      resource.at("type").literal === "pki" && name.startsWith("max") ? AUTHORITY : maxLeaseSeconds;
    return value.isAbsent || Number(value.literal) === 0
      ? pass({ actual: `${name} is the server's`, expected: `${name} of at most ${most} s` })
      : within(value, most);
  });
}

/** Certificates of clients; an end by the calendar would go past every length of time. */
function certificates(role: Resource): readonly Observation[] {
  return [
    within(role.at("ttl"), CERTIFICATE),
    within(role.at("max_ttl"), CERTIFICATE),
    absent(role.at("not_after")),
  ];
}

/** Not said is a default that is short enough. */
function atMost(value: Value, most: number): Observation {
  return value.isAbsent
    ? pass({ actual: `${value.path} is Vault's`, expected: `${value.path} of at most ${most} s` })
    : within(value, most);
}

/** 0 is Vault's word for its default, which is too long. */
function within(value: Value, most: number): Observation {
  return fits(value, `${value.path} from 1 s to ${most} s`, (got) => {
    const seconds = vaultSeconds(got);
    return seconds !== undefined && seconds > 0 && seconds <= most;
  });
}
