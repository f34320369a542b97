import { LIFE_MARKS } from "../../../lib/host/life-marks";
import { BOOTSTRAP_UNIT } from "../../../lib/host/start";
import { ACCOUNT } from "../../terraform/emulators";
import { until } from "../command";
import type { Node } from "../group";
import { commandsOf } from "../how-to";
import type { Lab } from "../lab";
import { operatorTerminal } from "../terminals";
import { VaultApi } from "../vault-api";
import { inventory } from "./inventory";
import { type Chosen, choose, employRestorer, fetching, untilWaiting } from "./restoring";
import { regionOf, sealReplicaOf } from "./seal-keys";
import { activeNode, requireEqual, type Session, WRITTEN } from "./session";
import { snapshotBucket, stored, takeOnEveryNode } from "./snapshot-runs";

const PAGE = "restore-in-the-other-region";

/** Place of the commands that let nodes log in among the page's blocks. */
const LOGIN_BLOCK = 3;

/** Role of who looks what is there. */
const ONLOOKER = "boot-test-onlooker";
/** Role of who administers keys. */
const ADMINISTRATOR = "boot-test-key-administrator";
/** Shares that are the recovery key together. */
const THRESHOLD = 3;

/** What a node of the second region does to log in, with its role: three lines of credentials and one of its region. */
const LOGIN = `. /usr/local/lib/hardened-vault/common.sh
facts
. /usr/local/lib/hardened-vault/vault-api.sh
read -r AWS_ACCESS_KEY_ID && read -r AWS_SECRET_ACCESS_KEY && read -r AWS_SESSION_TOKEN && read -r AWS_REGION
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION="$AWS_REGION"
vault_login snapshots`;

/** What nodes of the second region have as their role. */
const THERE = "boot-test-node-there";
const THERE_ARN = `arn:aws:iam::${ACCOUNT}:role/${THERE}`;

/** The first region is gone: a node that seals with the replica gets the copy of a snapshot, by the commands of the page. */
export async function otherRegionChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  const { workstation } = lab;
  const replica = sealReplicaOf(lab);
  const region = regionOf(replica);
  const lost = lab.network.region;
  const copies = `${lab.group.name}-snapshots-${ACCOUNT}-${region}`;
  const variables = {
    AWS_REGION: region,
    ACCOUNT,
    CLUSTER: lab.group.name,
    SEAL_REPLICA_ARN: replica,
    NEW_NODE_ROLE_ARN: THERE_ARN,
    DOMAIN_NAME: lab.deployment.domainName,
  };
  const follow = (heading: string, role: string) =>
    workstation.run({ role, region, variables, commands: commandsOf(PAGE, heading) });
  await employ(lab, replica, copies);

  const begun = await results.check(`${PAGE}: a snapshot, copied into the second region`, async () => {
    await root.must("PUT", `${WRITTEN}/there`, { value: "for the other region" });
    return { held: await inventory(root), key: await copySnapshot(session, copies, region) };
  });
  const node = await results.check(`${PAGE}: a node that seals with the replica begins a life`, async () => {
    await Promise.all(lab.group.nodes.map((one) => lab.group.remove(one)));
    const launched = await lab.group.launch();
    await untilWaiting(lab, launched);
    await sealWith(replica, launched);
    lab.edge.fail({ service: "kms", kind: "reset", region: lost });
    await beginLife(lab, launched);
    await until("in service", 240, async () => launched.launched === "CONTINUE" || undefined);
    return launched;
  });
  results.leave(
    "a whole stack of the second region around that node, its snapshots and its drill",
    "the emulators keep certificates and archives by region, and make no copies",
  );
  try {
    await results.see(`${PAGE}: what is there is seen`, async () => {
      const printed = await follow("See what is there", ONLOOKER);
      requireEqual("the key", printed.split("\n")[0], `${replica}\tEnabled`);
      requireEqual("the newest snapshot", printed.split("\n")[1]?.split("\t")[0], begun.key);
    });
    await results.see(
      `${PAGE}: the role of the new nodes may use the replica, which it could not`,
      async () => {
        const commands = `aws kms encrypt --key-id ${replica} --plaintext c2VhbA== --query KeyId --output text`;
        const encrypt = () => workstation.run({ role: THERE, region, commands });
        await encrypt().then(
          () => Promise.reject(new Error("it could before")),
          (error: Error) => {
            if (!/AccessDenied/.test(error.message)) throw error;
          },
        );
        await follow("Let its nodes use the replica", ADMINISTRATOR);
        requireEqual("the key that it encrypts with", (await encrypt()).trim(), replica);
      },
    );
    await results.see(`${PAGE}: the data are put into it`, () =>
      putData(session, node, { bucket: copies, region }),
    );
    lab.edge.fail(...["kms", "sts"].map((service) => ({ service, kind: "reset" as const, region: lost })));
    await results.see(`${PAGE}: its nodes log in, which they could not`, () =>
      letIn(session, node, variables),
    );
    await results.see(
      `${PAGE}: what was held is held, and KMS was asked in the second region alone`,
      async () => {
        const { roles: now, ...rest } = await inventory(root);
        const { roles: then, ...before } = begun.held;
        requireEqual("what is held", rest, before);
        requireEqual("login roles", Object.keys(now as object), Object.keys(then as object));
        const regions = lab.edge
          .calls()
          .filter(({ service, instance }) => service === "kms" && instance === node.instance.id)
          .map((call) => call.region);
        requireEqual("regions", [...new Set(regions.slice(regions.indexOf(region)))], [region]);
      },
    );
  } finally {
    lab.edge.fail();
  }
}

