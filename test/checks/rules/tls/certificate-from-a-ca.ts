import { certificateFromCa } from "../../../../lib/checks/rules/tls/certificate-from-a-ca";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
} from "../../support/server-edits";

const SETTINGS = "/etc/hardened-vault/certificates.json";
const HCL =
  'cat >/etc/vault.d/vault.hcl <<EOF\nlistener "tcp" {\n  tls_cert_file = "/etc/vault.d/c.pem"\n}\nEOF\n';
const KEY = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n";

export const cases: RuleCases = {
  rule: certificateFromCa,
  passes: [
    { on: NODES },
    nodes("a secret holds the certificate", (draft) =>
      draft.edit(SETTINGS, () => '{"domainName":"vault.corp.example","source":"secrets-manager"}\n'),
    ),
    nodes("somebody else's script asks AWS Private CA", (draft) =>
      onlyUserData(draft, `${HCL}aws acm-pca issue-certificate --csr fileb:///run/csr.pem\n`),
    ),
    nodes("a key of another program's is made in Terraform", (draft) =>
      draft.add("tls_private_key", "bastion", { algorithm: "ED25519" }),
    ),
  ],
  fails: [
    nodes("nobody says where it comes from", (draft) => draft.files.delete(SETTINGS)),
    nodes("it signs itself, by what is said", (draft) =>
      draft.edit(SETTINGS, (text) => text.replace("private-ca", "self-signed")),
    ),
    nodes("a key is among the files", (draft) => file(draft, "/etc/vault.d/tls/key.pem", KEY)),
    clients("the certificate is among the files and is its own authority", (listener) => {
      listener.tls_cert_file = "/etc/vault.d/tls/client-ca.pem";
    }),
    nodes("a script signs a certificate by itself", (draft) =>
      file(
        draft,
        "/usr/local/sbin/certificate",
        "#!/bin/sh\nopenssl req -x509 -newkey rsa:4096 -nodes -days 3650\n",
        {
          mode: 0o755,
        },
      ),
    ),
    nodes("a script makes a key that is too small", (draft) =>
      file(draft, "/usr/local/sbin/certificate", "#!/bin/sh\nopenssl genrsa -out /run/key.pem 1024\n", {
        mode: 0o755,
      }),
    ),
    nodes("somebody else's script has the key in it", (draft) =>
      onlyUserData(draft, `${HCL}cat >/etc/vault.d/key.pem <<EOF\n${KEY}EOF\n`),
    ),
    {
      when: "Terraform makes the key and a secret holds it",
      on: "tls_private_key.vault",
      edit: (draft) => {
        draft.add("tls_private_key", "vault", { algorithm: "RSA" });
        draft.add("aws_secretsmanager_secret", "vault", { name: "vault-server-certificate" });
        draft.add("aws_secretsmanager_secret_version", "vault", {
          secret_id: "${aws_secretsmanager_secret.vault.id}",
          secret_string: "${tls_private_key.vault.private_key_pem}",
        });
        draft.edit(SETTINGS, (text) => text.replace("{", '{\n  "secret": "vault-server-certificate",'));
      },
    },
    {
      when: "the listener of the load balancer has a certificate with its key",
      on: "aws_acm_certificate.front",
      edit: (draft) => {
        draft.add("aws_acm_certificate", "front", {
          private_key: "${var.key}",
          certificate_body: "${var.body}",
        });
        draft.resource("aws_lb_listener").certificate_arn = "${aws_acm_certificate.front.arn}";
      },
    },
  ],
  unknown: [
    FILES_ELSEWHERE,
    nodes("somebody else's script does not say where it comes from", (draft) => onlyUserData(draft, HCL)),
  ],
  notApplicable: [NO_NODES],
  weakened: [
    {
      when: "the source",
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.override(SETTINGS, (text) => text.replace("private-ca", "self-signed")),
    },
  ],
  repaired: [
    {
      when: "the source",
      on: NODES,
      override: ({ vault }) => {
        vault.bundle.override(SETTINGS, (text) => text.replace("private-ca", "self-signed"));
        vault.bundle.override(SETTINGS, (text) => text.replace("self-signed", "private-ca"));
      },
    },
  ],
};
