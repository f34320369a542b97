import * as path from "node:path";
import { Testing, Token } from "cdktf";
import settings from "../../examples/minimal/settings.json";
import {
  AlarmReceivers,
  ArtifactBucket,
  Backend,
  ClientCertificates,
  ClientNetwork,
  EncryptionKey,
  HardenedVault,
  type HardenedVaultProps,
  Operators,
  Protection,
  Seal,
  SealKey,
  ServerCertificates,
  VaultNetwork,
  VaultRelease,
} from "../../lib";
import { expectRefused } from "../support/errors";
import { awsStack, Synthesized } from "../support/stack";

const props: HardenedVaultProps = {
  release: VaultRelease.fromFile(path.join(__dirname, "../../examples/minimal/vault-release.json")),
  domainName: "vault.corp.example",
  clients: [ClientNetwork.cidr("10.20.0.0/16")],
  serverCertificates: ServerCertificates.secretsManager(settings.certificateSecretArn),
  clientCertificates: ClientCertificates.required({ authorities: settings.clientAuthorities }),
  operators: Operators.pgp(settings.operators, { threshold: 3 }),
  configurator: {
    roleArn: settings.configurator.roleArn,
    network: ClientNetwork.cidr(settings.configurator.cidr, "CI runners"),
  },
  notify: AlarmReceivers.emails(["oncall@corp.example"]),
};
const make = (more: Partial<HardenedVaultProps> = {}) => {
  const stack = awsStack();
  new HardenedVault(stack, "vault", { ...props, ...more });
  return Synthesized.of(stack);
};

