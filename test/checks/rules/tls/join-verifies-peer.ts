import { joinVerifiesPeer } from "../../../../lib/checks/rules/tls/join-verifies-peer";
import type { EditCase, RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  overriding,
  repairing,
  server,
} from "../../support/server-edits";

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
const join = (when: string, change: (entry: any) => void): EditCase =>
  server(when, ({ storage }) => change(storage.raft.retry_join[0]));

const LEADER = {
  leader_api_addr: "https://vault-1.example:8200",
  leader_ca_cert_file: "/etc/vault.d/tls/ca.pem",
  leader_client_cert_file: "/etc/vault.d/tls/cert.pem",
  leader_client_key_file: "/etc/vault.d/tls/key.pem",
};

export const cases: RuleCases = {
  rule: joinVerifiesPeer,
  passes: [
    { on: NODES },
    server("the leader has an address", ({ storage }) => {
      storage.raft.retry_join = LEADER;
    }),
    join("https is not said, which is https", (entry) => delete entry.auto_join_scheme),
    nodes("nobody asks for certificates", (draft) =>
      draft.server(({ listener, storage }) => {
        listener[0].tcp.tls_require_and_verify_client_cert = false;
        delete storage.raft.retry_join[0].leader_client_cert_file;
        delete storage.raft.retry_join[0].leader_client_key_file;
      }),
    ),
  ],
  fails: [
    join("it joins over http", (entry) => {
      entry.auto_join_scheme = "http";
    }),
    join("the name is not looked at", (entry) => delete entry.leader_tls_servername),
    join("the name is empty", (entry) => {
      entry.leader_tls_servername = "";
    }),
    join("no authority is named", (entry) => delete entry.leader_ca_cert_file),
    join("it shows no certificate", (entry) => delete entry.leader_client_cert_file),
    join("it has no key", (entry) => {
      entry.leader_client_key_file = "";
    }),
    join("machines are looked up over http", (entry) => {
      entry.auto_join += " endpoint=http://10.0.0.9";
    }),
    server("a second leader stands beside the good one, over http", ({ storage }) => {
      storage.raft.retry_join.push({ ...LEADER, leader_api_addr: "http://10.0.0.9:8200" });
    }),
    server("it joins nobody", ({ storage }) => delete storage.raft.retry_join),
    nodes("a script joins without looking", (draft) =>
      file(draft, "/usr/local/sbin/join", "#!/bin/sh\nvault operator raft join https://10.0.0.9:8200\n", {
        mode: 0o755,
      }),
    ),
  ],
  unknown: [
    join("a variable decides", (entry) => {
      entry.auto_join_scheme = "${var.scheme}";
    }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("leader_ca_cert_file", ({ storage }) => delete storage.raft.retry_join[0].leader_ca_cert_file),
  ],
  repaired: [
    repairing(
      "auto_join_scheme",
      ({ storage }) => {
        storage.raft.retry_join[0].auto_join_scheme = "http";
      },
      ({ storage }) => {
        storage.raft.retry_join[0].auto_join_scheme = "https";
      },
    ),
  ],
};
