import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as plainly } from "node:http";
import { request as securely } from "node:https";
import { ACCOUNT, type Emulators, REGION } from "../terraform/emulators";
import type { Credentials } from "./edge/protocol";

/** Names that services have in signatures, where they are called otherwise. */
const SIGNED_AS: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

/** Calls to the emulated AWS, as the account itself or as one of AWS's services. */
export class Cloud {
  public constructor(
    private readonly emulators: Emulators,
    private readonly region = REGION,
  ) {}

  /** The same in another region. */
  public in(region: string): Cloud {
    return new Cloud(this.emulators, region);
  }

  /** The URL of a service. */
  public url(service: string): string {
    const url = this.emulators.endpoints[service];
    if (url === undefined) throw new Error(`no emulator for ${service}`);
    return url;
  }

  /** Credentials of a role for an instance, as the instance metadata hands them out. */
  public async assumeRole(roleArn: string, instance: string): Promise<Credentials> {
    const answer = await this.query("sts", "2011-06-15", {
      Action: "AssumeRole",
      RoleArn: roleArn,
      RoleSessionName: instance,
      DurationSeconds: "3600",
    });
    return {
      accessKeyId: field(answer, "AccessKeyId"),
      secretAccessKey: field(answer, "SecretAccessKey"),
      sessionToken: field(answer, "SessionToken"),
      expiration: field(answer, "Expiration"),
    };
  }

  /** Makes the instance known to EC2, so that others find it. */
  public async runInstance(input: {
    readonly imageId: string;
    readonly instanceType: string;
    readonly subnetId: string;
    readonly address: string;
    readonly groups: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<string> {
    const answer = await this.query("ec2", "2016-11-15", {
      Action: "RunInstances",
      ImageId: input.imageId,
      InstanceType: input.instanceType,
      SubnetId: input.subnetId,
      PrivateIpAddress: input.address,
      MinCount: "1",
      MaxCount: "1",
      ...numbered("SecurityGroupId", input.groups),
      "TagSpecification.1.ResourceType": "instance",
      ...Object.fromEntries(
        Object.entries(input.tags).flatMap(([key, value], index) => [
          [`TagSpecification.1.Tag.${index + 1}.Key`, key],
          [`TagSpecification.1.Tag.${index + 1}.Value`, value],
        ]),
      ),
    });
    return field(answer, "instanceId");
  }

  /** Ends it there. */
  public async terminateInstance(instance: string): Promise<void> {
    await this.query("ec2", "2016-11-15", { Action: "TerminateInstances", "InstanceId.1": instance });
  }

  /** Keys of the objects below a prefix. */
  public async objects(bucket: string, prefix: string): Promise<readonly string[]> {
    const url = `${this.url("s3")}/${bucket}?list-type=2&prefix=${encodeURIComponent(prefix)}`;
    const answer = await this.send(url, "GET", "s3");
    return [...answer.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? "");
  }

  /** The text of an object. */
  public object(bucket: string, key: string): Promise<string> {
    return this.send(`${this.url("s3")}/${bucket}/${key}`, "GET", "s3");
  }

  /** The content of an object, with its sum. */
  public async download(
    bucket: string,
    key: string,
  ): Promise<{ readonly content: Buffer; readonly sha256: string }> {
    const { status, content } = await this.ask(
      `${this.url("s3")}/${bucket}/${key}`,
      "GET",
      "s3",
      Buffer.alloc(0),
      {},
    );
    if (status !== 200) throw new Error(`GET ${bucket}/${key}: ${status}`);
    return { content, sha256: createHash("sha256").update(content).digest("hex") };
  }

  /** Replaces an object, or makes it. */
  public async putObject(
    bucket: string,
    key: string,
    content: Buffer,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const headers = Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [`X-Amz-Meta-${name}`, value]),
    );
    await this.send(`${this.url("s3")}/${bucket}/${key}`, "PUT", "s3", content, headers);
  }

  /** Takes an object away; older versions stay. */
  public async deleteObject(bucket: string, key: string): Promise<void> {
    await this.send(`${this.url("s3")}/${bucket}/${key}`, "DELETE", "s3");
  }

