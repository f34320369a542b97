import { createHash } from "node:crypto";
import { ACCOUNT } from "../../terraform/emulators";
import { until } from "../command";
import type { Node } from "../group";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import type { VaultApi } from "../vault-api";
import { untilVoters } from "./first-boot";
import { requireEqual, type Session, WRITTEN } from "./session";
import { snapshotBucket, takeOnEveryNode } from "./snapshot-runs";

const HOW_TO = "restore-in-anger";

/** Role of who restores. */
const OPERATOR = "boot-test-operator";

/** Seconds that the token lives that is over before the restore. */
const SHORT = 15;

/** Every node is lost: new ones get the newest snapshot by the commands of the how-to, and everything is there again. */
export async function restoreChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  const tokenFor = async (more: object) => {
    const settings = { policies: [WRITTEN], no_default_policy: true, ttl: "4h", ...more };
    const { auth } = (await root.must("POST", "auth/token/create", settings)) as {
      auth: { client_token: string };
    };
    return auth.client_token;
  };
  const begun = await results.check("a snapshot, and what happens after it", async () => {
    await root.must("PUT", `${WRITTEN}/before`, { value: "before the snapshot" });
    const before = {
      kept: await tokenFor({}),
      revoked: await tokenFor({}),
      over: await tokenFor({ ttl: `${SHORT}s` }),
    };
    const lease = await leaseOf(root);
    const held = await inventory(root);
    await takeOnEveryNode(lab);
    await root.must("PUT", `${WRITTEN}/after`, { value: "after the snapshot" });
    await root.must("POST", "auth/token/revoke", { token: before.revoked });
    const after = { service: await tokenFor({}), batch: await tokenFor({ type: "batch" }) };
    return { held, lease, laterLease: await leaseOf(root), before, after };
  });
  await makeOperator(lab);
  await results.check("every node is lost; new ones find no cluster, and wait", async () => {
    await Promise.all(lab.group.nodes.map((node) => lab.group.remove(node)));
    await Promise.all([lab.group.launch(), lab.group.launch(), lab.group.launch()]);
    for (const node of lab.group.nodes) await untilWaiting(lab, node);
  });
  await results.check(
    "an operator restores the newest snapshot with the commands of the how-to",
    async () => {
      const began = Date.now();
      await restore(lab);
      results.measured(
        "restore in anger: operator begins to the restored node active",
        (Date.now() - began) / 1000,
      );
      await until("three nodes in service", 240, async () => {
        return lab.group.nodes.every(({ launched }) => launched === "CONTINUE") || undefined;
      });
      results.measured(
        "restore in anger: operator begins to three nodes in service",
        (Date.now() - began) / 1000,
      );
      await untilVoters(root, 3);
    },
  );
  await results.see("every secret, policy, mount, login role and audit device is there again", async () => {
    requireEqual("what is held", await inventory(root), begun.held);
  });
  await results.see("tokens and leases do what is documented", async () => {
    const serves = async (token: string) => (await root.as(token).try("GET", `${WRITTEN}/before`)).status;
    const { before, after } = begun;
    requireEqual(
      "a token from before, one revoked since, one that is over, a service and a batch token made since",
      await Promise.all([before.kept, before.revoked, before.over, after.service, after.batch].map(serves)),
      [200, 200, 403, 403, 200],
    );
    const known = async (lease: string) =>
      (await root.try("PUT", "sys/leases/lookup", { lease_id: lease })).status;
    requireEqual(
      "a lease from before, and one made since",
      [await known(begun.lease), await known(begun.laterLease)],
      [200, 400],
    );
    requireEqual("what was written since", (await root.try("GET", `${WRITTEN}/after`)).status, 404);
  });
  await replicaChecks(session, begun.held);
  await results.see(
    "what was fetched for the restore is on no node, and the next snapshots are taken",
    async () => {
      for (const { name, machine } of lab.group.nodes) {
        const found = await machine.sh("find / -xdev -name '*.snap'; find /var/lib/vault -name '*.snap'");
        requireEqual(`snapshots on ${name}`, found.trim(), "");
      }
      await takeOnEveryNode(lab);
    },
  );
}

/** The first region is gone: the replica of the seal key opens the same snapshot. */
async function replicaChecks({ lab, results, root }: Session, held: unknown): Promise<void> {
  const arn = replicaOf(lab);
  const [, , , region = ""] = arn.split(":");
  await results.see(
    "a node that seals with the replica in the second region restores the same snapshot",
    async () => {
      await Promise.all(lab.group.nodes.map((node) => lab.group.remove(node)));
      const node = await lab.group.launch();
      await untilWaiting(lab, node);
      // What the configuration's marks become where AWS_REGION and SEAL_KEY_ARN are those of the second region.
      await node.machine.sh(
        `jq --arg region '${region}' --arg key '${arn}' '(.seal | .. | objects | select(has("kms_key_id"))) |= (.region = $region | .kms_key_id = $key)' /etc/vault.d/vault.json >/run/vault.json && cat /run/vault.json >/etc/vault.d/vault.json && rm /run/vault.json`,
      );
      await node.machine.run(["systemctl", "restart", "vault.service"]);
      await untilWaiting(lab, node);
      const calls = lab.edge.calls().length;
      await restore(lab);
      await until("in service", 240, async () => node.launched === "CONTINUE" || undefined);
      requireEqual("what is held", await until("an answer", 30, () => inventory(root)), held);
      const used = lab.edge
        .calls()
        .slice(calls)
        .filter(({ service }) => service === "kms");
      requireEqual(
        "regions of KMS that were called",
        [...new Set(used.map((call) => call.region))],
        [region],
      );
    },
  );
  results.leave(
    "a whole stack of the second region around that node",
    "the emulators keep certificates and buckets by region, and the copies of snapshots are not made there",
  );
}

