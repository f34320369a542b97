import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { VaultNetwork } from "../../lib";
import { awsStack } from "../support/stack";
import { cleanEnvironment } from "../terraform/emulators";
import { hasTerraform } from "../terraform/terraform";

/** What a route of a data source says, as Terraform gives it: what leads nowhere is empty. */
const ROUTE = {
  carrier_gateway_id: "",
  core_network_arn: "",
  egress_only_gateway_id: "",
  gateway_id: "",
  instance_id: "",
  local_gateway_id: "",
  nat_gateway_id: "",
  network_interface_id: "",
  transit_gateway_id: "",
  vpc_peering_connection_id: "",
};

const WELL = {
  none: [],
  "the VPC": [{ ...ROUTE, gateway_id: "local" }],
  "an endpoint": [
    { ...ROUTE, gateway_id: "local" },
    { ...ROUTE, gateway_id: "vpce-0123456789abcdef0" },
  ],
};
const OUT = {
  "the internet": [{ ...ROUTE, gateway_id: "igw-0123456789abcdef0" }],
  "a VPN": [{ ...ROUTE, gateway_id: "vgw-0123456789abcdef0" }],
  "a NAT gateway behind an endpoint": [
    { ...ROUTE, gateway_id: "vpce-0123456789abcdef0" },
    { ...ROUTE, nat_gateway_id: "nat-0123456789abcdef0" },
  ],
  "another VPC": [{ ...ROUTE, vpc_peering_connection_id: "pcx-0123456789abcdef0" }],
  "a transit gateway": [{ ...ROUTE, transit_gateway_id: "tgw-0123456789abcdef0" }],
};

/** What a plan looks at, and says where it is not so. */
interface Postcondition {
  readonly condition: string;
  readonly error_message: string;
}

/** What a plan looks at for each subnet of somebody's network. */
function postconditions(): readonly Postcondition[] {
  const stack = awsStack();
  const tier = (third: number) =>
    [0, 1, 2].map((i) => ({ subnetId: `subnet-0000000${third}${i}`, cidr: `10.0.${third}.${i * 16}/28` }));
  VaultNetwork.fromAttributes(stack, "network", {
    vpcId: "vpc-0123456789abcdef0",
    vpcCidr: "10.0.0.0/16",
    nodeSubnets: tier(1),
    loadBalancerSubnets: tier(2),
    endpointSubnets: tier(3),
    drillSubnets: tier(4).slice(0, 2),
    endpointsSecurityGroupId: "sg-0123456789abcdef0",
    s3PrefixListId: "pl-0123456789abcdef0",
    privateZoneId: "Z0123456789",
  });
  stack.prepareStack();
  const { data } = stack.toTerraform() as {
    data: { aws_route_table: Record<string, { lifecycle: { postcondition: Postcondition[] } }> };
  };
  return Object.values(data.aws_route_table).flatMap(({ lifecycle }) => lifecycle.postcondition);
}

describe("subnets for restore drills in a network that is brought", () => {
  const all = postconditions();
  const [{ condition, error_message: message } = { condition: "", error_message: "" }] = all;

  test("are each looked at by every plan, which says where, and what to do", () => {
    expect(all.map((one) => one.condition)).toEqual([condition, condition]);
    expect(all.map((one) => one.error_message)).toEqual([
      expect.stringContaining("stack/network: the drill subnet subnet-000000040 has a route out"),
      expect.stringContaining("stack/network: the drill subnet subnet-000000041 has a route out"),
    ]);
    expect(message).toMatch(
      /name in drillSubnets subnets whose route table leads to S3's gateway endpoint alone/,
    );
  });

  /** Runs Terraform, which needs no provider for this, with a configuration. */
  function withTerraform(
    configuration: object,
    act: (terraform: (...args: readonly string[]) => string) => void,
  ): void {
    const folder = mkdtempSync(path.join(tmpdir(), "routes-"));
    const terraform = (...args: readonly string[]) =>
      execFileSync("terraform", args, {
        cwd: folder,
        env: cleanEnvironment(),
        encoding: "utf8",
        stdio: "pipe",
      });
    try {
      writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(configuration));
      terraform("init");
      act(terraform);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  (hasTerraform() ? test : test.skip)(
    "are refused where a route leads out",
    () => {
      const tables = { ...WELL, ...OUT };
      const output = Object.keys(tables).map((_, index) => [
        `table_${index}`,
        { value: condition.replaceAll("self.routes", `local.tables[${index}]`) },
      ]);
      const locals = { tables: Object.values(tables) };
      withTerraform({ locals, output: Object.fromEntries(output) }, (terraform) => {
        terraform("apply", "-auto-approve");
        const said = JSON.parse(terraform("output", "-json")) as Record<string, { value: boolean }>;
        const refused = Object.keys(tables).filter((_, index) => said[`table_${index}`]?.value === false);
        expect(refused).toEqual(Object.keys(OUT));
      });
    },
    60_000,
  );

  (hasTerraform() ? test : test.skip)(
    "are named by Terraform where it refuses them",
    () => {
      const table = {
        input: { routes: OUT["another VPC"] },
        lifecycle: {
          postcondition: [
            { condition: condition.replaceAll("self.routes", "self.output.routes"), error_message: message },
          ],
        },
      };
      withTerraform({ resource: { terraform_data: { table } } }, (terraform) => {
        const said = thrown(() => terraform("apply", "-auto-approve", "-no-color"));
        expect(said.replaceAll(/[\s│]+/g, " ")).toContain(message);
      });
    },
    60_000,
  );
});

/** What a command that fails writes to its standard error. */
function thrown(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr);
  }
  throw new Error("it did not fail");
}
