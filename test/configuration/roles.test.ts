import { readFileSync } from "node:fs";
import * as path from "node:path";
import settings from "../../examples/production/settings.json";
import {
  AppRoleLogin,
  CertificateLogin,
  DatabaseEngine,
  JwtLogin,
  OidcLogin,
  PasswordLogin,
  PasswordPolicy,
  PkiEngine,
  RateLimit,
  SecondFactor,
  TokenTimes,
  TransitEngine,
  type VaultConfiguration,
} from "../../lib/configuration";
import { Duration } from "../../lib/core/duration";
import type { ProblemCode } from "../../lib/core/errors";
import { expectRefused } from "../support/errors";
import { Synthesized } from "../support/stack";
import { configured, REFERENCE } from "./support";

const { clientAuthorities } = settings;
const role = { roleName: "payments", policies: [{ policyName: "payments" }] };
const names = { dns: ["payments.corp.example"] };
const jwt = { ...role, boundAudiences: ["vault"], boundSubject: "repo:payments" };
const oidc = {
  ...role,
  allowedRedirectUris: ["https://vault.corp.example:8200/ui/vault/auth/oidc/oidc/callback"],
  boundAudiences: ["vault"],
  boundClaims: { groups: "operators" },
};
const appRole = { ...role, secretIdBoundCidrs: ["10.20.4.0/24"] };
const database = { roleName: "reader", creationStatements: ["CREATE ROLE x VALID UNTIL '{{expiration}}'"] };
const postgresql = {
  connectionName: "payments",
  address: "db.corp.example:5432",
  database: "payments",
  username: "vault",
};

