import { passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { loginMounts } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";

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
  subjects: ({ evidence }) => loginMounts(evidence).filter((mount) => PEOPLE.has(kindOf(mount))),
  notApplicable: "nobody logs in to Vault in person, as far as this stack says",
  check: (mount: Resource, { evidence }) => {
    const kind = kindOf(mount);
    const factors = evidence.resources
      .ofType("vault_identity_mfa_login_enforcement")
      .filter(
        (one) =>
          one.at("mfa_method_ids").items.length > 0 &&
          (evidence.resources.namedBy(one.at("auth_method_accessors")).includes(mount) ||
            one
              .at("auth_method_accessors")
              .items.some(
                ({ literal }) => literal !== undefined && literal === mount.at("accessor").literal,
              ) ||
            one.at("auth_method_types").items.some(({ literal }) => literal === kind)),
      );
    return [
      passIf(kind !== "userpass", {
        actual: `a login method of the type ${kind}`,
        expected: "single sign-on: oidc, ldap",
      }),
      passIf(factors.length > 0, {
        actual: factors.length > 0 ? factors.map(({ address }) => address).join(", ") : "no second factor",
        expected: "a login enforcement of a second factor",
      }),
    ];
  },
});

/** Kinds by which people log in. */
const PEOPLE = new Set(["github", "ldap", "oidc", "okta", "radius", "saml", "userpass"]);

function kindOf(mount: Resource): string {
  const [, named = ""] = /^vault_(\w+?)_auth_backend$/.exec(mount.type) ?? [];
  const type = mount.at("type").literal;
  return typeof type === "string" ? type : named;
}
