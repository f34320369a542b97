// What is inside Vault, as code. An entry point of its own: only who uses it needs the bindings of the Vault provider.
export { Duration } from "../core/duration";
export type { AuditDevice } from "../vault/audit-device";
export type { AwsLoginClient, AwsLoginRole } from "../vault/aws-login";
export { CAPABILITIES, type Capability } from "../vault/capability";
export { type PathGrant, VaultPolicy } from "../vault/policy";
export { TERRAFORM_LOGINS } from "../vault/terraform-logins";
export { TokenTimes, type TokenTimesOptions } from "../vault/token-times";
export type { AuditedHeader } from "./audited-headers";
export {
  type DatabaseConnection,
  DatabaseEngine,
  type DatabaseRoleProps,
  type PostgresqlProps,
} from "./engines/database-engine";
export type { EngineProps } from "./engines/engine-mount";
export { KeyValueEngine, type KeyValueEngineProps } from "./engines/key-value-engine";
export { PkiEngine, type PkiEngineProps, type PkiRoleProps } from "./engines/pki-engine";
export { TransitEngine, type TransitKeyProps } from "./engines/transit-engine";
export type { IReferableVault, VaultReferenceAttributes } from "./i-referable-vault";
export type { IVaultPolicy } from "./i-vault-policy";
export type { KeyRotationProps } from "./key-rotation";
export { AppRoleLogin, type AppRoleLoginProps, type AppRoleProps } from "./login/app-role-login";
export { AwsLogin, type AwsRoleProps } from "./login/aws-login";
export { CertificateLogin, type CertificateRoleProps } from "./login/certificate-login";
export { JwtLogin, type JwtLoginProps, type JwtRoleProps } from "./login/jwt-login";
export type { LockoutOptions } from "./login/lockout";
export type { LoginMethodProps } from "./login/login-method";
export { OidcLogin, type OidcRoleProps } from "./login/oidc-login";
export { PasswordLogin, type PasswordLoginProps } from "./login/password-login";
export { PasswordPolicy, type PasswordPolicyProps } from "./password-policy";
export { RateLimit, type RateLimitOptions, type RateLimitProps } from "./quotas";
export { SecondFactor, type SecondFactorProps } from "./second-factor";
export type { RoleProps } from "./token-arguments";
export { type ReadyPolicies, VaultConfiguration, type VaultConfigurationProps } from "./vault-configuration";
export { type VaultProviderProps, vaultProvider } from "./vault-login";
export { VaultReference } from "./vault-reference";
