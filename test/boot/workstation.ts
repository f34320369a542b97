import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ACCOUNT } from "../terraform/emulators";
import { script } from "./cache";
import type { Cloud } from "./cloud";
import { must, PLAIN } from "./command";
import type { AppliedNetwork } from "./network/applied";

/** Services that people call and nodes cannot: the VPC has no endpoint for them. */
const PUBLIC = ["cloudtrail"];

/** What a workstation is made of. */
export interface WorkstationProps {
  readonly folder: string;
  readonly base: string;
  readonly site: string;
  /** Network namespace in which AWS's names are served. */
  readonly namespace: string;
  readonly network: AppliedNetwork;
  readonly cloud: Cloud;
}

/** A statement of a policy, without its effect. */
export interface Right {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly condition?: object;
}

/** How a page's commands are run. */
export interface Sitting {
  /** Name of the AWS role of who sits there. */
  readonly role: string;
  /** @default - the cluster's region */
  readonly region?: string;
  /** Variables that the page says are set. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** The commands. */
  readonly commands: string;
}

/** The workstation of people: outside of the VPC, with AWS's public names, the AWS CLI and their own roles. */
export class Workstation {
  private readonly employed = new Set<string>();

  public constructor(private readonly props: WorkstationProps) {}

  /** Names beside those of the VPC's endpoints that lead to AWS. */
  public static names({ endpoints }: AppliedNetwork): readonly string[] {
    const kms = endpoints.find(({ service }) => service === "kms")?.names ?? [];
    return PUBLIC.flatMap((service) => kms.map((name) => name.replace("kms", service)));
  }

  /** Makes the AWS role of somebody, with the rights that a page asks for and no other; who is there stays. */
  public async employ(role: string, rights: readonly Right[]): Promise<void> {
    if (this.employed.has(role)) return;
    this.employed.add(role);
    const { cloud } = this.props;
    const iam = (Action: string, more: Readonly<Record<string, string>>) =>
      cloud.query("iam", "2010-05-08", { Action, RoleName: role, ...more });
    await iam("CreateRole", {
      AssumeRolePolicyDocument: document([
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
      ]),
    });
    await iam("PutRolePolicy", {
      PolicyName: "page",
      PolicyDocument: document(
        rights.map(({ actions, resource, condition }) => ({
          Effect: "Allow",
          Action: actions,
          Resource: resource,
          ...(condition === undefined ? {} : { Condition: condition }),
        })),
      ),
    });
  }

  /** The text of a file that commands have written there. */
  public file(name: string): string {
    return readFileSync(path.join(this.props.folder, "disk", name), "utf8");
  }

  /**
   * Runs commands there, of which each must succeed.
   *
   * @returns what they printed
   */
  public async run({ role, region, variables = {}, commands }: Sitting): Promise<string> {
    const { folder, base, site, namespace, network, cloud } = this.props;
    for (const name of ["disk", "work", "root"]) mkdirSync(path.join(folder, name), { recursive: true });
    // Whatever is public is at the address of S3: those of the endpoints are for the VPC.
    const s3 = network.endpoints.find(({ service }) => service === "s3");
    const names = network.endpoints.flatMap((endpoint) =>
      endpoint.names.filter((name) => !name.startsWith(".")),
    );
    writeFileSync(path.join(folder, "resolv.conf"), `nameserver ${network.resolver}\n`);
    writeFileSync(
      path.join(folder, "hosts"),
      [...names, ...Workstation.names(network)].map((name) => `${s3?.addresses[0]} ${name}\n`).join(""),
    );
    const { accessKeyId, secretAccessKey, sessionToken } = await cloud.assumeRole(
      `arn:aws:iam::${ACCOUNT}:role/${role}`,
      role,
    );
    return must(
      "ip",
      [
        "netns", "exec", namespace, "unshare", "--mount", "--propagation", "private",
        "bash", script("machine/workstation.sh"), folder, base, site, commands,
      ], // biome-ignore format: a command line
      {
        limit: 120,
        env: {
          ...PLAIN,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
          AWS_REGION: region ?? network.region,
          AWS_PAGER: "",
          ...variables,
        },
      },
    );
  }
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
