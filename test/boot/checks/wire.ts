import { pem } from "../authorities";
import type { ClientAnswer, ClientRequest, Connection } from "../client/protocol";
import type { ClientName } from "../lab";
import type { Machine } from "../machine/machine";
import { activeNode, type Session, standbyNodes } from "./session";

const HEALTH: ClientRequest = { method: "GET", path: "/v1/sys/health?standbyok=true" };
const SEAL_STATUS: ClientRequest = { method: "GET", path: "/v1/sys/seal-status" };

/** Who is served on which port, and who is not even heard. */
export async function wireChecks(session: Session): Promise<void> {
  await handshakes(session);
  await ways(session, "both the security groups and the host's firewall");
  const { lab, results } = session;
  await results.check("security groups off", () => lab.router.enforceSecurityGroups(false));
  try {
    await ways(session, "the host's firewall alone");
  } finally {
    await lab.router.enforceSecurityGroups(true);
  }
  await results.check("host firewalls off", async () => {
    for (const { machine } of lab.group.nodes) await machine.run(["nft", "flush", "ruleset"]);
  });
  try {
    await ways(session, "the security groups alone");
  } finally {
    for (const { machine } of lab.group.nodes) {
      await loadFirewall(machine);
    }
  }
  await results.see("nothing is open: with neither of both, the same packets arrive", async () => {
    await lab.router.enforceSecurityGroups(false);
    const [node] = lab.group.nodes;
    if (node === undefined) throw new Error("no node");
    await node.machine.run(["nft", "flush", "ruleset"]);
    try {
      const answer = await lab.client("stranger").ask(lab.connection(node, { port: 8202 }), HEALTH);
      requireServed(answer);
    } finally {
      await lab.router.enforceSecurityGroups(true);
      await loadFirewall(node.machine);
    }
  });
}

/**
 * Loads the host's firewall again. Not by its unit: Vault requires it and would be restarted. It loads with the API
 * closed, and a node opens that when it belongs to the cluster.
 */
async function loadFirewall(machine: Machine): Promise<void> {
  await machine.run(["nft", "--file", "/etc/nftables.conf"]);
  await machine.run(["nft", "flush", "set", "inet", "hardened_vault", "closed_ports"]);
}

/** TLS as clients of the load balancer meet it. */
async function handshakes({ lab, results, certificate }: Session): Promise<void> {
  const { authorities, brought } = lab;
  const of = async (name: string, pair: Awaited<ReturnType<typeof authorities.authority>>) => {
    const issued = await authorities.issue(name, pair, "somebody", ["extendedKeyUsage=clientAuth"]);
    return { certificate: pem(issued.certificate), key: pem(issued.key) };
  };
  const foreign = await of("foreign-client", await authorities.authority("foreign", "Foreign authority"));
  const trusted = await of("edge-client", {
    certificate: `${lab.folder}/pki/edge-ca.crt`,
    key: `${lab.folder}/pki/edge-ca.key`,
  });
  const above = await of("root-client", brought.root);
  const ask = (more: Partial<Connection>, name: ClientName = "application") =>
    lab.client(name).ask(lab.connection("balancer", more), SEAL_STATUS);

  await results.see("8200: a client with a certificate is served, from each declared network", async () => {
    for (const name of ["application", "pipeline"] as const)
      requireServed(await ask({ certificate }, name), name);
  });
  const refused: readonly (readonly [string, Partial<Connection>])[] = [
    ["no certificate", {}],
    ["a certificate of a foreign authority", { certificate: foreign }],
    ["a certificate of an authority that the operating system trusts", { certificate: trusted }],
    ["a certificate of the authority above the nodes' own", { certificate: above }],
    ["TLS 1.2, where the floor is 1.3", { certificate, maxVersion: "TLSv1.2" }],
    ["TLS 1.1", { certificate, minVersion: "TLSv1.1", maxVersion: "TLSv1.1" }],
  ];
  for (const [what, more] of refused) {
    await results.see(`8200: ${what}: refused in the handshake`, async () =>
      requireHandshakeFailure(await ask(more)),
    );
  }
  await results.see("8202: TLS below the floor is refused", async () => {
    const [node] = lab.group.nodes;
    if (node === undefined) throw new Error("no node");
    const from = lab.network.balancer.addresses[0];
    const old = { port: 8202, from, maxVersion: "TLSv1.2" as const };
    requireHandshakeFailure(await lab.client("balancer").ask(lab.connection(node, old), HEALTH));
    requireServed(await lab.client("balancer").ask(lab.connection(node, { port: 8202, from }), HEALTH));
  });
}

/** Which packets arrive. */
async function ways(session: Session, by: string): Promise<void> {
  const { lab, results, certificate } = session;
  const active = await activeNode(lab);
  const [standby] = await standbyNodes(lab);
  if (standby === undefined) throw new Error("no standby");
  const from = (name: ClientName, to: "balancer" | typeof active, port: number) =>
    lab.client(name).ask(lab.connection(to, { port, certificate, limit: 1500 }), SEAL_STATUS);

  await results.see(`${by}: declared clients reach 8200 through the load balancer`, async () => {
    for (const name of ["application", "pipeline"] as const)
      requireServed(await from(name, "balancer", 8200), name);
  });
  await results.see(`${by}: a stranger, and a machine of the VPC that is no client, do not`, async () => {
    await Promise.all(
      (["stranger", "inside"] as const).flatMap((name) =>
        (["balancer", active] as const).map(async (to) => requireSilence(await from(name, to, 8200), name)),
      ),
    );
  });
  await results.see(
    `${by}: 8202 hears the load balancer alone, not clients, strangers or other nodes`,
    async () => {
      await Promise.all(
        (["application", "pipeline", "stranger", "inside"] as const).map(async (name) =>
          requireSilence(await from(name, active, 8202), name),
        ),
      );
      const health = await lab.balancer.health(active);
      if (health !== 200) throw new Error(`the load balancer got ${health}`);
      const { code } = await standby.machine.try(["curl", "--silent", "--insecure", "--max-time", "2", "--output", "/dev/null",
      `https://${active.address}:8202/v1/sys/health`]); // biome-ignore format: a command line
      if (code !== 28 && code !== 7)
        throw new Error(`another node's curl ended with ${code}, not without an answer`);
    },
  );
  await results.see(`${by}: nobody outside reaches 8201, 8203 or 22`, async () => {
    await Promise.all(
      [8201, 8203, 22].flatMap((port) =>
        (["application", "stranger", "inside"] as const).map(async (name) =>
          requireSilence(await from(name, active, port), `${name} to ${port}`),
        ),
      ),
    );
  });
}

function requireServed({ status, error, body }: ClientAnswer, who = "the client"): void {
  if (status === 200) return;
  throw new Error(`${who} is not served: ${status} ${error ?? body}`);
}

/** Nothing came back at all, or a rejection by the network: no TLS was spoken. */
function requireSilence({ status, error, serial }: ClientAnswer, who: string): void {
  if (
    status === 0 &&
    serial === undefined &&
    (error === "TIMEOUT" || error === "ECONNREFUSED" || error === "EHOSTUNREACH")
  )
    return;
  throw new Error(`${who} is heard: ${status} ${error ?? ""}`);
}

function requireHandshakeFailure({ status, error }: ClientAnswer): void {
  const tls = /^ERR_SSL|^EPROTO$|^ECONNRESET$|alert/;
  if (status === 0 && error !== undefined && tls.test(error)) return;
  throw new Error(`not refused in the handshake: ${status} ${error ?? ""}`);
}
