import { ALONE } from "../../../lib/checks/adapters/configuration";
import { evidenceOfPlan, type ShownByTerraform } from "../../../lib/checks/adapters/plan";
import { providerConfigurations, vaultOf } from "../../../lib/checks/evidence/provider-configurations";
import { moduleCalls, programs } from "../../../lib/checks/evidence/toolchain";

const PLAN: ShownByTerraform = {
  format_version: "1.2",
  planned_values: {
    root_module: {
      resources: [{ address: "vault_policy.own", mode: "managed", type: "vault_policy", values: {} }],
      child_modules: [
        {
          resources: [
            { address: "module.more[0].vault_audit.it[0]", mode: "managed", type: "vault_audit", values: {} },
          ],
        },
      ],
    },
  },
  configuration: {
    provider_config: {
      vault: {
        name: "vault",
        full_name: "registry.terraform.io/hashicorp/vault",
        expressions: { address: { constant_value: "https://a.example/" }, token: { references: ["var.t"] } },
      },
      "bao.other": {
        name: "bao",
        full_name: "registry.terraform.io/hashicorp/vault",
        expressions: {
          address: { constant_value: "https://b.example" },
          auth_login_aws: [{ role: { constant_value: "terraform" } }],
        },
      },
    },
    root_module: {
      resources: [{ address: "vault_policy.own", provider_config_key: "vault" }],
      module_calls: {
        more: {
          source: "corp/more/vault",
          version_constraint: "1.2.3",
          module: {
            resources: [
              {
                address: "vault_audit.it",
                provider_config_key: "module.more:bao.other",
                provisioners: [{ type: "local-exec" }],
              },
            ],
            module_calls: { deeper: { source: "./deeper", module: {} } },
          },
        },
      },
    },
  },
};

describe("what the configuration of a plan says", () => {
  const evidence = evidenceOfPlan("plan.json", PLAN, ALONE);

  test("programs that resources of modules run", () => {
    expect(programs(evidence)).toEqual([{ address: "module.more[0].vault_audit.it[0]", kind: "local-exec" }]);
  });

  test("modules, and those that they call", () => {
    const calls = moduleCalls(evidence).map(({ address, source, version }) => [
      address,
      source.raw,
      version.raw,
    ]);
    expect(calls).toEqual([
      ["module.more", "corp/more/vault", "1.2.3"],
      ["module.more.deeper", "./deeper", null],
    ]);
  });

  test("which Vault a resource is in, by the provider that it has", () => {
    const vaults = evidence.resources.all.map((resource) => vaultOf(resource, evidence));
    expect(vaults).toEqual(["https://a.example", "https://b.example"]);
  });

  test("constants of providers as they are, the rest as not known", () => {
    const [own, other] = providerConfigurations(evidence, "vault");
    expect(own?.settings.at("token").isKnown).toBe(false);
    expect(other?.settings.at("auth_login_aws.role").literal).toBe("terraform");
  });
});
