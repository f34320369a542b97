import { setTimeout as pause } from "node:timers/promises";
import { until } from "../command";
import { commandsOf } from "../how-to";
import { operatorTerminal } from "../terminals";
import type { VaultApi } from "../vault-api";
import { employRestorer, RESTORER, restore, untilWaiting } from "./restoring";
import { activeNode, requireEqual, type Session } from "./session";
import { requireNoneLeft, snapshotBucket, snapshots, stored, takeOnEveryNode } from "./snapshot-runs";

const PAGE = "restore-after-a-delete";

const MOUNT = "secret";
const SECRET = "payments/database";
/** The version that the page brings back. */
const VERSION = 7;

/** Role of who takes markers of deletions away. */
const UNCOVERER = "boot-test-uncoverer";

/** A secret is deleted, then the snapshots that hold it as well: the commands of the page bring both back. */
export async function deletedChecks({ lab, results, root }: Session): Promise<void> {
  const { workstation, cloud } = lab;
  const bucket = snapshotBucket(lab);
  const follow = (heading: string, role: string, more: Readonly<Record<string, string>> = {}) =>
    workstation.run({
      role,
      variables: { BUCKET: bucket, CLUSTER: lab.group.name, ...more },
      commands: commandsOf(PAGE, heading),
    });
  await employRestorer(lab);
  await workstation.employ(UNCOVERER, [
    { actions: ["s3:ListBucketVersions"], resource: `arn:aws:s3:::${bucket}` },
    { actions: ["s3:DeleteObjectVersion"], resource: `arn:aws:s3:::${bucket}/*` },
  ]);
  await results.see(`${PAGE}: a deleted version is there again`, async () => {
    await writeVersions(root);
    await root.must("DELETE", `${MOUNT}/data/${SECRET}`);
    requireEqual("while it is deleted", await passwordIn(root), undefined);
    const terminal = await operatorTerminal(lab);
    terminal.holds(await keeper(root));
    await terminal.follow(PAGE, 0);
    requireEqual("the version", await passwordIn(root), `version ${VERSION}`);
  });
  const begun = await results.check(`${PAGE}: a snapshot, a delete past recall, and a snapshot`, async () => {
    await takeOnEveryNode(lab);
    const { key } = await stored(await activeNode(lab));
    await root.must("DELETE", `${MOUNT}/metadata/${SECRET}`);
    // S3 tells times in whole seconds.
    await pause(2000);
    const deletedAt = `${new Date().toISOString().slice(0, 19)}+00:00`;
    await pause(1000);
    await takeOnEveryNode(lab);
    return { key, deletedAt, all: await snapshots(lab) };
  });
  await results.see(`${PAGE}: snapshots that were deleted as far as the lock lets one are back`, async () => {
    for (const key of begun.all) {
      const version = await cloud.onlyVersion(bucket, key);
      const { status } = await cloud.objectCall("DELETE", `${bucket}/${key}?versionId=${version}`);
      requireEqual(`deleting the version of ${key}`, status, 403);
      await cloud.deleteObject(bucket, key);
    }
    requireEqual("snapshots that are seen", await snapshots(lab), []);
    await follow("Were the snapshots deleted as well?", UNCOVERER);
    requireEqual("snapshots that are seen again", await snapshots(lab), begun.all);
    await follow("Were the snapshots deleted as well?", UNCOVERER);
    requireEqual("after a second time", await snapshots(lab), begun.all);
  });
  await results.see(
    `${PAGE}: the snapshot from before the delete, not a later one, has the secret`,
    async () => {
      const printed = await follow("Which snapshot?", RESTORER, { DELETED_AT: begun.deletedAt });
      const [, key] = /^KEY='(.+)'$/m.exec(printed) ?? [];
      requireEqual("the snapshot", key, begun.key);
      await Promise.all(lab.group.nodes.map((node) => lab.group.remove(node)));
      const node = await lab.group.launch();
      await untilWaiting(lab, node);
      await restore(lab, node, { key });
      await until("in service", 240, async () => node.launched === "CONTINUE" || undefined);
      const value = await until("an answer", 30, async () => ({ text: await passwordIn(root) }));
      requireEqual("the secret", value.text, `version ${VERSION}`);
      await requireNoneLeft(lab.group.nodes);
    },
  );
}

/** Writes so many versions of the secret, each with its number. */
async function writeVersions(root: VaultApi): Promise<void> {
  const { data } = (await root.must("GET", "sys/mounts")) as { data: Readonly<Record<string, unknown>> };
  if (data[`${MOUNT}/`] === undefined)
    await root.must("POST", `sys/mounts/${MOUNT}`, { type: "kv", options: { version: "2" } });
  // A new mount of this kind is upgraded for a moment.
  await until("the mount takes secrets", 30, async () => {
    await root.must("DELETE", `${MOUNT}/metadata/${SECRET}`);
    return true;
  });
  for (let version = 1; version <= VERSION; version += 1) {
    await root.must("POST", `${MOUNT}/data/${SECRET}`, { data: { password: `version ${version}` } });
  }
}

/** What the secret says; nothing where it is deleted. */
async function passwordIn(root: VaultApi): Promise<string | undefined> {
  const { status, body } = await root.try("GET", `${MOUNT}/data/${SECRET}`);
  if (status === 404) return undefined;
  return (JSON.parse(body) as { data: { data: { password: string } } }).data.data.password;
}

/** A token of who keeps that secret. */
async function keeper(root: VaultApi): Promise<string> {
  const policy = ["data", "metadata", "undelete"]
    .map((part) => `path "${MOUNT}/${part}/${SECRET}" { capabilities = ["create", "read", "update"] }`)
    .join("\n");
  await root.must("PUT", "sys/policies/acl/boot-test-keeper", { policy });
  // kv asks which version a mount has.
  const { auth } = (await root.must("POST", "auth/token/create", {
    policies: ["boot-test-keeper"],
    ttl: "10m",
  })) as { auth: { client_token: string } };
  return auth.client_token;
}
