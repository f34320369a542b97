import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import settings from "../../examples/minimal/settings.json";
import {
  AlarmReceivers,
  ArtifactBucket,
  ClientCertificates,
  ClientNetwork,
  EncryptionKey,
  HardenedVault,
  type HardenedVaultProps,
  Initialization,
  Operators,
  Seal,
  SealKey,
  ServerCertificates,
  VaultNetwork,
  VaultRelease,
} from "../../lib";
import { hasTerraform, Terraform } from "./terraform";

const props: HardenedVaultProps = {
  release: VaultRelease.fromFile(path.join(__dirname, "../../examples/minimal/vault-release.json")),
  domainName: "vault.corp.example",
  clients: [
    ClientNetwork.cidr("10.20.0.0/16"),
    ClientNetwork.securityGroup("sg-0123456789abcdef0", { cidrs: ["10.21.0.0/16"] }),
    ClientNetwork.prefixList("pl-0123456789abcdef0", { cidrs: ["10.22.0.0/16"] }),
  ],
  serverCertificates: ServerCertificates.secretsManager(settings.certificateSecretArn),
  clientCertificates: ClientCertificates.required({ authorities: settings.clientAuthorities }),
  operators: Operators.pgp(settings.operators, { threshold: 3 }),
  configurator: {
    roleArn: settings.configurator.roleArn,
    network: ClientNetwork.cidr(settings.configurator.cidr, "CI runners"),
  },
  notify: AlarmReceivers.emails(["oncall@corp.example"]),
};

const subnets = (tier: number) =>
  [0, 1, 2].map((i) => ({ subnetId: `subnet-0000000${tier}${i}`, cidr: `10.0.${tier}.${i * 16}/28` }));

const VARIANTS: Readonly<Record<string, (stack: TerraformStack) => void>> = {
  "an initialisation that a person begins, and a configurator's role that Terraform makes": (stack) =>
    new HardenedVault(stack, "vault", {
      ...props,
      initialization: Initialization.byOperator(),
      configurator: {
        ...props.configurator,
        roleArn: new IamRole(stack, "configurator", {
          name: "configurator",
          path: "/ci/",
          assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
        }).arn,
      },
    }),
  "an existing VPC, key and bucket": (stack) =>
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
        key: SealKey.fromAttributes({
          keyArn: "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
        }),
      }),
      artifactBucket: ArtifactBucket.fromAttributes({
        bucketName: "company-artifacts",
        encryptionKey: EncryptionKey.fromKeyArn(
          "arn:aws:kms:eu-central-1:123456789012:key/22222222-2222-3333-4444-555555555555",
        ),
      }),
    }),
  "five nodes": (stack) => new HardenedVault(stack, "vault", { ...props, nodes: { count: 5 } }),
  "two clusters": (stack) => {
    new HardenedVault(stack, "one", { ...props, clusterName: "vault-one" });
    new HardenedVault(stack, "two", { ...props, clusterName: "vault-two" });
  },
};

// The provider is taken from a mirror, so that the tests need no network.
const missing = !hasTerraform()
  ? "terraform is not on this machine"
  : process.env.TERRAFORM_PLUGIN_MIRROR === undefined
    ? "TERRAFORM_PLUGIN_MIRROR is not set"
    : undefined;

describe("terraform validate accepts a stack with", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "validate-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Synthesizes a stack and gives it to Terraform with the real provider's schema. */
  async function validate(name: string, fill: (stack: TerraformStack) => void): Promise<void> {
    const outdir = path.join(folder, `${name}-out`);
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "stack");
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    fill(stack);
    app.synth();
    const terraform = new Terraform(path.join(folder, name, "terraform"));
    terraform.load(path.join(outdir, "stacks/stack"));
    await terraform.init();
    await terraform.validate();
  }

  for (const [name, fill] of Object.entries(VARIANTS)) {
    const run = missing === undefined ? test : test.skip;
    const title = missing === undefined ? name : `${name} (skipped: ${missing})`;
    run(title, () => validate(name.replaceAll(/\W+/g, "-"), fill), 120_000);
  }

  (missing === undefined ? test : test.skip)(
    "nothing wrong in it: a misspelt attribute is refused",
    async () => {
      const wrong = (stack: TerraformStack) => {
        const vault = new HardenedVault(stack, "vault", props);
        vault.bundle.node.root.node
          .findAll()
          .filter((child) => child.node.path.endsWith("nodes/launch-template"))
          .map((child) => (child as unknown as TerraformStack).addOverride("imge_id", "x"));
      };
      await expect(validate("wrong", wrong)).rejects.toThrow("imge_id");
    },
    120_000,
  );
});
