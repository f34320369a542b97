import type { Evidence } from "./evidence";
import type { Resource } from "./resource";

/** Everything that is made inside Vault by Terraform. */
export function insideVault({ resources }: Evidence): readonly Resource[] {
  return resources.all.filter(({ type, mode }) => mode === "managed" && type.startsWith("vault_"));
}

/** Its audit devices. */
export function auditDevices({ resources }: Evidence): readonly Resource[] {
  return resources.ofType("vault_audit");
}

/** Ways to log in, each with its path below `auth/` and its kind. */
export function loginMounts({ resources }: Evidence): readonly Resource[] {
  return resources.ofType(
    "vault_auth_backend",
    "vault_jwt_auth_backend",
    "vault_ldap_auth_backend",
    "vault_gcp_auth_backend",
    "vault_github_auth_backend",
    "vault_okta_auth_backend",
    "vault_saml_auth_backend",
    "vault_oci_auth_backend",
  );
}

/** Roles and users of login methods: whoever logs in gets a token as they say. */
export function loginRoles({ resources }: Evidence): readonly Resource[] {
  return resources.all.filter(
    ({ type, mode }) =>
      mode === "managed" &&
      (/^vault_.+_auth_backend_(role|group|user)$/.test(type) ||
        ["vault_token_auth_backend_role", "vault_github_team", "vault_github_user"].includes(type)),
  );
}