test("roles of every login method have short tokens", () => {
  const { stack, configuration } = configured();
  new AppRoleLogin(configuration, "approle").addRole("payments", appRole);
  new CertificateLogin(configuration, "certificates").addRole("payments", {
    ...role,
    authority: clientAuthorities,
    allowedNames: names,
  });
  new JwtLogin(configuration, "jwt", { issuer: "https://sso.corp.example" }).addRole("payments", jwt);
  new OidcLogin(configuration, "oidc").addRole("payments", oidc);
  const synthesized = Synthesized.of(stack);
  const roles = [
    "vault_approle_auth_backend_role",
    "vault_cert_auth_backend_role",
    "vault_jwt_auth_backend_role",
  ].flatMap((type) => Object.values(synthesized.all(type)));
  expect(roles).toHaveLength(4);
  for (const made of roles) {
    expect(made).toMatchObject({ token_ttl: 3600, token_max_ttl: 86_400, token_policies: ["payments"] });
    expect(made.backend).toMatch(/^\$\{vault_/);
  }
});

test("a database password passes through a variable that nobody keeps", () => {
  const { stack, configuration } = configured();
  new DatabaseEngine(configuration, "database")
    .addPostgresql("payments", { ...postgresql, serverAuthority: "an authority" })
    .addRole("reader", database);
  stack.prepareStack();
  const { variable, resource } = stack.toTerraform() as {
    variable: Record<string, Record<string, unknown>>;
    resource: Record<string, Record<string, { postgresql: Record<string, unknown>; allowed_roles: unknown }>>;
  };
  const [[name = "", declared] = []] = Object.entries(variable);
  // A shell can set it in the environment, as TF_VAR_NAME.
  expect(name).toBe("database_payments_password");
  expect(declared).toMatchObject({ ephemeral: true, sensitive: true, type: "string" });
  const [connection] = Object.values(resource.vault_database_secret_backend_connection ?? {});
  expect(connection?.postgresql).toMatchObject({
    password_wo: `\${var.${name}}`,
    connection_url: expect.stringContaining("sslmode=verify-full"),
    tls_ca: "an authority",
  });
  expect(connection?.postgresql.password).toBeUndefined();
  expect(connection?.allowed_roles).toEqual(["reader"]);
});

describe("refuses", () => {
  const client = readFileSync(path.join(__dirname, "client.pem"), "utf8");
  const cases: readonly (readonly [string, ProblemCode, (inside: VaultConfiguration) => unknown])[] = [
    [
      "a wildcard principal",
      "IDENTIFIER_INVALID",
      (c) => c.awsLogin.addRole("x", { ...role, principalArns: ["arn:aws:iam::123456789012:role/*"] }),
    ],
    ["no principal", "IDENTIFIER_INVALID", (c) => c.awsLogin.addRole("x", { ...role, principalArns: [] })],
    [
      "a role without a policy",
      "SETTING_INVALID",
      (c) =>
        c.awsLogin.addRole("x", {
          ...role,
          policies: [],
          principalArns: ["arn:aws:iam::123456789012:role/a"],
        }),
    ],
    [
      "a role name that is a path",
      "VAULT_NAME_INVALID",
      (c) =>
        c.awsLogin.addRole("x", {
          ...role,
          roleName: "a/b",
          principalArns: ["arn:aws:iam::123456789012:role/a"],
        }),
    ],
    [
      "an unbound secret id",
      "SETTING_INVALID",
      (c) => new AppRoleLogin(c, "a").addRole("x", { ...appRole, secretIdBoundCidrs: [] }),
    ],
    [
      "a secret id for everybody",
      "SETTING_INVALID",
      (c) => new AppRoleLogin(c, "a").addRole("x", { ...appRole, secretIdBoundCidrs: ["0.0.0.0/0"] }),
    ],
    [
      "a secret id for ever",
      "SETTING_INVALID",
      (c) => new AppRoleLogin(c, "a").addRole("x", { ...appRole, secretIdTtl: Duration.seconds(0) }),
    ],
    [
      "a role without audience",
      "SETTING_INVALID",
      (c) => new JwtLogin(c, "a", { issuer: "https://sso" }).addRole("x", { ...jwt, boundAudiences: [] }),
    ],
    [
      "a role for everybody of an issuer",
      "SETTING_INVALID",
      (c) =>
        new JwtLogin(c, "a", { issuer: "https://sso" }).addRole("x", { ...jwt, boundSubject: undefined }),
    ],
    [
      "a claim with a glob",
      "SETTING_INVALID",
      (c) =>
        new JwtLogin(c, "a", { issuer: "https://sso" }).addRole("x", { ...jwt, boundClaims: { a: "*" } }),
    ],
    ["an issuer without TLS", "SETTING_INVALID", (c) => new JwtLogin(c, "a", { issuer: "http://sso" })],
    [
      "people without a group",
      "SETTING_INVALID",
      (c) => new OidcLogin(c, "a").addRole("x", { ...oidc, boundClaims: {} }),
    ],
    [
      "a way back without TLS",
      "SETTING_INVALID",
      (c) =>
        new OidcLogin(c, "a").addRole("x", { ...oidc, allowedRedirectUris: ["http://vault.corp.example/"] }),
    ],
    [
      "a client's certificate as an authority",
      "CERTIFICATE_INVALID",
      (c) => new CertificateLogin(c, "a").addRole("x", { ...role, authority: client, allowedNames: names }),
    ],
    [
      "every certificate of an authority",
      "SETTING_INVALID",
      (c) =>
        new CertificateLogin(c, "a").addRole("x", {
          ...role,
          authority: clientAuthorities,
          allowedNames: { dns: ["*"] },
        }),
    ],
    [
      "a lockout after ten tries",
      "SETTING_INVALID",
      (c) => new PasswordLogin(c, "a", { lockout: { threshold: 10 } }),
    ],
    [
      "a lockout of five minutes",
      "SETTING_INVALID",
      (c) => new PasswordLogin(c, "a", { lockout: { duration: Duration.minutes(5) } }),
    ],
    ["a reserved path", "MOUNT_PATH_INVALID", (c) => new PasswordLogin(c, "a", { mountPath: "sys/x" })],
    ["a quota of nothing", "SETTING_INVALID", (c) => new RateLimit(c, "a", { quotaName: "x", rate: 0 })],
    [
      "a quota of a mount that is not there",
      "SETTING_INVALID",
      (c) => new RateLimit(c, "a", { quotaName: "x", rate: 1, path: "secrte/" }),
    ],
    [
      "a second factor for nobody",
      "SETTING_INVALID",
      (c) => new SecondFactor(c, "a", { issuer: "x", loginAccessors: [] }),
    ],
    ["short passwords", "SETTING_INVALID", (c) => new PasswordPolicy(c, "a", { policyName: "x", length: 8 })],
    [
      "leases of a month",
      "SETTING_INVALID",
      (c) => new DatabaseEngine(c, "a", { maxLease: Duration.days(30) }),
    ],
    [
      "accounts without an end",
      "SETTING_INVALID",
      (c) =>
        new DatabaseEngine(c, "a")
          .addPostgresql("p", postgresql)
          .addRole("x", { ...database, creationStatements: ["CREATE ROLE x"] }),
    ],
    [
      "certificates for any name",
      "SETTING_INVALID",
      (c) =>
        new PkiEngine(c, "a", { commonName: "x", address: REFERENCE.address }).addRole("x", {
          roleName: "x",
          allowedDomains: ["*"],
        }),
    ],
    [
      "certificates of a year",
      "SETTING_INVALID",
      (c) =>
        new PkiEngine(c, "a", { commonName: "x", address: REFERENCE.address }).addRole("x", {
          roleName: "x",
          allowedDomains: ["a.example"],
          ttl: Duration.days(365),
        }),
    ],
    [
      "a key rotated every minute",
      "SETTING_INVALID",
      (c) => new TransitEngine(c, "a").addKey("x", { keyName: "x", rotateEvery: Duration.minutes(1) }),
    ],
    ["tokens of a week", "TOKEN_TIMES_INVALID", () => TokenTimes.of({ maxTtl: Duration.days(7) })],
    [
      "tokens that are renewed every day",
      "TOKEN_TIMES_INVALID",
      () => TokenTimes.of({ ttl: Duration.days(1) }),
    ],
    [
      "tokens whose end is before their renewal",
      "TOKEN_TIMES_INVALID",
      () => TokenTimes.of({ ttl: Duration.minutes(30), maxTtl: Duration.minutes(10) }),
    ],
    [
      "tokens of Vault's default time",
      "TOKEN_TIMES_INVALID",
      () => TokenTimes.of({ ttl: Duration.seconds(0) }),
    ],
    [
      "longer tokens without a reason",
      "REASON_REQUIRED",
      () => TokenTimes.longer({ ttl: Duration.hours(2), maxTtl: Duration.days(2), reason: "why" }),
    ],
  ];
  test.each(cases)("%s", (_, code, action) => {
    expectRefused(code, () => action(configured().configuration));
  });
});
