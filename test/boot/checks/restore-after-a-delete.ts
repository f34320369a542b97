import { setTimeout as pause } from "node:timers/promises";
import { until } from "../command";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { operatorTerminal } from "../terminals";
import type { VaultApi } from "../vault-api";
import { employRestorer, RESTORER, restore, untilWaiting } from "./restoring";
import { requireEqual, type Session } from "./session";
import { requireNoneLeft, snapshotBucket, snapshots, storedDuring, takeOnEveryNode } from "./snapshot-runs";

const PAGE = "restore-after-a-delete";

const MOUNT = "secret";
const SECRET = "payments/database";
/** The version that the page brings back. */
const VERSION = 7;

/** Role of who takes markers of deletions away. */
const UNCOVERER = "boot-test-uncoverer";

/** A secret is deleted, then the snapshots that hold it as well: the commands of the page bring both back. */
export async function deletedChecks({ lab, results, root }: Session): Promise<void> {
  const { workstation } = lab;
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
    const earlier = await storedDuring(lab, () => takeOnEveryNode(lab));
    await root.must("DELETE", `${MOUNT}/metadata/${SECRET}`);
    const deletedAt = await second();
    const later = await storedDuring(lab, () => takeOnEveryNode(lab));
    return { key: earlier[0] ?? "", deletedAt, both: [...earlier, ...later] };
  });
  await results.see(`${PAGE}: snapshots that were deleted as far as the lock lets one are back`, async () => {
    const { both } = begun;
    const seen = async () => (await snapshots(lab)).filter((key) => both.includes(key));
    // A marker of before stays where it is.
    await lab.cloud.putObject(bucket, `${lab.group.name}/hidden-before`, Buffer.from("x"));
    await hide(lab, [`${lab.group.name}/hidden-before`]);
    const HIDDEN_SINCE = await second();
    await hide(lab, both);
    requireEqual("those that are seen", await seen(), []);
    for (const time of ["first", "second"]) {
      await follow("Were the snapshots deleted as well?", UNCOVERER, { HIDDEN_SINCE });
      requireEqual(`those that are seen after the ${time} time`, await seen(), both);
    }
    const uncovered = (await snapshots(lab)).filter((key) => key.endsWith("/hidden-before"));
    requireEqual("what was hidden before", uncovered, []);
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

/** Deletes snapshots as far as the lock lets one: a version stays, and a marker lies over it. */
async function hide(lab: Lab, keys: readonly string[]): Promise<void> {
  const bucket = snapshotBucket(lab);
  for (const key of keys) {
    const version = await lab.cloud.onlyVersion(bucket, key);
    const { status } = await lab.cloud.objectCall("DELETE", `${bucket}/${key}?versionId=${version}`);
    requireEqual(`deleting the version of ${key}`, status, 403);
    await lab.cloud.deleteObject(bucket, key);
  }
}

/** The time, in whole seconds as S3 tells it, with nothing else in the same one. */
async function second(): Promise<string> {
  await pause(2000);
  const now = `${new Date().toISOString().slice(0, 19)}+00:00`;
  await pause(1000);
  return now;
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
    await root.must("POST", `${MOUNT}/data/${SECRET}`, {
      // The second stack asks for it, where it was applied.
      options: { cas: version - 1 },
      data: { password: `version ${version}` },
    });
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
