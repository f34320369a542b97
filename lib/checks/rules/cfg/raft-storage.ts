import { namesSecret } from "../../../server/secrets";
import { absent, fits, is, present } from "../../engine/assertions";
import { fail, type Observation, pass, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isAbsolutePath, isOff, onServer, type ServerContext } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Value } from "../../evidence/value";
import { blocksOf, type TypedBlock } from "../../host/listeners";
import { nodeCommandsWith } from "../../host/node-commands";
import { isServer, serverCommands, VaultService } from "../../host/vault-service";
import { isWithin } from "../../host/writable-folders";

/** Folders that are not there for data, or that do not outlive a boot. */
const NO_PLACE = [
  "/boot",
  "/dev",
  "/etc",
  "/proc",
  "/root",
  "/run",
  "/sys",
  "/tmp",
  "/usr",
  "/var/log",
  "/var/tmp",
];
/** Facts that all nodes of a cluster share. */
const SHARED_FACTS = /^@(AWS_REGION|AVAILABILITY_ZONE|SEAL_KEY_ARN)@$/;

export const raftStorage = defineRule({
  id: "CFG-12",
  title: "Data are in integrated storage, and nothing is in dev mode",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Storage in memory or in a file loses data or the cluster; dev mode starts unsealed, without TLS, with a root token that is printed.",
  remediation:
    'Use storage "raft" with a path of its own and the id of the instance as node_id; set cluster_addr; take every -dev option out.',
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/storage/raft",
    "https://developer.hashicorp.com/vault/docs/concepts/dev-server",
  ],
  guide: ["S12"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["2.2.1", "3.5.1"],
    iso27001: ["A.8.9", "A.8.24"],
    nist80053: ["CM-6", "SC-28"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, context) => [
    ...storage(server, context),
    absent(server.at("ha_storage")),
    absent(server.at("ha_backend")),
    isOff(server.at("disable_clustering")),
    ...devMode(context),
  ]),
});

function storage(server: Value, context: ServerContext): readonly Observation[] {
  const blocks = [...blocksOf(server, "storage"), ...blocksOf(server, "backend")];
  const [only] = blocks;
  if (only === undefined) return [is(server.at("storage"), "raft")];
  return blocks.flatMap((block) => {
    if (block.type === "raft") return raft(block.settings, server, context);
    const said = { actual: `storage "${block.type}"`, expected: 'storage "raft"' };
    if (/^(inmem|file$)/.test(block.type)) return [fail(said)];
    return [fail({ ...said, severity: "warning" }), ...another(block)];
  });
}

function raft(settings: Value, server: Value, { host }: ServerContext): readonly Observation[] {
  const path = settings.at("path");
  const audit = VaultService.of(host)?.unit.words("Service", "LogsDirectory") ?? [];
  const elsewhere = [...NO_PLACE, ...audit.map((name) => `/var/log/${name}`)];
  return [
    isAbsolutePath(path),
    fits(
      path,
      "a folder of its own for the data",
      (got) =>
        typeof got === "string" &&
        got.replace(/\/+$/, "") !== "" &&
        !elsewhere.some((folder) => isWithin(got, folder)),
    ),
    nodeId(settings.at("node_id")),
    present(server.at("cluster_addr")),
  ];
}

/** One file serves all nodes, so that the id must be something that each node puts in. */
function nodeId(value: Value): Observation {
  const said = {
    actual: `node_id = ${value}`,
    expected: "an id that each node has for itself: @INSTANCE_ID@",
  };
  if (value.isAbsent || value.raw === "") return fail(said);
  if (!value.isKnown) return pass(said);
  const text = String(value.literal);
  return passIf(/@[A-Z0-9_]+@/.test(text) && !SHARED_FACTS.test(text), said);
}

/** Another store: over TLS, without credentials in the file. */
function another({ type, settings }: TypedBlock): readonly Observation[] {
  const { raw } = settings;
  const names = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  const url = String(settings.at("connection_url").raw ?? "");
  return [
    ...names
      .filter((name) => namesSecret(name) || ["token", "password", "secret_key", "access_key"].includes(name))
      .map((name) =>
        fail({ actual: `${type} has ${name} in clear`, expected: "no credentials in the file" }),
      ),
    isOff(settings.at("tls_skip_verify")),
    ...(type === "consul" ? [is(settings.at("scheme"), "https", { whenAbsent: "http" })] : []),
    ...(type === "postgresql"
      ? [
          passIf(/sslmode=verify-(ca|full)/.test(url), {
            actual: "connection_url without sslmode=verify-full",
            expected: "TLS that is verified",
          }),
        ]
      : []),
  ];
}

function devMode({ host }: ServerContext): readonly Observation[] {
  const started = [
    ...serverCommands(host),
    ...nodeCommandsWith(host, "server")
      .filter(({ words }) => isServer(words))
      .map(({ from, words }) => [from, words] as const),
  ];
  const dev = started.filter(([, words]) => words.some((word) => /^--?dev(-[a-z-]+)?(=|$)/.test(word)));
  const variables = (VaultService.of(host)?.environment ?? []).filter(({ name }) =>
    /^(VAULT|BAO)_DEV_/.test(name),
  );
  return [
    passIf(dev.length === 0, {
      actual: dev.map(([from]) => `${from} starts Vault in dev mode`).join(", ") || "no server in dev mode",
      expected: "no -dev",
    }),
    ...variables.map(({ name, from }) =>
      fail({ actual: `${name} is set by ${from}`, expected: "no dev mode" }),
    ),
  ];
}