async function employ(lab: Lab, replica: string, copies: string): Promise<void> {
  const { workstation } = lab;
  await employRestorer(lab);
  await workstation.employ(ONLOOKER, [
    { actions: ["kms:DescribeKey"], resource: replica },
    { actions: ["s3:ListBucket"], resource: `arn:aws:s3:::${copies}` },
  ]);
  await workstation.employ(ADMINISTRATOR, [
    { actions: ["kms:GetKeyPolicy", "kms:PutKeyPolicy"], resource: replica },
  ]);
  await workstation.employ(THERE, [
    { actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"], resource: replica },
    { actions: ["s3:GetObject"], resource: `arn:aws:s3:::${copies}/*` },
  ]);
}

/** Takes a snapshot and puts it where S3 puts its copies. */
async function copySnapshot({ lab }: Session, copies: string, region: string): Promise<string> {
  await takeOnEveryNode(lab);
  const { key } = await stored(await activeNode(lab));
  const { content, sha256 } = await lab.cloud.download(snapshotBucket(lab), key);
  await lab.cloud.in(region).putObject(copies, key, content, { sha256 });
  return key;
}

/** What the configuration's marks become where AWS_REGION and SEAL_KEY_ARN are those of the second region. */
async function sealWith(key: string, { machine }: Node): Promise<void> {
  const filter =
    '(.seal | .. | objects | select(has("kms_key_id"))) |= (.region = $region | .kms_key_id = $key)';
  await machine.sh(
    `jq --arg region '${regionOf(key)}' --arg key '${key}' '${filter}' /etc/vault.d/vault.json >/run/vault.json && cat /run/vault.json >/etc/vault.d/vault.json && rm /run/vault.json`,
  );
}

/** Lets a node that waits find a life that nobody has begun. */
async function beginLife(lab: Lab, { machine }: Node): Promise<void> {
  await machine.run(["systemctl", "stop", BOOTSTRAP_UNIT, "vault.service"]);
  await machine.sh(
    `rm -f ${LIFE_MARKS.committed} && find /var/lib/vault -mindepth 1 -maxdepth 1 ! -name lost+found ! -name snapshot -exec rm -rf {} +`,
  );
  const { bucket, prefix } = lab.life();
  for (const key of await lab.cloud.objects(bucket, prefix)) await lab.cloud.deleteObject(bucket, key);
  await machine.run(["systemctl", "start", BOOTSTRAP_UNIT]);
}

/** The new cluster's operators make a root token, and with it the copy takes the place of what they have. */
async function putData(
  { lab, certificate }: Session,
  { machine, instance }: Node,
  chosen: Chosen,
): Promise<void> {
  const { bucket, prefix } = lab.life();
  const { node } = JSON.parse(await lab.cloud.object(bucket, `${prefix}COMMITTED`)) as { node: string };
  requireEqual("who began that life", node, instance.id);
  const { shares } = JSON.parse(await lab.cloud.object(bucket, `${prefix}shares/attempt-0001.json`)) as {
    shares: readonly { readonly share: string }[];
  };
  const opened = await Promise.all(
    shares.map(({ share }, number) => lab.brought.operators.open(number, share)),
  );
  const token = await new VaultApi(lab, certificate).generateRoot(opened.slice(0, THRESHOLD));
  const lines = await choose(lab, chosen);
  const commands = [fetching(lines), commandsOf(PAGE, "Put the data into it")].join("\n");
  await machine.sh(commands, { input: `${token}\n`, limit: 300 });
}

/** Somebody with the old cluster's shares tells it of the second region; then its nodes can log in. */
async function letIn(
  session: Session,
  node: Node,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const { lab, certificate, shares } = session;
  await until("the restored node is active", 60, async () => {
    return (await lab.balancer.health(node, "/v1/sys/health")) === 200 || undefined;
  });
  const { accessKeyId, secretAccessKey, sessionToken } = await lab.cloud.assumeRole(THERE_ARN, "there");
  const login = () =>
    node.machine.try(["sh", "-euc", LOGIN], {
      input: `${accessKeyId}\n${secretAccessKey}\n${sessionToken}\n${variables.AWS_REGION}\n`,
    });
  const refused = await login();
  if (refused.code === 0) throw new Error("they could before");
  const vault = new VaultApi(lab, certificate);
  const token = await until("a root token", 30, () => vault.generateRoot(shares.slice(0, THRESHOLD)));
  const terminal = await operatorTerminal(lab, {}, variables);
  terminal.holds(token);
  await terminal.follow(PAGE, LOGIN_BLOCK);
  requireEqual("the root token", (await vault.as(token).try("GET", "auth/token/lookup-self")).status, 403);
  const { code, err } = await login();
  if (code !== 0) throw new Error(err);
}
