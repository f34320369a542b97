import { ALONE, evidenceOfConfiguration } from "../../../lib/checks/adapters/configuration";
import { judge } from "../../../lib/checks/engine/judge";
import { defineRule, type Rule } from "../../../lib/checks/engine/rule";
import { MACHINES, stackWithVault } from "../../../lib/checks/engine/subjects";
import type { Evidence } from "../../../lib/checks/evidence/evidence";
import { DEFAULT_PROFILE } from "../../../lib/checks/profiles/profiles";
import { RULES } from "../../../lib/checks/rules/catalogue";
import { Draft } from "../support/draft";

const NOW = new Date("2026-11-24T12:00:00Z");

/** Rules of which no type says for certain that there must be something to judge. */
const CLAIM_NOTHING: Readonly<Record<string, string>> = {
  "BKP-02": "a bucket of Vault's need not be one for snapshots",
  "BKP-03": "a bucket of Vault's need not be one for snapshots, and a copy needs no copy",
  "BKP-06":
    "where a stack has machines for drills these answer for the cluster's, and else the cluster's own do",
  "SEAL-05": "a key of Vault's need not be the one of the seal, which may be another account's",
};

function errorsOf(rules: readonly Rule[], evidence: Evidence): readonly string[] {
  return judge(evidence, { rules, profile: DEFAULT_PROFILE, now: NOW })
    .results.filter(({ verdict }) => verdict === "error")
    .map(({ rule, reason }) => `${rule}: ${reason}`);
}

/** The cluster of the production example, with one more resource of each type of Vault's own that is asked for. */
function productionWith(...types: readonly string[]): Evidence {
  const draft = new Draft();
  for (const type of types) draft.add(type, "one_more", { name: "one-more", path: "one-more" });
  return draft.evidence();
}

const claiming = RULES.filter(({ id }) => !(id in CLAIM_NOTHING));

describe("a rule that goes blind is an error, and no success", () => {
  const ofVaultItself = [...new Set(claiming.flatMap(({ claims = [] }) => claims))].filter((type) =>
    type.startsWith("vault_"),
  );
  const evidence = productionWith(...ofVaultItself);

  test.each(claiming.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
    expect(errorsOf([{ ...rule, subjects: () => [] }], evidence)).toEqual([
      expect.stringMatching(new RegExp(`^${id}: the rule speaks of .+ and looked at none of \\d+ of them$`)),
    ]);
  });

  test("but none that sees", () => {
    expect(errorsOf(RULES, evidence)).toEqual([]);
  });
});

test("a rule that claims nothing says here why it cannot", () => {
  const silent = RULES.filter(({ claims = [] }) => claims.length === 0).map(({ id }) => id);
  expect(silent.sort()).toEqual(Object.keys(CLAIM_NOTHING).sort());
});

describe("types are compared one by one", () => {
  const rule = (over: Partial<Rule>): Rule => ({
    ...defineRule({
      id: "ACME-1",
      title: "Somebody owns it",
      severity: "error",
      since: "1",
      rationale: "",
      remediation: "",
      sources: [],
      notApplicable: "",
      subjects: ({ evidence }) => evidence.resources.ofType("aws_launch_template"),
      check: () => [{ verdict: "pass", actual: "", expected: "" }],
    }),
    ...over,
  });
  const evidence = new Draft().evidence();

  test("one that is looked at does not excuse another", () => {
    const both = rule({ claims: ["aws_launch_template", "aws_kms_key"] });
    const { results } = judge(evidence, { rules: [both], profile: DEFAULT_PROFILE, now: NOW });
    expect(results.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(["pass", "error"]));
    expect(results.at(-1)?.reason).toMatch(/^the rule speaks of aws_kms_key and looked at none of \d+/);
  });

  test("whoever looks at the stack as a whole looks at all of it", () => {
    expect(errorsOf([rule({ claims: MACHINES, subjects: stackWithVault })], evidence)).toEqual([]);
  });
});