describe("HardenedVault, without a prop that is not required", () => {
  const vault = make();

  test("nodes: IMDSv2 with one hop, no key pair, no public address, three encrypted volumes", () => {
    const template = vault.get("aws_launch_template", "vault/nodes/launch-template");
    expect(template).toMatchObject({
      metadata_options: { http_tokens: "required", http_put_response_hop_limit: 1, http_endpoint: "enabled" },
      network_interfaces: [{ associate_public_ip_address: "false" }],
    });
    expect(template.key_name).toBeUndefined();
    const volumes = template.block_device_mappings as { device_name: string; ebs: object }[];
    expect(volumes).toHaveLength(3);
    for (const { ebs } of volumes) {
      expect(ebs).toMatchObject({
        encrypted: "true",
        volume_type: "gp3",
        kms_key_id: expect.stringContaining("data-key"),
      });
    }
  });

  test("the group rolls by latest_version, one node at a time, on EC2 health, with hooks from the first instance on", () => {
    const group = vault.get("aws_autoscaling_group", "vault/nodes/Resource");
    expect(group).toMatchObject({
      min_size: 3,
      max_size: 3,
      health_check_type: "EC2",
      suspended_processes: ["AZRebalance"],
      launch_template: { version: expect.stringMatching(/^\$\{aws_launch_template\..*\.latest_version\}$/) },
      service_linked_role_arn: expect.stringContaining("aws_iam_service_linked_role"),
      instance_refresh: { preferences: { min_healthy_percentage: 100, max_healthy_percentage: 134 } },
    });
    const hooks = { launch: "ABANDON", termination: "CONTINUE" };
    for (const [name, result] of Object.entries(hooks)) {
      expect(group.initial_lifecycle_hook).toContainEqual(
        expect.objectContaining({ name: `vault-node-${name}`, default_result: result }),
      );
      expect(
        vault.get("aws_autoscaling_lifecycle_hook", `vault/nodes/vault-node-${name}`).default_result,
      ).toBe(result);
    }
    expect(String(group.depends_on)).toContain("aws_vpc_endpoint.");
    expect(String(group.depends_on)).toContain("aws_iam_role_policy.");
  });

  test("security groups are exactly the declared paths, each described, none open to the world", () => {
    const line =
      (direction: string) =>
      ([rulePath, rule]: [string, Readonly<Record<string, unknown>>]) => {
        const peer = String(rule.cidr_ipv4 ?? rule.referenced_security_group_id ?? rule.prefix_list_id);
        const name = /aws_security_group\.(.+?)_security-group_|(prefix-list)|(^[\d./]+$)/.exec(peer);
        expect(rule.description).toEqual(expect.stringMatching(/.{10,}/));
        expect(rule.from_port).toBe(rule.to_port);
        return `${rulePath.replace(/^vault\//, "").replace(/\/[^/]*$/, "")} ${direction} ${name?.slice(1).find(Boolean)} ${rule.to_port}`;
      };
    const rules = [
      ...Object.entries(vault.all("aws_vpc_security_group_ingress_rule")).map(line("in")),
      ...Object.entries(vault.all("aws_vpc_security_group_egress_rule")).map(line("out")),
    ];
    expect(rules.sort()).toEqual(
      [
        "endpoint/security-group/rules in 10.20.0.0/16 8200",
        "endpoint/security-group/rules in 10.30.4.0/24 8200",
        "endpoint/security-group/rules out vault_nodes 8200",
        "endpoint/security-group/rules out vault_nodes 8202",
        "endpoint/node-rules in vault_endpoint 8200",
        "endpoint/node-rules in vault_endpoint 8202",
        "network/endpoints/security-group/rules in vault_nodes 443",
        "nodes/security-group/rules in vault_nodes 8200",
        "nodes/security-group/rules in vault_nodes 8201",
        "nodes/security-group/rules out vault_nodes 8200",
        "nodes/security-group/rules out vault_nodes 8201",
        "nodes/security-group/rules out vault_network_endpoints 443",
        "nodes/security-group/rules out prefix-list 443",
      ].sort(),
    );
  });

  test("who reads and writes the node bundle is taken down in a bucket of its own", () => {
    const logging = vault.get("aws_s3_bucket_logging", "vault/artifacts/access-logs");
    expect(logging).toMatchObject({
      bucket: expect.stringContaining("aws_s3_bucket.vault_artifacts"),
      target_bucket: expect.stringContaining("aws_s3_bucket.vault_access-logs"),
      target_prefix: "artifacts/",
    });
    expect(String(logging.depends_on)).toContain("aws_s3_bucket_policy.");
    const { policy } = vault.get("aws_s3_bucket_policy", "vault/access-logs/policy");
    const statements = Synthesized.statements(policy);
    expect(Object.keys(statements)).toEqual(["TlsOnly", "AccessLogsOfArtifacts", "AccessLogsOfSnapshots"]);
    expect(statements.AccessLogsOfArtifacts).toMatchObject({
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: expect.stringMatching(/access-logs.*\/artifacts\/\*$/),
      Condition: {
        ArnEquals: { "aws:SourceArn": expect.stringContaining("aws_s3_bucket.vault_artifacts") },
        StringEquals: { "aws:SourceAccount": expect.stringContaining("aws_caller_identity") },
      },
    });
  });

  test("the load balancer is internal, passes TCP through, keeps client addresses and asks health on 8202", () => {
    expect(vault.get("aws_lb", "vault/endpoint/Resource")).toMatchObject({
      internal: true,
      load_balancer_type: "network",
      enable_deletion_protection: true,
      enable_cross_zone_load_balancing: true,
    });
    expect(vault.get("aws_lb_target_group", "vault/endpoint/target-group")).toMatchObject({
      protocol: "TCP",
      port: 8200,
      preserve_client_ip: "true",
      health_check: { protocol: "HTTPS", port: "8202", matcher: "200" },
    });
    expect(vault.get("aws_lb_listener", "vault/endpoint/listener")).toMatchObject({
      protocol: "TCP",
      port: 8200,
    });
  });

  test("the node role has no wildcard action, and stars only where AWS knows no resource", () => {
    const statements = Object.values(
      Synthesized.statements(vault.get("aws_iam_role_policy", "vault/node-role/policy").policy),
    ) as { Sid: string; Action: string | string[]; Resource: string | string[] }[];
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(
      statements.filter(({ Resource }) => [Resource].flat().includes("*")).map(({ Sid }) => Sid),
    ).toEqual(["FindPeers", "WriteMetrics", "Sessions"]);
    const decrypting = statements.filter(({ Action }) => [Action].flat().includes("kms:Decrypt"));
    // What the seal could not satisfy: it calls KMS itself, and sends no encryption context.
    const { DecryptSessions, ...others } = Object.fromEntries(
      decrypting.map((statement) => [statement.Sid, statement]),
    );
    expect(DecryptSessions).toHaveProperty(
      ["Condition", "Null", "kms:EncryptionContext:aws:ssm:TargetId"],
      "false",
    );
    for (const statement of Object.values(others).filter(({ Sid }) => Sid !== "Unseal")) {
      expect(statement).toHaveProperty(["Condition", "StringLike", "kms:ViaService"]);
    }
  });

  test("keys are eight, apart from each other, rotated and protected", () => {
    const keys = Object.entries(vault.all("aws_kms_key"));
    expect(keys.map(([key]) => key).sort()).toEqual([
      "vault/alarms/key/Resource",
      "vault/life/shares-key/Resource",
      "vault/logs-key/Resource",
      "vault/nodes/data-key/Resource",
      "vault/objects-key/Resource",
      "vault/seal/Resource",
      "vault/sessions/key/Resource",
      "vault/snapshots/bucket/key/Resource",
    ]);
    for (const [, key] of keys) {
      expect(key).toMatchObject({
        enable_key_rotation: true,
        deletion_window_in_days: 30,
        lifecycle: { prevent_destroy: true },
      });
    }
  });

  test("what cannot be made again is protected, and one reasoned prop relaxes it", () => {
    const relaxed = make({ protection: Protection.relaxed({ reason: "a cluster for one afternoon" }) });
    const protectedTypes = (from: Synthesized) =>
      from.types.flatMap((type) =>
        Object.values(from.all(type)).filter(
          (block) => (block.lifecycle as { prevent_destroy?: boolean })?.prevent_destroy,
        ),
      );
    expect(protectedTypes(vault).length).toBeGreaterThanOrEqual(9);
    expect(protectedTypes(relaxed)).toEqual([]);
    expect(relaxed.get("aws_lb", "vault/endpoint/Resource").enable_deletion_protection).toBe(false);
    expect(relaxed.get("aws_s3_bucket", "vault/artifacts/Resource").force_destroy).toBe(true);
    expectRefused("REASON_REQUIRED", () => Protection.relaxed({ reason: "test" }));
  });
});

