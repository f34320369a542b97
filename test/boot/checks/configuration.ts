import { mkdirSync } from "node:fs";
import * as path from "node:path";
import settings from "../../../examples/production/settings.json";
import { TERRAFORM_POLICY } from "../../../lib/vault/terraform-policy";
import { Adapter } from "../../inside/adapter/adapter";
import type { Applier } from "../../inside/applier";
import { AuditLog } from "../../inside/audit-log";
import { AwsIdentity } from "../../inside/aws-identity";
import { applyTwice } from "../../inside/checks/apply";
import { tryEffects } from "../../inside/checks/effects";
import { tryLogins } from "../../inside/checks/logins";
import { tryPolicies } from "../../inside/checks/policies";
import { tryTerraformLogins } from "../../inside/checks/terraform-logins";
import type { InsideVault } from "../../inside/inside-vault";
import { synthesizeInside } from "../../inside/stack";
import { mirroredProvider, TerraformApplier } from "../../inside/terraform-applier";
import { type Json, tokenOf, type VaultClient } from "../../inside/vault-client";
import { APPLICATION_ROLE, CONFIGURATOR_ROLE, STRANGER_ROLE } from "../../inside/world/parties";
import { type KeyPair, pem } from "../authorities";
import type { Lab } from "../lab";
import { host } from "../network/applied";
import { VaultApi } from "../vault-api";
import { AUDIT_FILES } from "./audit";
import { untilVoters } from "./first-boot";
import { requireEqual, type Session } from "./session";

/** Vault's own settings, applied to the running cluster from the place of its pipeline, and what they do there. */
export async function configurationChecks(session: Session): Promise<void> {
  const { lab, results, root } = session;
  const folder = path.join(lab.folder, "inside");
  mkdirSync(folder, { recursive: true });
  const identity = new AwsIdentity(lab.emulators, folder);
  const pipeline = await results.check(
    "a pipeline with a certificate, in the network of the configurator",
    async () => {
      // The role of the nodes is the cluster's own.
      await identity.make(CONFIGURATOR_ROLE, APPLICATION_ROLE, STRANGER_ROLE);
      return lab.authorities.issue("pipeline", lab.brought.clients, "pipeline of the test", [
        "subjectAltName=DNS:pipeline.corp.example",
        "extendedKeyUsage=clientAuth",
      ]);
    },
  );
  const vault = clusterVault(session, identity, pipeline);
  const stack = await results.check(
    "the stack of what is inside Vault is synthesized, and passes its rules",
    () =>
      synthesizeInside(path.join(folder, "cdktf.out"), {
        clientAuthority: pem(lab.brought.clients.certificate),
        machines: settings.configurator.cidr,
      }),
  );
  await applyTwice(vault, await applierOf(lab, { folder, stack, vault, identity, pipeline }), results);
  await results.see("Terraform's requests came from the configurator's network", async () => {
    for (const log of vault.logs) {
      const own = (await log.entries()).filter(({ auth }) => auth?.policies?.includes(TERRAFORM_POLICY));
      const addresses = [...new Set(own.map(({ request }) => request.remote_address))];
      requireEqual(log.device, addresses, [host(settings.configurator.cidr, 10)]);
    }
  });
  await tryLogins(vault, results);
  await tryTerraformLogins(vault, results);
  await tryEffects(vault, results);
  await tryPolicies(vault, results);
  await untilVoters(root, 3);
}

/** The cluster as the pipeline sees it, through the load balancer. */
function clusterVault({ lab, root }: Session, identity: AwsIdentity, pair: KeyPair): InsideVault {
  const certificate = { certificate: pem(pair.certificate), key: pem(pair.key) };
  const client = untilActive(new VaultApi(lab, certificate, "", "pipeline"));
  return {
    client,
    logs: Object.entries(AUDIT_FILES).map(
      ([device, file]) => new AuditLog(device, () => onEachNode(lab, file)),
    ),
    withRoot: (action) => action(root),
    awsLogin: (role, awsRole, header) => identity.login(client, role, awsRole, header),
  };
}

/** Connections that are made at most until the load balancer has come to the active node. */
const TRIES = 12;

/** What a standby says of itself. */
const STANDBY = /"standby":true|in standby mode/;

/**
 * Asks again where a standby answers that it is none of its business: what concerns one node it does not pass on, and the
 * address that it names instead no client can reach.
 */
function untilActive(client: VaultClient): VaultClient {
  const ask: VaultClient["try"] = async (method, at, body) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await client.try(method, at, body);
      const elsewhere = answer.status === 307 || STANDBY.test(answer.body);
      if (!elsewhere || tries === TRIES) return answer;
    }
  };
  return {
    as: (token) => untilActive(client.as(token)),
    try: ask,
    must: (...asked) => client.must(...asked),
  };
}

/** A node that was never active has no file of the system's log. */
async function onEachNode(lab: Lab, file: string): Promise<Readonly<Record<string, string>>> {
  const read = lab.group.nodes.map(
    async ({ name, machine }) => [name, await machine.sh(`test ! -e ${file} || cat ${file}`)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** Terraform with the provider in the namespace of the pipeline, or the adapter through a process that lives there. */
async function applierOf(
  lab: Lab,
  given: {
    readonly folder: string;
    readonly stack: string;
    readonly vault: InsideVault;
    readonly identity: AwsIdentity;
    readonly pipeline: KeyPair;
  },
): Promise<Applier> {
  const { folder, stack, vault, identity, pipeline } = given;
  const version = mirroredProvider();
  if (version === undefined) {
    const login = async (through: VaultClient): Promise<VaultClient> => {
      const answer: Json = await identity.login(through, "terraform", CONFIGURATOR_ROLE);
      return through.as(tokenOf(answer).client_token);
    };
    return new Adapter(stack, vault.client, login);
  }
  const { certFile, keyFile } = settings.configurator.clientCertificate;
  return new TerraformApplier(folder, {
    version,
    stack,
    credentials: await identity.session(CONFIGURATOR_ROLE),
    files: {
      [certFile]: pipeline.certificate,
      [keyFile]: pipeline.key,
      [settings.configurator.caCertFile]: lab.brought.root.certificate,
    },
    within: lab.within("pipeline"),
  });
}