  /**
   * A call to S3 by its path, whatever the answer.
   *
   * @param path bucket, key and query
   */
  public async objectCall(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body: Buffer = Buffer.alloc(0),
  ): Promise<{ readonly status: number; readonly text: string }> {
    return this.ask(`${this.url("s3")}/${path}`, method, "s3", body, headers);
  }

  /** Takes the markers away that hide deleted objects below a prefix: they are back. */
  public async bringBack(bucket: string, prefix: string): Promise<void> {
    const { text } = await this.objectCall("GET", `${bucket}?versions&prefix=${encodeURIComponent(prefix)}`);
    for (const [, marker = ""] of text.matchAll(/<DeleteMarker>(.*?)<\/DeleteMarker>/gs)) {
      const [, key] = /<Key>([^<]+)</.exec(marker) ?? [];
      const [, version] = /<VersionId>([^<]+)</.exec(marker) ?? [];
      await this.send(`${this.url("s3")}/${bucket}/${key}?versionId=${version}`, "DELETE", "s3");
    }
  }

  /** Number of the only version of an object. */
  public async onlyVersion(bucket: string, key: string): Promise<string> {
    const { text } = await this.objectCall("GET", `${bucket}?versions&prefix=${encodeURIComponent(key)}`);
    const versions = [...text.matchAll(/<VersionId>([^<]+)<\/VersionId>/g)];
    if (versions.length !== 1) throw new Error(`${versions.length} versions of ${key}`);
    return versions[0]?.[1] ?? "";
  }

  /** Sum of what was reported in the last hours as a metric without dimensions. */
  public async metricSum(namespace: string, name: string): Promise<number> {
    const answer = await this.query("cloudwatch", "2010-08-01", {
      Action: "GetMetricStatistics",
      Namespace: namespace,
      MetricName: name,
      StartTime: new Date(Date.now() - 4 * 3_600_000).toISOString(),
      EndTime: new Date(Date.now() + 60_000).toISOString(),
      Period: "86400",
      "Statistics.member.1": "Sum",
    });
    return [...answer.matchAll(/<Sum>([^<]*)<\/Sum>/g)].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** What Auto Scaling says of a group, as XML. */
  public autoScalingGroup(name: string): Promise<string> {
    return this.query("autoscaling", "2011-01-01", {
      Action: "DescribeAutoScalingGroups",
      "AutoScalingGroupNames.member.1": name,
    });
  }

  /** A call of the query protocol. */
  public query(
    service: string,
    version: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<string> {
    const body = Buffer.from(new URLSearchParams({ Version: version, ...parameters }).toString());
    return this.send(this.url(service), "POST", SIGNED_AS[service] ?? service, body);
  }

  /** A call of the JSON protocol. */
  public async target(
    service: string,
    target: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.send(this.url(service), "POST", service, Buffer.from(JSON.stringify(body)), {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": target,
    });
    return JSON.parse(answer) as Readonly<Record<string, unknown>>;
  }

  private async send(
    address: string,
    method: string,
    service: string,
    body: Buffer = Buffer.alloc(0),
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { status, text } = await this.ask(address, method, service, body, more);
    if (status >= 200 && status < 300) return text;
    const { pathname } = new URL(address);
    throw new Error(
      `${method} ${pathname} ${body.toString().slice(0, 100)}: ${status} ${text.slice(0, 500)}`,
    );
  }

  private ask(
    address: string,
    method: string,
    service: string,
    body: Buffer,
    more: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string; readonly content: Buffer }> {
    const url = new URL(address);
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    const headers = {
      "Content-Length": body.length,
      // The account's root key passes with any secret.
      Authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/${day}/${this.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      "X-Amz-Date": `${day}T000000Z`,
      ...(method === "POST" ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
      ...more,
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers };
      const request =
        url.protocol === "https:"
          ? securely(url, { ...options, ca: readFileSync(this.emulators.authority) })
          : plainly(url, options);
      request.once("error", reject);
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("end", () => {
          const content = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, text: content.toString("utf8"), content });
        });
      });
      request.end(body);
    });
  }
}

function numbered(name: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));
}

function field(answer: string, name: string): string {
  const [, value] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer) ?? [];
  if (value === undefined) throw new Error(`no ${name} in ${answer.slice(0, 300)}`);
  return value;
}