function replicaOf(lab: Lab): string {
  const found = lab.deployment.resources().find(({ type }) => type === "aws_kms_replica_key");
  if (found === undefined) throw new Error("the stack has no replica of the seal key");
  return String(found.values.arn);
}

/** Waits until a new node has found COMMITTED and nobody to join. */
async function untilWaiting(lab: Lab, node: Node): Promise<void> {
  await until(`${node.name} waits for a cluster`, 240, async () => {
    if (!node.machine.saidOnConsole().includes("state joining")) return undefined;
    return (await lab.balancer.health(node, "/v1/sys/health")) === 501 || undefined;
  });
}

/** Does what the how-to says, with what its reader would copy from one step to the next. */
async function restore(lab: Lab): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken } = await lab.cloud.assumeRole(
    `arn:aws:iam::${ACCOUNT}:role/${OPERATOR}`,
    "operator",
  );
  const [first, second = first] = lab.group.nodes as readonly [Node, Node?];
  // A node lends its AWS CLI and its way to S3 for the operator's workstation, whose credentials are the operator's.
  const printed = await second.machine.sh(
    [
      `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_SESSION_TOKEN=${sessionToken}`,
      `export AWS_DEFAULT_REGION=${lab.network.region}`,
      `BUCKET=${snapshotBucket(lab)} CLUSTER=${lab.group.name}`,
      commandsOf(HOW_TO, "Choose a snapshot"),
    ].join("\n"),
  );
  await first.machine.sh(
    [printed, commandsOf(HOW_TO, "Fetch it on one node"), commandsOf(HOW_TO, "Restore it")].join("\n"),
    { limit: 300 },
  );
}

/** Makes the role of those who may restore, with the rights that the how-to asks for and no other. */
async function makeOperator(lab: Lab): Promise<void> {
  const bucket = `arn:aws:s3:::${snapshotBucket(lab)}`;
  const document = (statements: readonly object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const allow = (Action: string, more: object) => ({ Effect: "Allow", Action, ...more });
  const iam = (Action: string, more: Readonly<Record<string, string>>) =>
    lab.cloud.query("iam", "2010-05-08", { Action, RoleName: OPERATOR, ...more });
  await iam("CreateRole", {
    AssumeRolePolicyDocument: document([
      allow("sts:AssumeRole", { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
    ]),
  });
  await iam("PutRolePolicy", {
    PolicyName: "restore",
    PolicyDocument: document([
      allow("s3:ListBucket", { Resource: bucket }),
      allow("s3:GetObject", { Resource: `${bucket}/*` }),
      allow("kms:Decrypt", {
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": `s3.${lab.network.region}.amazonaws.com` } },
      }),
    ]),
  });
}

/** Makes a lease in an engine that needs nobody else. */
async function leaseOf(root: VaultApi): Promise<string> {
  const mount = `${WRITTEN}-certificates`;
  const { data } = (await root.must("GET", "sys/mounts")) as { data: Readonly<Record<string, unknown>> };
  if (data[`${mount}/`] === undefined) {
    await root.must("POST", `sys/mounts/${mount}`, { type: "pki" });
    await root.must("POST", `${mount}/root/generate/internal`, {
      common_name: "leases",
      key_type: "ec",
      ttl: "12h",
    });
    await root.must("POST", `${mount}/roles/any`, {
      allow_any_name: true,
      key_type: "ec",
      generate_lease: true,
      ttl: "1h",
    });
  }
  const made = await root.must("POST", `${mount}/issue/any`, { common_name: "lease.example" });
  return String(made.lease_id);
}

/** What Vault holds: the sum of each secret, and every setting that a restore must bring back. */
async function inventory(root: VaultApi): Promise<Readonly<Record<string, unknown>>> {
  const list = async (path: string): Promise<readonly string[]> => {
    const { status, body } = await root.try("LIST", path);
    return status === 404 ? [] : (JSON.parse(body) as { data: { keys: readonly string[] } }).data.keys;
  };
  const read = async (path: string) => (await root.must("GET", path)).data;
  const each = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
    const found: Record<string, unknown> = {};
    for (const key of await list(path)) {
      if (key.endsWith("/")) Object.assign(found, await each(`${path}/${key.slice(0, -1)}`));
      else found[`${path}/${key}`] = sum(await read(`${path}/${key}`));
    }
    return found;
  };
  return {
    // What was written under load is too much to be read one by one.
    names: await Promise.all(
      (await list(WRITTEN)).map(async (name) => [name, sum(await list(`${WRITTEN}/${name}`))]),
    ),
    secrets: await each(`${WRITTEN}/ballast`),
    policies: await each("sys/policies/acl"),
    roles: await each("auth/aws/role"),
    mounts: Object.keys((await read("sys/mounts")) as object).sort(),
    logins: Object.keys((await read("sys/auth")) as object).sort(),
    audit: Object.keys((await read("sys/audit")) as object).sort(),
  };
}

function sum(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
