import { fits, present } from "../../engine/assertions";
import { fail, type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isAbsolutePath, onServer, type ServerContext } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Value } from "../../evidence/value";
import { blocksOf, tcpListeners } from "../../host/listeners";
import { nodeCommandsWith } from "../../host/node-commands";
import { vaultFlag } from "../../host/vault-literals";

export const joinVerifiesPeer = defineRule({
  id: "TLS-05",
  title: "A node joins only who proves to be of the cluster",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A node that joins without looking gives itself to whoever answers at the address: a tag on a machine is enough to be found.",
  remediation:
    "Give each retry_join https, leader_ca_cert_file, leader_tls_servername and, where clients show certificates, leader_client_cert_file and leader_client_key_file.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/storage/raft",
    "https://developer.hashicorp.com/vault/docs/concepts/integrated-storage",
  ],
  guide: ["C01", "C02"],
  controls: {
    soc2: ["CC6.7"],
    pciDss: ["4.2.1"],
    iso27001: ["A.8.21", "A.8.24"],
    nist80053: ["SC-8", "IA-3"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, context) => [
    ...blocksOf(server, "storage")
      .filter(({ type }) => type === "raft")
      .flatMap(({ settings }) => joins(settings, asksForCertificates(server))),
    ...byHand(context),
  ]),
});

function joins(storage: Value, withCertificate: boolean): readonly Observation[] {
  const entries = storage.at("retry_join").items;
  if (entries.length === 0) {
    return [
      present(storage.at("retry_join"), { reason: "nodes that join by hand verify what is typed then" }),
    ];
  }
  return entries.flatMap((entry) => [
    ...leader(entry),
    eitherOf(entry, "leader_ca_cert_file", "leader_ca_cert"),
    ...(withCertificate
      ? [
          eitherOf(entry, "leader_client_cert_file", "leader_client_cert"),
          eitherOf(entry, "leader_client_key_file", "leader_client_key"),
        ]
      : []),
  ]);
}

/** Whom it joins: an address over TLS, or whoever is found, with the name that its certificate must have. */
function leader(entry: Value): readonly Observation[] {
  const found = entry.at("auto_join");
  if (found.isAbsent) {
    const address = entry.at("leader_api_addr");
    return [fits(address, `${address.path} is https://`, (got) => /^https:\/\/[^/]/i.test(String(got)))];
  }
  return [
    isHttps(entry.at("auto_join_scheme")),
    present(entry.at("leader_tls_servername")),
    fits(found, "discovery over TLS", (got) => !/endpoint=http:/i.test(String(got))),
    // Where both stand, Vault takes the address as well.
    fits(entry.at("leader_api_addr"), "leader_api_addr is https://", (got) => !/^http:/i.test(String(got)), {
      whenAbsent: "",
    }),
  ];
}

function isHttps(value: Value): Observation {
  return fits(value, `${value.path} = https`, (got) => got === "https" || got === "", {
    whenAbsent: "https",
  });
}

/** A file, or the text itself. */
function eitherOf(entry: Value, file: string, text: string): Observation {
  return entry.at(text).isAbsent || entry.at(text).raw === ""
    ? isAbsolutePath(entry.at(file))
    : present(entry.at(text));
}

function asksForCertificates(server: Value): boolean {
  return tcpListeners(server).some(({ settings, isLoopback }) => {
    const { literal, isAbsent } = settings.at("tls_require_and_verify_client_cert");
    // What is not known may be on.
    return !isLoopback && !isAbsent && (literal === undefined || vaultFlag(literal) === true);
  });
}

/** Commands that join by hand. */
function byHand({ host }: ServerContext): readonly Observation[] {
  return nodeCommandsWith(host, "raft")
    .filter(({ words }) => words.includes("raft") && words.includes("join"))
    .flatMap(({ words, from }) => [
      passIf(
        words.some((word) => /^--?leader-ca-cert(=|$)/.test(word)),
        { actual: `${from} joins without -leader-ca-cert`, expected: "the authority of the leader" },
      ),
      ...(words.some((word) => /^http:/i.test(word))
        ? [fail({ actual: `${from} joins over http`, expected: "https" })]
        : []),
    ]);
}
