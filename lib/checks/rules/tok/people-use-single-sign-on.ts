import { fits, is, uncertain, undecided } from "../../engine/assertions";
import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import type { Evidence } from "../../evidence/evidence";
import { loginMounts, madeInside } from "../../evidence/inside-vault";
import { namespaceOf, vaultOf } from "../../evidence/provider-configurations";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";

export const peopleUseSingleSignOn = defineRule({
  id: "TOK-08",
  title: "People log in with single sign-on and a second factor",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A password that Vault keeps is nobody's when its owner has left, and a password alone is one message away from somebody else.",
  remediation: "Use an oidc or ldap method with a vault_identity_mfa_login_enforcement; take userpass out.",
  sources: ["https://developer.hashicorp.com/vault/docs/auth/login-mfa", "PCI DSS 4.0.1, 8.4.1"],
  guide: ["S01"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["8.4.1", "8.4.2", "8.5.1"],
    iso27001: ["A.8.5"],
    nist80053: ["IA-2(1)", "IA-2(2)"],
  },
  claims: [
    "vault_github_auth_backend",
    "vault_ldap_auth_backend",
    "vault_okta_auth_backend",
    "vault_saml_auth_backend",
  ],
  subjects: ({ evidence }) => [
    ...loginMounts(evidence).filter((mount) => PEOPLE.has(kindOf(mount))),
    ...madeInside(evidence).ofType("vault_identity_mfa_totp"),
  ],
  notApplicable: "nobody logs in to Vault in person, as far as this stack says",
  check: (mount: Resource, { evidence }) => {
    if (mount.type === "vault_identity_mfa_totp") return oneTimePassword(mount);
    const kind = kindOf(mount);
    const factors = enforcements(evidence).filter((one) => isFor(one, mount, evidence));
    return [
      passIf(kind !== "userpass", {
        actual: `a login method of the type ${kind}`,
        expected: "single sign-on: oidc, ldap",
      }),
      passIf(factors.length > 0, {
        actual: factors.length > 0 ? factors.map(({ address }) => address).join(", ") : "no second factor",
        expected: "a login enforcement of a second factor",
      }),
      ...factors.flatMap((factor) => methods(factor)),
      ...uncertain(factors),
      ...overwritten(factors, evidence),
      is(mount.at("bypass_okta_mfa"), false, { whenAbsent: false }),
    ];
  },
});

function enforcements(evidence: Evidence): readonly Resource[] {
  return madeInside(evidence).ofType("vault_identity_mfa_login_enforcement");
}

/** Whether an enforcement is for whoever logs in by a method, in the same Vault. */
function isFor(factor: Resource, mount: Resource, evidence: Evidence): boolean {
  const accessors = factor.at("auth_method_accessors");
  const isNamed =
    evidence.resources.namedBy(accessors).includes(mount) ||
    accessors.items.some(
      ({ literal }) => literal !== undefined && literal === mount.at("accessor").literal,
    ) ||
    factor.at("auth_method_types").items.some(({ literal }) => literal === kindOf(mount));
  return (
    isNamed &&
    factor.at("mfa_method_ids").items.length > 0 &&
    vaultOf(factor, evidence) === vaultOf(mount, evidence) &&
    namespaceOf(factor) === namespaceOf(mount)
  );
}

/** Methods by a variable may be none. */
function methods(factor: Resource): readonly Observation[] {
  const ids = factor.at("mfa_method_ids");
  const isOpen = ids.items.every(
    (item) => !item.isKnown && item.references.every(({ address }) => /^(var|local)\./.test(address)),
  );
  return isOpen
    ? [
        unknown({
          actual: `mfa_method_ids = ${ids}`,
          expected: "a second factor that is known",
          reason: undecided(ids),
        }),
      ]
    : [];
}

/** The last one that is written under a name counts. */
function overwritten(factors: readonly Resource[], evidence: Evidence): readonly Observation[] {
  const others = enforcements(evidence).filter((other) =>
    factors.some(
      (factor) =>
        factor !== other &&
        factor.at("name").literal !== undefined &&
        factor.at("name").literal === other.at("name").literal,
    ),
  );
  return others.map(({ address }) =>
    fail({ actual: `${address} writes the same enforcement`, expected: "one resource for each enforcement" }),
  );
}

/** What can be guessed in the time that it holds. */
function oneTimePassword(method: Resource): readonly Observation[] {
  return [
    within(method.at("max_validation_attempts"), 1, 10, 5),
    within(method.at("digits"), 6, 8, 6),
    within(method.at("period"), 15, 60, 30),
    within(method.at("skew"), 0, 1, 1),
    within(method.at("key_size"), 20, 256, 20),
  ];
}

function within(value: Value, least: number, most: number, whenAbsent: number): Observation {
  return fits(
    value,
    `${value.path} from ${least} to ${most}`,
    (got) => Number(got) >= least && Number(got) <= most,
    {
      whenAbsent,
    },
  );
}

/** Kinds by which people log in. */
const PEOPLE = new Set(["github", "ldap", "oidc", "okta", "radius", "saml", "userpass"]);

function kindOf(mount: Resource): string {
  const [, named = ""] = /^vault_(\w+?)_auth_backend$/.exec(mount.type) ?? [];
  const type = mount.at("type").literal;
  return typeof type === "string" ? type : named;
}