describe("what is not Vault's is nobody's to judge", () => {
  const template = (more: object) => ({ name: "vault", image_id: "ami-1", ...more });
  const group = (more: object) => ({
    launch_template: [{ id: "$" + "{aws_launch_template.vault.id}" }],
    vpc_zone_identifier: ["subnet-1"],
    min_size: 3,
    max_size: 3,
    desired_capacity: 3,
    ...more,
  });
  const ref = (address: string) => `\${${address}}`;

  test.each<[string, object]>([
    [
      "a NAT instance that Vault's routes lead to",
      {
        aws_vpc: { own: {} },
        aws_subnet: { own: { vpc_id: ref("aws_vpc.own.id") } },
        aws_route_table: { own: { vpc_id: ref("aws_vpc.own.id") } },
        aws_route_table_association: {
          own: { subnet_id: ref("aws_subnet.own.id"), route_table_id: ref("aws_route_table.own.id") },
        },
        aws_route: {
          out: {
            route_table_id: ref("aws_route_table.own.id"),
            network_interface_id: ref("aws_instance.nat.primary_network_interface_id"),
          },
        },
        aws_instance: { nat: { ami: "ami-2" } },
        aws_autoscaling_group: { vault: group({ vpc_zone_identifier: [ref("aws_subnet.own.id")] }) },
      },
    ],
    [
      "the role of flow logs, where the nodes' own is brought",
      {
        aws_vpc: { own: {} },
        aws_subnet: { own: { vpc_id: ref("aws_vpc.own.id") } },
        aws_flow_log: { own: { vpc_id: ref("aws_vpc.own.id"), iam_role_arn: ref("aws_iam_role.flow.arn") } },
        aws_iam_role: { flow: { assume_role_policy: "{}" } },
        aws_autoscaling_group: { vault: group({ vpc_zone_identifier: [ref("aws_subnet.own.id")] }) },
      },
    ],
    [
      "the group of an endpoint, where the nodes' own is brought",
      {
        aws_vpc: { own: {} },
        aws_subnet: { own: { vpc_id: ref("aws_vpc.own.id") } },
        aws_vpc_endpoint: {
          kms: { vpc_id: ref("aws_vpc.own.id"), security_group_ids: [ref("aws_security_group.endpoint.id")] },
        },
        aws_security_group: { endpoint: { vpc_id: ref("aws_vpc.own.id") } },
        aws_autoscaling_group: { vault: group({ vpc_zone_identifier: [ref("aws_subnet.own.id")] }) },
      },
    ],
    [
      "a network of clients that Vault's zone is told to",
      {
        aws_lb: { vault: { internal: true } },
        aws_lb_target_group: { vault: { port: 8200 } },
        aws_lb_listener: {
          vault: {
            load_balancer_arn: ref("aws_lb.vault.arn"),
            default_action: [{ target_group_arn: ref("aws_lb_target_group.vault.arn") }],
          },
        },
        aws_route53_zone: {
          own: { name: "corp.example", vpc: [{ vpc_id: "vpc-1" }, { vpc_id: ref("aws_vpc.clients.id") }] },
        },
        aws_route53_record: {
          own: {
            zone_id: ref("aws_route53_zone.own.zone_id"),
            name: "vault",
            alias: [{ name: ref("aws_lb.vault.dns_name") }],
          },
        },
        aws_vpc: { clients: {} },
        aws_autoscaling_group: {
          vault: group({ target_group_arns: [ref("aws_lb_target_group.vault.arn")] }),
        },
      },
    ],
    [
      "machines for a drill alone",
      { aws_autoscaling_group: { vault: group({ min_size: 0, max_size: 1, desired_capacity: 0 }) } },
    ],
  ])("%s", (_, resource) => {
    const evidence = evidenceOfConfiguration(
      "other",
      {
        resource: {
          aws_launch_template: { vault: template({ vpc_security_group_ids: ["sg-1"] }) },
          ...resource,
        },
      },
      ALONE,
    );
    expect(errorsOf(RULES, evidence)).toEqual([]);
  });
});
