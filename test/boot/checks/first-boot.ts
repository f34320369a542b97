import { pem } from "../authorities";
import { until } from "../command";
import type { Lab } from "../lab";
import type { Results } from "../results";
import { VaultApi } from "../vault-api";
import { requireEqual, type Session, WRITTEN } from "./session";

interface Shares {
  readonly threshold: number;
  readonly shares: readonly { readonly fingerprint: string; readonly share: string }[];
}

/** What the first boot left: a cluster that nobody holds a root token of. */
export async function firstBootChecks(lab: Lab, results: Results): Promise<Session> {
  const { authorities, brought } = lab;
  const pair = await authorities.issue("client", brought.clients, "application of the test", [
    "extendedKeyUsage=clientAuth",
  ]);
  const certificate = { certificate: pem(pair.certificate), key: pem(pair.key) };
  const vault = new VaultApi(lab, certificate);
  const { bucket, prefix } = lab.life();

  await results.see("one active node and two standbys, unsealed, as the load balancer asks", async () => {
    const codes = await Promise.all(
      lab.group.nodes.map((node) => lab.balancer.health(node, "/v1/sys/health")),
    );
    requireEqual("health", [...codes].sort(), [200, 429, 429]);
    await until("all are healthy targets", 60, async () => lab.balancer.healthy().length === 3 || undefined);
  });
  await results.see("one attempt, committed once", async () => {
    const keys = await lab.cloud.objects(bucket, prefix);
    const { attempt, node } = JSON.parse(await lab.cloud.object(bucket, `${prefix}COMMITTED`)) as {
      attempt: number;
      node: string;
    };
    requireEqual("objects", keys.map((key) => key.slice(prefix.length)).sort(), [
      "COMMITTED",
      "attempt-0001",
      "shares/attempt-0001.json",
    ]);
    requireEqual("the attempt", attempt, 1);
    if (!lab.group.nodes.some(({ instance }) => instance.id === node)) throw new Error(`${node} is no node`);
  });

  const opened: string[] = [];
  await results.check("recovery shares open with the operators' keys alone", async () => {
    const { shares, threshold } = JSON.parse(
      await lab.cloud.object(bucket, `${prefix}shares/attempt-0001.json`),
    ) as Shares;
    requireEqual("shares and threshold", [shares.length, threshold], [5, 3]);
    for (const [index, { share }] of shares.entries()) {
      opened.push(await brought.operators.open(index, share));
      const another = await brought.operators.open((index + 1) % shares.length, share).catch(() => undefined);
      if (another !== undefined) throw new Error(`share ${index} opens with another operator's key`);
    }
  });
  await results.see("no node can read the shares", async () => {
    for (const { machine } of lab.group.nodes) {
      const { code, err } = await machine.try(["aws", "s3api", "get-object", "--region", lab.network.region,
        "--bucket", bucket, "--key", `${prefix}shares/attempt-0001.json`, "/dev/null"]); // biome-ignore format: a command line
      if (code === 0 || !/AccessDenied|not authorized/.test(err))
        throw new Error(`${machine.name}: ${err || "it reads them"}`);
    }
  });
  const rootToken = await results.check("three operators together make a root token, for this test", () =>
    vault.generateRoot(opened.slice(0, 3)),
  );
  const root = vault.as(rootToken);
  await results.see("no token with the policy root was left", async () => {
    const { data } = (await root.must("LIST", "auth/token/accessors")) as {
      data: { keys: readonly string[] };
    };
    const own = (await root.must("GET", "auth/token/lookup-self")) as { data: { accessor: string } };
    for (const accessor of data.keys.filter((key) => key !== own.data.accessor)) {
      const found = (await root.must("POST", "auth/token/lookup-accessor", { accessor })) as {
        data: { policies: readonly string[]; path: string };
      };
      if (found.data.policies.includes("root")) throw new Error(`${accessor} of ${found.data.path} is root`);
    }
  });
  await results.see("two audit devices: a file, and syslog with tag vault and facility AUTH", async () => {
    const { data } = (await root.must("GET", "sys/audit")) as {
      data: Readonly<Record<string, { type: string; options: Readonly<Record<string, string>> }>>;
    };
    const devices = Object.values(data).map(({ type, options }) => ({
      type,
      tag: options.tag,
      facility: options.facility,
    }));
    requireEqual(
      "devices",
      devices.sort((a, b) => (a.type < b.type ? -1 : 1)),
      [{ type: "file" }, { type: "syslog", tag: "vault", facility: "AUTH" }],
    );
  });
  await results.see("three voters, all healthy", async () => requireVoters(root, 3));

  const writerToken = await results.check("a mount and a token for what is written under load", async () => {
    await root.must("POST", `sys/mounts/${WRITTEN}`, { type: "kv", options: { version: "1" } });
    const policy = `path "${WRITTEN}/*" { capabilities = ["create", "read", "update", "list"] }`;
    await root.must("PUT", `sys/policies/acl/${WRITTEN}`, { policy });
    const { auth } = (await root.must("POST", "auth/token/create", {
      policies: [WRITTEN],
      no_default_policy: true,
      ttl: "4h",
    })) as { auth: { client_token: string } };
    return auth.client_token;
  });
  return {
    lab,
    results,
    root,
    writer: vault.as(writerToken),
    writerToken,
    certificate,
    shares: opened,
    secrets: [rootToken, writerToken, ...opened],
  };
}

/** Fails unless autopilot counts so many voters, and each is healthy. */
export async function requireVoters(root: VaultApi, count: number): Promise<void> {
  const { data } = (await root.must("GET", "sys/storage/raft/autopilot/state")) as {
    data: {
      healthy: boolean;
      voters: readonly string[];
      servers: Readonly<Record<string, { healthy: boolean }>>;
    };
  };
  const healthy = Object.values(data.servers).filter((server) => server.healthy).length;
  requireEqual(
    "voters, servers, healthy ones",
    [data.voters.length, Object.keys(data.servers).length, healthy, data.healthy],
    [count, count, count, true],
  );
}

/** Waits until it is so. */
export async function untilVoters(root: VaultApi, count: number): Promise<void> {
  await until("all vote", 90, async () => {
    await requireVoters(root, count);
    return true;
  });
}
