import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type KeyPair, pem } from "../../boot/authorities";
import { must, until } from "../../boot/command";
import { start } from "../../terraform/processes";
import type { VaultClient } from "../vault-client";

/** A real server of one node on the loopback interface: Raft, TLS, and a client certificate of who connects. */
export async function startServer(given: {
  readonly folder: string;
  /** Zip with the binary. */
  readonly zip: string;
  readonly certificate: KeyPair;
  /** Certificates of the authorities of clients. */
  readonly clientAuthority: string;
  /** Certificates that it trusts when it calls others. */
  readonly trusted: string;
  readonly client: VaultClient;
}): Promise<void> {
  const { folder, zip, certificate, clientAuthority, trusted, client } = given;
  mkdirSync(path.join(folder, "raft"), { recursive: true });
  await must("python3", ["-m", "zipfile", "-e", zip, folder], { limit: 120 });
  const binary = path.join(folder, "vault");
  await must("chmod", ["0755", binary]);
  const settings = {
    disable_mlock: true,
    api_addr: "https://vault.corp.example:8200",
    cluster_addr: "https://127.0.0.1:8201",
    storage: { raft: { path: path.join(folder, "raft"), node_id: "inside" } },
    listener: [
      {
        tcp: {
          address: "127.0.0.1:8200",
          tls_cert_file: certificate.certificate,
          tls_key_file: certificate.key,
          tls_client_ca_file: clientAuthority,
          tls_require_and_verify_client_cert: true,
          redact_version: true,
        },
      },
    ],
    telemetry: { prometheus_retention_time: "24h", disable_hostname: true },
  };
  const file = path.join(folder, "vault.json");
  writeFileSync(file, JSON.stringify(settings, null, 2));
  start(binary, ["server", `-config=${file}`], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, SSL_CERT_FILE: trusted, VAULT_LOG_LEVEL: "info" },
    log: path.join(folder, "vault.log"),
  });
  await until("Vault answers", 60, async () =>
    (await client.try("GET", "sys/seal-status")).status === 200 ? true : undefined,
  );
}

/** Text of several certificates in one file. */
export function bundleOf(file: string, certificates: readonly string[]): string {
  writeFileSync(file, certificates.map(pem).join("\n"));
  return file;
}
