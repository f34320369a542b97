import { VaultProvider } from "@cdktf/provider-vault/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  AppRoleLogin,
  DatabaseEngine,
  KeyValueEngine,
  PasswordLogin,
  PkiEngine,
  SecondFactor,
  TransitEngine,
  VaultConfiguration,
  VaultPolicy,
  VaultReference,
} from "../../lib/configuration";
import { expectRefused } from "../support/errors";
import { Synthesized } from "../support/stack";
import { configured, REFERENCE } from "./support";

type Block = Readonly<Record<string, unknown>>;

function json(stack: TerraformStack) {
  stack.prepareStack();
  return stack.toTerraform() as {
    readonly import: readonly { readonly to: string; readonly id: string }[];
    readonly provider: { readonly vault: readonly Block[] };
    readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  };
}

function full() {
  const { stack, configuration } = configured();
  new AppRoleLogin(configuration, "approle");
  new PasswordLogin(configuration, "people", { mountPath: "people" });
  new KeyValueEngine(configuration, "secrets");
  new TransitEngine(configuration, "transit").addKey("payments", { keyName: "payments" });
  new DatabaseEngine(configuration, "database");
  new PkiEngine(configuration, "pki", { commonName: "Corp clients", address: REFERENCE.address });
  return { stack, configuration };
}

describe("VaultConfiguration", () => {
  test("takes over everything that the first boot made", () => {
    const { import: imports, resource } = json(configured().stack);
    expect(imports.map(({ id }) => id)).toEqual([
      "file",
      "syslog",
      "hardened-terraform",
      "hardened-snapshots",
      "hardened-node-lifecycle",
      "hardened-metrics",
      "aws",
      "auth/aws/config/client",
      "auth/aws/role/terraform",
      "auth/aws/role/snapshots",
      "auth/aws/role/node-lifecycle",
      "sys/storage/raft/autopilot/configuration",
    ]);
    for (const { to } of imports) {
      const [type = "", name = ""] = to.split(".");
      expect(resource[type]?.[name]).toBeDefined();
    }
  });

  test("takes over what restore drills look at, and not what the canary says", () => {
    const vault = VaultReference.fromAttributes({
      ...REFERENCE.attributes,
      restoreDrillRoleArn: "arn:aws:iam::123456789012:role/vault-restore-drill",
    });
    const { import: imports, resource } = json(configured({ vault }).stack);
    expect(imports.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["hardened-restore-drill", "auth/aws/role/restore-drill", "hardened-canary"]),
    );
    expect(Object.values(resource.vault_mount ?? {})).toMatchObject([
      { path: "hardened-canary", type: "kv", lifecycle: { prevent_destroy: true } },
    ]);
    expect(Object.keys(resource).filter((type) => /secret|kv/.test(type))).toEqual([]);
    const roles = Object.values(resource.vault_aws_auth_backend_role ?? {});
    expect(roles.find(({ role }) => role === "restore-drill")).toMatchObject({
      bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/vault-restore-drill"],
      token_policies: ["hardened-restore-drill"],
    });
  });

  test("audits its own making: everything depends on every audit device, and no device can be destroyed", () => {
    const { resource } = json(full().stack);
    const devices = Object.keys(resource.vault_audit ?? {}).map((name) => `vault_audit.${name}`);
    expect(devices).toHaveLength(2);
    for (const device of Object.values(resource.vault_audit ?? {})) {
      expect(device.lifecycle).toEqual({ prevent_destroy: true });
    }
    const others = Object.entries(resource).filter(([type]) => type !== "vault_audit");
    for (const block of others.flatMap(([, blocks]) => Object.values(blocks))) {
      expect(block.depends_on).toEqual(expect.arrayContaining(devices));
    }
  });

  test("lets Terraform manage what is declared, and lets it before it is made", () => {
    const { stack } = full();
    const { resource } = json(stack);
    const synthesized = Synthesized.of(stack);
    const policy = synthesized.get("vault_policy", "configuration/terraform-policy");
    const paths = Object.keys((JSON.parse(String(policy.policy)) as { path: Block }).path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "sys/auth/approle",
        "sys/auth/people",
        "sys/mounts/secret",
        "transit/keys/+",
        "database/config/+",
      ]),
    );
    expect(
      paths.filter((path) => /^(secret\/data|transit\/(en|de)crypt|database\/creds)/.test(path)),
    ).toEqual([]);
    const [address] = Object.keys(resource.vault_policy ?? {}).filter((name) => name.includes("terraform"));
    for (const mount of Object.values(resource.vault_mount ?? {})) {
      expect(mount.depends_on).toContain(`vault_policy.${address}`);
    }
  });

  test("logs in with an AWS role, a client certificate and a verified server, for 15 minutes, without a token", () => {
    const [provider] = json(configured().stack).provider.vault;
    expect(provider).toEqual({
      address: "https://vault.corp.example:8200",
      auth_login_aws: [
        {
          aws_region: "eu-central-1",
          aws_sts_endpoint: "https://sts.eu-central-1.amazonaws.com",
          header_value: "vault.corp.example",
          mount: "aws",
          role: "terraform",
        },
      ],
      ca_cert_file: "nodes-ca.pem",
      client_auth: [{ cert_file: "pipeline.pem", key_file: "pipeline-key.pem" }],
      max_lease_ttl_seconds: 900,
      skip_child_token: true,
      skip_get_vault_version: true,
      vault_version_override: "2.1.2",
    });
  });

  test("limits requests: all of Vault, and each way to log in", () => {
    const quotas = Object.values(Synthesized.of(full().stack).all("vault_quota_rate_limit"));
    expect(quotas.map(({ name }) => name)).toEqual([
      "login-aws",
      "everything",
      "login-approle",
      "login-people",
    ]);
    for (const quota of quotas) expect(quota.block_interval).toBe(30);
  });

  test("locks users out for 30 minutes after five tries, where Vault can", () => {
    const { stack } = full();
    const tunes = Object.entries(Synthesized.of(stack).all("vault_generic_endpoint")).filter(([path]) =>
      path.includes("lockout"),
    );
    expect(tunes.map(([path]) => path)).toEqual([
      "configuration/approle/method/lockout/Resource",
      "configuration/people/method/lockout/Resource",
    ]);
    for (const [, { data_json: data }] of tunes) {
      expect(JSON.parse(String(data))).toEqual({
        user_lockout_config: {
          lockout_threshold: "5",
          lockout_duration: "30m",
          lockout_counter_reset_duration: "30m",
          lockout_disable: false,
        },
      });
    }
  });

  test("holds no secret: no attribute that a value of a secret could be in", () => {
    const { resource } = json(full().stack);
    for (const type of Object.keys(resource))
      expect(type).not.toMatch(/secret_id|generic_secret|kv_secret$|kv_secret_v2|vault_token$/);
    expect(JSON.stringify(resource)).not.toMatch(/"(password|token|secret_key|private_key)":/);
  });

  test("asks for a second factor", () => {
    const { stack, configuration } = configured();
    const people = new PasswordLogin(configuration, "people");
    new SecondFactor(configuration, "factor", { issuer: "Corp Vault", loginAccessors: [people.accessor] });
    const synthesized = Synthesized.of(stack);
    expect(
      synthesized.get("vault_identity_mfa_login_enforcement", "configuration/factor/enforcement"),
    ).toMatchObject({
      auth_method_accessors: [expect.stringContaining("vault_auth_backend.")],
    });
  });
});

