import { setTimeout as pause } from "node:timers/promises";
import { Initialization, ServerCertificates } from "../../../lib";
import { pem } from "../authorities";
import { until } from "../command";
import type { Lab } from "../lab";
import { requireFailed, requireGivenBack } from "./given-back";
import { requireEqual, type Session } from "./session";

const NAME = "boot-test/node-certificate";

/** Tokens, keys and shares as they look in clear. */
const SECRET = /hv[sb]\.[A-Za-z0-9]|PRIVATE KEY|recovery_keys/;

/**
 * The other choices that a deployment has: certificates that the organisation's own CA put into Secrets Manager, with all
 * the ways in which one is wrong, and a cluster that a person initialises.
 */
export async function otherChoiceChecks({ lab, results }: Session): Promise<void> {
  const { authorities, brought, cloud, deployment } = lab;
  const secret = (action: string, more: Readonly<Record<string, unknown>>) =>
    cloud.target("secretsmanager", `secretsmanager.${action}`, more);
  const { ARN: arn } = (await secret("CreateSecret", { Name: NAME, SecretString: "{}" })) as { ARN: string };
  await results.check(
    "terraform apply of certificates from Secrets Manager, initialised by a person",
    async () => {
      await deployment.apply({
        serverCertificates: ServerCertificates.secretsManager(arn),
        initialization: Initialization.byOperator(),
      });
      lab.followDeployment();
    },
  );
  await lab.forgetCluster();
  await secret("DeleteSecret", { SecretId: arn, RecoveryWindowInDays: 7 });
  const node = await lab.group.launch();
  const { machine } = node;
  try {
    await results.see("a secret that is missing: the node says so and gives the machine back", () =>
      requireGivenBack(node, "the secret with the certificate could not be fetched"),
    );
    await secret("RestoreSecret", { SecretId: arn });
    const { domainName } = deployment;
    const names = [
      `subjectAltName=DNS:${domainName},DNS:localhost,IP:127.0.0.1`,
      "extendedKeyUsage=serverAuth,clientAuth",
    ];
    const good = await authorities.issue("node-good", brought.root, "node", names);
    const other = await authorities.issue("node-other", brought.root, "node", names);
    const past = ["-days", "-1"];
    const expired = await authorities.issue("node-expired", brought.root, "node", names, past);
    const foreign = await authorities.issue("node-foreign", brought.clients, "node", names);
    const put = (certificate: string, key: string) =>
      secret("PutSecretValue", {
        SecretId: arn,
        SecretString: JSON.stringify({
          certificate: pem(certificate),
          private_key: pem(key),
          ca_chain: pem(brought.root.certificate),
        }),
      });
    const faults: Readonly<Record<string, readonly [string, string, string]>> = {
      expired: [expired.certificate, expired.key, "the new certificate has expired: it was good until"],
      "of another key": [good.certificate, other.key, "the key does not belong to the new certificate"],
      "of an authority that is not in its chain": [
        foreign.certificate,
        foreign.key,
        "no authority of the chain has signed the new certificate",
      ],
    };
    for (const [what, [certificate, key, why]] of Object.entries(faults)) {
      await results.see(`a certificate that is ${what} is not installed, and the node says why`, async () => {
        await put(certificate, key);
        const { code } = await machine.try(["hardened-vault-certificate", "--first"]);
        if (code === 0) throw new Error("it was taken");
        await requireFailed(node, why);
        const installed = await machine.try(["test", "-e", "/etc/vault.d/tls/current"]);
        if (installed.code === 0) throw new Error("a certificate was installed");
        const left = await machine.sh("ls /run/hardened-vault | grep certificate || true");
        requireEqual("files with keys left in memory", left, "");
      });
    }
    await put(good.certificate, good.key);
  } finally {
    await lab.group.remove(node);
  }
  const next = await lab.group.launch();
  await results.see(
    "with a good one the next machine waits for a person, and initialises nothing",
    async () => {
      await until(
        "waiting",
        180,
        async () => next.machine.saidOnConsole().includes("state waiting") || undefined,
      );
      await pause(10_000);
      const { bucket, prefix } = lab.life();
      requireEqual("objects of the cluster's life", await lab.cloud.objects(bucket, prefix), []);
      requireEqual("the launch hook", next.launched, undefined);
    },
  );
  await results.see(
    "a person runs the document of Systems Manager on it: one cluster, in service",
    async () => {
      const output = await next.machine.sh(documentOf(lab).join("\n"), { limit: 300 });
      if (!/committed: attempt 1 of i-/.test(output)) throw new Error(output);
      if (SECRET.test(output)) throw new Error("the output of the command has a secret in it");
      await until("in service", 120, async () => {
        if (next.launched === "ABANDON") throw new Error("it gave up");
        return next.launched === "CONTINUE" || undefined;
      });
    },
  );
}

/** What the applied document runs. */
function documentOf(lab: Lab): readonly string[] {
  const document = lab.deployment
    .resources()
    .find(({ type, values }) => type === "aws_ssm_document" && String(values.name).endsWith("-initialise"));
  const { mainSteps } = JSON.parse(String(document?.values.content ?? "{}")) as {
    mainSteps?: readonly { readonly inputs: { readonly runCommand: readonly string[] } }[];
  };
  if (mainSteps === undefined) throw new Error("no document that initialises was applied");
  return mainSteps.flatMap(({ inputs }) => inputs.runCommand);
}
