import { raftStorage } from "../../../../lib/checks/rules/cfg/raft-storage";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  repairing,
  server,
  unit,
  unitLine,
} from "../../support/server-edits";

const raft = (name: string, value: unknown) =>
  server(`${name} is ${JSON.stringify(value)}`, ({ storage }) => {
    storage.raft[name] = value;
  });

const stored = (when: string, storage: object) =>
  server(when, (configuration) => {
    configuration.storage = storage;
  });

const hcl = (node: string) =>
  `cat >/etc/vault.d/vault.hcl <<EOF\ncluster_addr = "https://x:8201"\nstorage "raft" {\n  path = "/opt/vault/data"\n  node_id = "${node}"\n}\nEOF\n`;

export const cases: RuleCases = {
  rule: raftStorage,
  passes: [
    { on: NODES },
    raft("path", "/data/vault"),
    raft("node_id", "node-@INSTANCE_ID@"),
    nodes("somebody else's script puts the id in", (draft) => onlyUserData(draft, hcl("$INSTANCE_ID"))),
  ],
  fails: [
    ...["/tmp/vault", "/var/tmp/raft", "/dev/shm/raft", "/var/log/vault/raft", "/", "data"].map((path) =>
      raft("path", path),
    ),
    server("it has no path", ({ storage }) => delete storage.raft.path),
    server("it has no id", ({ storage }) => delete storage.raft.node_id),
    ...["", "vault", "@AWS_REGION@"].map((id) => raft("node_id", id)),
    server("there is no store", (configuration) => delete configuration.storage),
    ...["inmem", "inmem_ha", "file"].map((type) =>
      stored(`the store is ${type}`, { [type]: { path: "/data" } }),
    ),
    stored("the store is Consul, in clear text", { consul: { address: "10.0.0.9:8500" } }),
    stored("the store has a password", { postgresql: { connection_url: "${var.url}", password: "x" } }),
    stored("the store is another one", { dynamodb: { table: "vault" } }),
    server("there is a store for the leader's lock", (configuration) => {
      configuration.ha_storage = { consul: {} };
    }),
    server("an old name hides a second store", (configuration) => {
      configuration.backend = { inmem: {} };
    }),
    server("clustering is off", (configuration) => {
      configuration.disable_clustering = "true";
    }),
    server("peers have no address", (configuration) => delete configuration.cluster_addr),
    ...["-dev", "-dev-root-token-id=root", "--dev-tls"].map((option) =>
      unit(`the command says ${option}`, (text) => text.replace("vault server ", `vault server ${option} `)),
    ),
    unitLine("Environment=VAULT_DEV_ROOT_TOKEN_ID=root"),
    nodes("a script starts a server in dev mode", (draft) =>
      file(draft, "/usr/local/sbin/try", "#!/bin/sh\nnohup vault server -dev &\n", { mode: 0o755 }),
    ),
    nodes("somebody else's script gives all nodes one id", (draft) => onlyUserData(draft, hcl("vault"))),
  ],
  unknown: [raft("path", "${var.path}"), FILES_ELSEWHERE],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("storage", (configuration) => {
      configuration.storage = { inmem: {} };
    }),
  ],
  repaired: [
    repairing(
      "node_id",
      ({ storage }) => {
        storage.raft.node_id = "vault";
      },
      ({ storage }) => {
        storage.raft.node_id = "@INSTANCE_ID@";
      },
    ),
  ],
};
