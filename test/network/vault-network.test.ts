import { Token } from "cdktf";
import fc from "fast-check";
import { Cidr, requireDisjoint } from "../../lib/core/cidr";
import { planSubnets } from "../../lib/network/subnet-plan";
import { VaultNetwork, type VaultNetworkProps } from "../../lib/network/vault-network";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const props: VaultNetworkProps = { clusterName: "vault", domainName: "vault.corp.example" };
const make = (more: Partial<VaultNetworkProps> = {}) => {
  const stack = awsStack();
  new VaultNetwork(stack, "network", { ...props, ...more });
  return Synthesized.of(stack);
};

describe("VaultNetwork", () => {
  const network = make();

  test("has no way to the internet", () => {
    expect(network.types.filter((type) => /internet_gateway|nat_gateway|eip|aws_route$/.test(type))).toEqual(
      [],
    );
    for (const table of Object.values(network.all("aws_route_table"))) expect(table.route).toBeUndefined();
  });

  test("has three tiers in three zones, with routes, and never a public address", () => {
    const subnets = network.all("aws_subnet");
    expect(Object.keys(subnets).sort()).toEqual(
      ["endpoint", "load-balancer", "node"].flatMap((tier) =>
        [1, 2, 3].map((zone) => `network/${tier}-subnet-${zone}`),
      ),
    );
    expect(Object.values(subnets).every((subnet) => subnet.map_public_ip_on_launch === false)).toBe(true);
    expect(Object.keys(network.all("aws_route_table_association"))).toHaveLength(9);
  });

  test("empties the default security group", () => {
    const group = network.get("aws_default_security_group", "network/default-security-group");
    expect(group.ingress).toBeUndefined();
    expect(group.egress).toBeUndefined();
  });

  test("records all traffic, encrypted, for 365 days", () => {
    expect(network.get("aws_flow_log", "network/flow-log/Resource")).toMatchObject({
      traffic_type: "ALL",
      log_destination: expect.stringContaining("aws_cloudwatch_log_group.network_flow-log_log-group"),
    });
    expect(network.get("aws_cloudwatch_log_group", "network/flow-log/log-group/Resource")).toMatchObject({
      retention_in_days: 365,
      kms_key_id: expect.stringContaining("aws_kms_key.network_logs-key"),
    });
  });

  test("has endpoints for what nodes call, each private, with a policy of its own account and its own actions", () => {
    const endpoints = Object.entries(network.all("aws_vpc_endpoint")).map(
      ([path, block]) => [path.split("/").at(-1), block] as const,
    );
    expect(endpoints.map(([name]) => name).sort()).toEqual([
      "autoscaling",
      "ec2",
      "ec2messages",
      "kms",
      "logs",
      "monitoring",
      "s3",
      "secretsmanager",
      "ssm",
      "ssmmessages",
      "sts",
    ]);
    for (const [name, block] of endpoints) {
      const statement = Synthesized.statements(block.policy).OwnAccountOnly as {
        Action: string | string[];
        Condition: object;
      };
      const service = name === "monitoring" ? "cloudwatch" : name;
      expect(
        [statement.Action]
          .flat()
          .every((action) => action.startsWith(`${service}:`) && !action.includes("*")),
      ).toBe(true);
      expect(statement.Condition).toMatchObject({
        StringEquals: { "aws:PrincipalAccount": expect.any(String) },
      });
      if (name !== "s3")
        expect(block).toMatchObject({ private_dns_enabled: true, vpc_endpoint_type: "Interface" });
    }
  });

  test("adds the endpoint of AWS Private CA when asked", () => {
    const paths = Object.keys(
      make({ additionalEndpoints: [VaultNetwork.PRIVATE_CA] }).all("aws_vpc_endpoint"),
    );
    expect(paths).toContain("network/endpoints/acm-pca");
  });

  test("makes a private zone for just the one name", () => {
    expect(network.get("aws_route53_zone", "network/private-zone")).toMatchObject({
      name: "vault.corp.example",
      vpc: [{ vpc_id: expect.stringContaining("aws_vpc.network") }],
    });
  });

  test.each(["10.0.0.0/24", "10.0.0.0/28"])("fails for %s, which is too small", (cidr) => {
    expect(expectRefused("CIDR_TOO_SMALL", () => make({ cidr })).path).toBe("stack/network");
  });

  test.each(["10.0.0.0/8", "fd00::/20", "10.0.0.1/22", "lan"])("fails for the cidr %s", (cidr) => {
    expectRefused("CIDR_INVALID", () => make({ cidr }));
  });

  test("fails for tokens where files are rendered from the value", () => {
    for (const prop of ["cidr", "clusterName", "domainName"]) {
      expectRefused("LITERAL_REQUIRED", () => make({ [prop]: Token.asString({ a: 1 }) }));
    }
  });

  test.each([[["a", "b"]], [["a", "b", "b"]], [["a", "b", "c", "d"]]])(
    "fails for the zones %j",
    (availabilityZones) => {
      expectRefused("SUBNETS_INVALID", () => make({ availabilityZones }));
    },
  );

  test.each([
    "",
    "vault",
    "Vault.corp.example",
    "*.corp.example",
    "vault.corp.example.",
    "10.0.0.1",
    "a_b.example",
    "-a.example",
    `${"a".repeat(64)}.example`,
    `${"abcdefgh.".repeat(8)}example`,
  ])("fails for the name %j, which no certificate carries", (domainName) => {
    expectRefused("DOMAIN_NAME_INVALID", () => make({ domainName }));
  });

  test.each(["", "ab", "Vault", "vault_1", "1vault", "vault-", "internal-vault", "a".repeat(21)])(
    "fails for the cluster name %j",
    (clusterName) => {
      expectRefused("CLUSTER_NAME_INVALID", () => make({ clusterName }));
    },
  );
});