describe("VaultConfiguration refuses", () => {
  const message = (stack: TerraformStack) => {
    const problems = stack.node.findAll().flatMap((node) => node.node.validate());
    // Nothing was synthesized here, which the hardening has its own word on.
    return problems.filter((problem) => !problem.includes("HARDENING_SKIPPED")).join("\n");
  };

  test("a provider with a token, or without verification", () => {
    for (const unsafe of [{ token: "hvs.x" }, { skipTlsVerify: true }]) {
      const stack = new TerraformStack(Testing.app(), "inside");
      new VaultProvider(stack, "vault", { address: REFERENCE.address, ...unsafe });
      new VaultConfiguration(stack, "configuration", { vault: REFERENCE });
      expect(message(stack)).toMatch(/the Vault provider is not safe/);
    }
    expect(message(configured().stack)).toBe("");
  });

  const device = {
    path: "other",
    type: "file" as const,
    description: "",
    options: { file_path: "/var/log/other/a.log" },
  };
  test.each([
    [
      "two devices on one file",
      { ...device, options: { file_path: "/var/log/vault/audit.log" } },
      /write one file/,
    ],
    ["two devices on one path", { ...device, path: "file" }, /have one path/],
    ["an executable file", { ...device, options: { ...device.options, mode: "0750" } }, /open to others/],
    ["a prefix", { ...device, options: { ...device.options, prefix: "x" } }, /way to run code/],
    ["/dev/null", { ...device, options: { file_path: "/dev/null" } }, /keeps nothing/],
    ["discard", { ...device, options: { file_path: "discard" } }, /keeps nothing/],
    [
      "UDP",
      { ...device, type: "socket" as const, options: { address: "10.0.0.1:9090", socket_type: "udp" } },
      /loses entries/,
    ],
    ["values in clear", { ...device, options: { ...device.options, log_raw: "true" } }, /in clear/],
  ])("%s as an audit device", (_, further, says) => {
    const error = expectRefused("AUDIT_DEVICE_INVALID", () => configured({ furtherAuditDevices: [further] }));
    expect(error.message).toMatch(says);
  });

  test("a reference without an exact version", () => {
    expectRefused("SETTING_INVALID", () =>
      VaultReference.fromAttributes({ ...REFERENCE.attributes, version: "latest" }),
    );
    expectRefused("SETTING_INVALID", () =>
      VaultReference.fromAttributes({ ...REFERENCE.attributes, nodes: 4 }),
    );
  });

  test("something inside Vault that is below no configuration", () => {
    expectRefused(
      "SETTING_INVALID",
      () => new KeyValueEngine(new TerraformStack(Testing.app(), "alone"), "secrets"),
    );
  });

  test("a header with a secret in clear", () => {
    expectRefused("SETTING_INVALID", () =>
      configured({ auditedHeaders: [{ name: "X-Vault-Token", hashed: false }] }),
    );
  });
});

test("an application gets its path and nothing else", () => {
  const { stack, configuration } = configured();
  const secrets = new KeyValueEngine(configuration, "secrets");
  const policy = configuration.addPolicy(new VaultPolicy("payments", secrets.read("payments")));
  configuration.awsLogin.addRole("payments", {
    roleName: "payments",
    principalArns: ["arn:aws:iam::123456789012:role/payments"],
    policies: [policy],
  });
  expect(
    Synthesized.of(stack).get("vault_aws_auth_backend_role", "configuration/aws-login/payments"),
  ).toMatchObject({
    bound_iam_principal_arns: ["arn:aws:iam::123456789012:role/payments"],
    token_policies: ["payments"],
    token_ttl: 3600,
    token_max_ttl: 86400,
  });
});
