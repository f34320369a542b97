import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { LINK_LOCAL } from "../network/link-local";
import { SLOW } from "./protocol";
import type { EdgeState } from "./state";

type Tree = string | Buffer | { readonly [name: string]: Tree | undefined };

const VERSIONS = ["latest", "2009-04-04", "2016-09-02", "2018-09-24", "2021-01-03", "2021-03-23"];

/** The metadata service, version 2 only: what has no token of the same machine is refused. */
export function metadataService(state: EdgeState): Server {
  const tokens = new Map<string, { readonly source: string; readonly expires: number }>();
  const server = createServer((request, response) => {
    const source = (request.socket.remoteAddress ?? "").replace("::ffff:", "");
    const instance = state.instances.get(source);
    const url = request.url ?? "/";
    const fault = state.fault("metadata", source);
    const answer = (status: number, body: string | Buffer = "", headers: Record<string, string> = {}) => {
      state.log({
        source,
        service: "metadata",
        action: request.method ?? "",
        resource: url,
        status,
        fault: fault?.kind,
      });
      response.writeHead(status, { Server: "EC2ws", "Content-Type": "text/plain", ...headers }).end(body);
    };
    const serve = () => {
      if (instance === undefined) return answer(404);
      // A proxy on the machine, or a machine behind it, may not ask.
      if (request.headers["x-forwarded-for"] !== undefined) return answer(403);
      if (url === "/latest/api/token") {
        const seconds = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
        if (request.method !== "PUT" || !(seconds >= 1 && seconds <= 21_600)) return answer(400);
        const token = randomBytes(40).toString("base64url");
        tokens.set(token, { source, expires: Date.now() + seconds * 1000 });
        return answer(200, token, { "X-aws-ec2-metadata-token-ttl-seconds": String(seconds) });
      }
      const token = tokens.get(String(request.headers["x-aws-ec2-metadata-token"] ?? ""));
      if (token?.source !== source || token.expires < Date.now()) return answer(401);
      const [version, ...parts] = (url.split("?")[0] ?? "")
        .split("/")
        .filter((part) => part !== "")
        .map(decodeURIComponent);
      if (version === undefined) return answer(200, VERSIONS.join("\n"));
      if (!VERSIONS.includes(version)) return answer(404);
      let found: Tree | undefined = treeOf(state, source);
      for (const part of parts)
        found = typeof found === "object" && !Buffer.isBuffer(found) ? found[part] : undefined;
      if (found === undefined) return answer(404);
      if (typeof found === "string" || Buffer.isBuffer(found)) return answer(200, found);
      const names = Object.entries(found).filter(([, value]) => value !== undefined);
      return answer(
        200,
        names
          .map(([name, value]) => (typeof value === "object" && !Buffer.isBuffer(value) ? `${name}/` : name))
          .join("\n"),
      );
    };
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset") {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === "slow") setTimeout(serve, SLOW);
    else if (typeof fault?.kind === "number") answer(fault.kind);
    else serve();
  });
  return server.listen(80, LINK_LOCAL.metadata);
}

function treeOf(state: EdgeState, source: string): Tree {
  const instance = state.instances.get(source);
  if (instance === undefined) return {};
  const { region, account } = state.settings;
  const { credentials, address, mac, zone } = instance;
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const hostname = `ip-${address.replaceAll(".", "-")}.${region}.compute.internal`;
  const document = {
    accountId: account,
    architecture: "x86_64",
    availabilityZone: zone,
    imageId: instance.imageId,
    instanceId: instance.id,
    instanceType: instance.instanceType,
    privateIp: address,
    region,
    version: "2017-09-30",
  };
  const card = {
    "device-number": "0",
    "interface-id": `eni-${instance.id.slice(2)}`,
    "local-ipv4s": address,
    mac,
    "subnet-ipv4-cidr-block": instance.subnetCidr,
  };
  return {
    "meta-data": {
      "ami-id": instance.imageId,
      autoscaling: {
        "target-lifecycle-state": instance.state.startsWith("Terminating") ? "Terminated" : "InService",
      },
      "block-device-mapping": { ami: "xvda", root: "/dev/xvda", ...instance.blockDevices },
      hostname,
      iam: {
        info: JSON.stringify({
          Code: "Success",
          LastUpdated: now,
          InstanceProfileArn: instance.instanceProfileArn,
        }),
        "security-credentials": {
          [instance.role]: JSON.stringify({
            Code: "Success",
            LastUpdated: now,
            Type: "AWS-HMAC",
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            Token: credentials.sessionToken,
            Expiration: credentials.expiration,
          }),
        },
      },
      "instance-id": instance.id,
      "instance-life-cycle": "on-demand",
      "instance-type": instance.instanceType,
      "local-hostname": hostname,
      "local-ipv4": address,
      mac,
      network: { interfaces: { macs: { [mac]: card } } },
      placement: { "availability-zone": zone, region },
      services: { domain: "amazonaws.com", partition: "aws" },
      ...(instance.tagsInMetadata === undefined ? {} : { tags: { instance: instance.tagsInMetadata } }),
    },
    dynamic: { "instance-identity": { document: JSON.stringify(document, null, 2) } },
    "user-data": Buffer.from(instance.userData, "base64"),
  };
}