describe("planSubnets", () => {
  test("subnets lie in the VPC and share nothing, whatever its size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 23 }), fc.nat(255), (prefix, second) => {
        const plan = planSubnets(`10.${second}.0.0/${prefix}`);
        const subnets = [...plan.nodes, ...plan.loadBalancer, ...plan.endpoints];
        expect(subnets).toHaveLength(9);
        expect(
          subnets.every((subnet) => plan.vpc.contains(subnet) && subnet.prefixLength === prefix + 4),
        ).toBe(true);
        requireDisjoint("subnets", subnets);
      }),
    );
  });
});

describe("VaultNetwork.fromAttributes", () => {
  const subnets = (third: number, count = 3) =>
    Array.from({ length: count }, (_, i) => ({
      subnetId: `subnet-0000000${third}${i}`,
      cidr: `10.0.${third}.${i * 16}/28`,
    }));
  const attributes = {
    vpcId: "vpc-0123456789abcdef0",
    vpcCidr: "10.0.0.0/16",
    nodeSubnets: subnets(1),
    loadBalancerSubnets: subnets(2),
    endpointSubnets: subnets(3),
    endpointsSecurityGroupId: "sg-0123456789abcdef0",
    s3PrefixListId: "pl-0123456789abcdef0",
    privateZoneId: "Z0123456789",
  };
  const read = (more: object) =>
    VaultNetwork.fromAttributes(awsStack(), "network", { ...attributes, ...more });

  test("keeps what it was told", () => {
    const network = read({});
    expect(network.vpcCidr.text).toBe("10.0.0.0/16");
    expect(network.nodeSubnets.map(({ cidr }) => cidr.text)).toEqual([
      "10.0.1.0/28",
      "10.0.1.16/28",
      "10.0.1.32/28",
    ]);
  });

  test("fails for overlapping tiers, too few subnets, wrong ids and tokens", () => {
    expect(expectRefused("CIDR_OVERLAP", () => read({ loadBalancerSubnets: subnets(1) })).path).toBe(
      "stack/network",
    );
    expectRefused("SUBNETS_INVALID", () => read({ nodeSubnets: subnets(1, 2) }));
    expectRefused("SUBNETS_INVALID", () => read({ endpointSubnets: [] }));
    expectRefused("IDENTIFIER_INVALID", () => read({ vpcId: "sg-01234567" }));
    expectRefused("IDENTIFIER_INVALID", () => read({ s3PrefixListId: "s3" }));
    expectRefused("LITERAL_REQUIRED", () => read({ vpcCidr: Token.asString({ a: 1 }) }));
    expectRefused("LITERAL_REQUIRED", () =>
      read({ nodeSubnets: [{ subnetId: "subnet-01234567", cidr: Token.asString({ a: 1 }) }] }),
    );
    expect(read({ vpcId: Token.asString({ a: 1 }) }).vpcCidr).toBeInstanceOf(Cidr);
  });

  test("admits callers to its endpoints only when it may", () => {
    const rule = { id: "x", port: 443, peer: { cidrIpv4: "10.0.0.0/28" }, description: "x" };
    const rules = (mutable: boolean | undefined) => {
      const stack = awsStack();
      VaultNetwork.fromAttributes(stack, "network", {
        ...attributes,
        endpointsSecurityGroupMutable: mutable,
      }).admitToEndpoints(rule);
      return Object.keys(Synthesized.of(stack).all("aws_vpc_security_group_ingress_rule"));
    };
    expect(rules(undefined)).toEqual(["network/endpoint-rules/in-x"]);
    expect(rules(false)).toEqual([]);
  });
});