describe("HardenedVault, with what users bring", () => {
  test("an existing network, key and bucket make none of these", () => {
    const stack = awsStack();
    const subnets = (tier: number) =>
      [0, 1, 2].map((i) => ({ subnetId: `subnet-0000000${tier}${i}`, cidr: `10.0.${tier}.${i * 16}/28` }));
    new HardenedVault(stack, "vault", {
      ...props,
      network: VaultNetwork.fromAttributes(stack, "network", {
        vpcId: "vpc-0123456789abcdef0",
        vpcCidr: "10.0.0.0/16",
        nodeSubnets: subnets(1),
        loadBalancerSubnets: subnets(2),
        endpointSubnets: subnets(3),
        endpointsSecurityGroupId: "sg-0123456789abcdef0",
        s3PrefixListId: "pl-0123456789abcdef0",
        privateZoneId: "Z0123456789",
      }),
      seal: Seal.awsKms({
        key: SealKey.fromAttributes({ keyArn: "arn:aws:kms:eu-central-1:123456789012:key/1" }),
      }),
      artifactBucket: ArtifactBucket.fromAttributes({
        bucketName: "company-artifacts",
        encryptionKey: EncryptionKey.fromKeyArn("arn:aws:kms:eu-central-1:123456789012:key/2"),
      }),
    });
    const vault = Synthesized.of(stack);
    expect(vault.types.filter((type) => /aws_vpc$|aws_subnet|aws_vpc_endpoint/.test(type))).toEqual([]);
    expect(Object.keys(vault.all("aws_s3_bucket")).sort()).toEqual([
      "vault/access-logs/Resource",
      "vault/snapshots/bucket/Resource",
    ]);
    expect(Object.keys(vault.all("aws_kms_key")).sort()).toEqual([
      "vault/alarms/key/Resource",
      "vault/life/shares-key/Resource",
      "vault/logs-key/Resource",
      "vault/nodes/data-key/Resource",
      "vault/sessions/key/Resource",
      "vault/snapshots/bucket/key/Resource",
    ]);
    expect(vault.get("aws_s3_object", "vault/bundle/Resource").bucket).toBe("company-artifacts");
  });

  test("five nodes leave room for one more while rolling", () => {
    expect(make({ nodes: { count: 5 } }).get("aws_autoscaling_group", "vault/nodes/Resource")).toMatchObject({
      desired_capacity: 5,
      instance_refresh: { preferences: { max_healthy_percentage: 120 } },
    });
  });

  test("two clusters live in one stack, under two names", () => {
    const stack = awsStack();
    new HardenedVault(stack, "one", { ...props, clusterName: "vault-one" });
    new HardenedVault(stack, "two", { ...props, clusterName: "vault-two" });
    expect(Object.keys(Synthesized.of(stack).all("aws_autoscaling_group"))).toEqual([
      "one/nodes/Resource",
      "two/nodes/Resource",
    ]);
  });

  test("fails for two clusters of one name in a stack", () => {
    const stack = awsStack();
    new HardenedVault(stack, "one", props);
    const error = expectRefused("CLUSTER_NAME_TAKEN", () => new HardenedVault(stack, "two", props));
    expect(error.path).toBe("stack/two");
    expect(error.message).toContain("stack/one");
  });

  test.each([1, 2, 4, 6, 7, 0, -3, 3.5])("fails for %s nodes", (count) => {
    expect(expectRefused("NODE_COUNT_INVALID", () => make({ nodes: { count } })).path).toBe(
      "stack/vault/nodes",
    );
  });

  test("fails for a network that exists and options for a new one", () => {
    const { network } = new HardenedVault(awsStack(), "vault", props);
    expectRefused("SETTING_INVALID", () => make({ network, networkOptions: { cidr: "10.0.0.0/16" } }));
  });

  test("no two keys share an alias, also with a network made apart", () => {
    const stack = awsStack();
    const network = new VaultNetwork(stack, "network", {
      clusterName: "vault",
      domainName: "vault.corp.example",
    });
    new HardenedVault(stack, "vault", { ...props, network });
    const aliases = Object.values(Synthesized.of(stack).all("aws_kms_alias")).map(({ name }) => name);
    expect(new Set(aliases).size).toBe(aliases.length);
  });

  test("fails without clients", () => {
    expectRefused("CLIENT_WITHOUT_CIDR", () => make({ clients: [] }));
  });

  test("fails for an architecture that the release lacks", () => {
    const release = VaultRelease.of({
      version: "2.1.2",
      artifacts: { amd64: { file: "vault.zip", sha256: "a".repeat(64) } },
      source: props.release.source,
    });
    expect(expectRefused("RELEASE_INVALID", () => make({ release })).path).toBe("stack/vault");
  });

  test("fails for a setting of Enterprise on Community, with the path of the cluster", () => {
    const error = expectRefused("EDITION_MISMATCH", () => make({ server: { disableSealwrap: true } }));
    expect(error.path).toBe("stack/vault");
  });

  test("fails for an operator's key that cannot be used, in the synthesis, with the path of the bundle", () => {
    const operators = Operators.pgp([...settings.operators.slice(0, 4), "no key at all"], { threshold: 3 });
    const stack = awsStack();
    new HardenedVault(stack, "vault", { ...props, operators });
    const error = expectRefused("OPERATOR_KEY_INVALID", () => Testing.fullSynth(stack));
    expect(error.path).toBe("stack/vault/bundle");
    expect(error.message).toMatch(/^stack\/vault\/bundle: key 5 of/);
  });

  test("fails for tokens where literals are needed", () => {
    const token = Token.asString({ a: 1 });
    expectRefused("LITERAL_REQUIRED", () => make({ domainName: token }));
    expectRefused("LITERAL_REQUIRED", () => make({ clusterName: token }));
    expectRefused("LITERAL_REQUIRED", () => make({ nodes: { count: Token.asNumber({ a: 1 }) } }));
  });

  test("backends open one port to one network, and nothing else", () => {
    const backends = [Backend.tcp({ cidr: "10.40.8.0/24", port: 5432, description: "PostgreSQL" })];
    expect(
      make({ backends }).get(
        "aws_vpc_security_group_egress_rule",
        "vault/nodes/security-group/rules/out-backend-10-40-8-0-24-5432",
      ),
    ).toMatchObject({ cidr_ipv4: "10.40.8.0/24", from_port: 5432, to_port: 5432 });
  });
});
