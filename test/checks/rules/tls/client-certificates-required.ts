import { clientCertificatesRequired } from "../../../../lib/checks/rules/tls/client-certificates-required";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  NO_NODES,
  NODES,
  nodes,
  overriding,
  repairing,
  server,
} from "../../support/server-edits";

const AUTHORITIES = "/etc/vault.d/tls/client-ca.pem";

/** Opens the port of health checks to somebody. */
function opened(draft: Draft, to: object): void {
  draft.add("aws_vpc_security_group_ingress_rule", "more", {
    security_group_id: `\${${draft.address("aws_security_group", "vault_nodes")}.id}`,
    ip_protocol: "tcp",
    from_port: 8200,
    to_port: 8299,
    ...to,
  });
}

export const cases: RuleCases = {
  rule: clientCertificatesRequired,
  passes: [
    { on: NODES },
    clients("it is said in another spelling", (listener) => {
      listener.tls_require_and_verify_client_cert = "1";
    }),
    server("a listener on loopback asks for none", ({ listener }) => {
      listener.push({ tcp: { address: "127.0.0.1:8300", tls_cert_file: "/c", tls_key_file: "/k" } });
    }),
    nodes("another port is open to others", (draft) =>
      opened(draft, { from_port: 8200, to_port: 8201, cidr_ipv4: "10.0.0.0/16" }),
    ),
  ],
  fails: [
    ...[false, "false", 0].map((value) =>
      clients(`it is ${JSON.stringify(value)}`, (listener) => {
        listener.tls_require_and_verify_client_cert = value;
      }),
    ),
    clients("nothing is said", (listener) => delete listener.tls_require_and_verify_client_cert, {
      says: /tls_require_and_verify_client_cert is not set/,
    }),
    clients("no authority is named", (listener) => delete listener.tls_client_ca_file),
    clients("certificates are turned off beside it", (listener) => {
      listener.tls_disable_client_certs = true;
    }),
    nodes("the authorities are not there", (draft) => draft.files.delete(AUTHORITIES)),
    nodes("there is no certificate in the file", (draft) => draft.edit(AUTHORITIES, () => "\n")),
    server("a third listener asks for none", ({ listener }) => {
      listener.push({ tcp: { address: "@LOCAL_IPV4@:8300" } });
    }),
    nodes("clients are sent to the port of health checks", (draft) => {
      draft.resource("aws_lb_target_group").port = 8202;
    }),
    nodes("clients' networks reach the port of health checks", (draft) =>
      opened(draft, { cidr_ipv4: "10.20.0.0/16" }),
    ),
    nodes("nodes reach the port of health checks", (draft) =>
      opened(draft, {
        referenced_security_group_id: `\${${draft.address("aws_security_group", "vault_nodes")}.id}`,
      }),
    ),
  ],
  unknown: [
    clients("a variable decides", (listener) => {
      listener.tls_require_and_verify_client_cert = "${var.certificates}";
    }),
    nodes("a group of somewhere else reaches the port of health checks", (draft) =>
      opened(draft, { referenced_security_group_id: "${var.group}" }),
    ),
    FILES_ELSEWHERE,
  ],
  notApplicable: [
    NO_NODES,
    nodes("nobody but the machine itself reaches it", (draft) =>
      draft.server(({ listener }) => {
        listener.splice(1);
        listener[0].tcp.address = "127.0.0.1:8200";
      }),
    ),
  ],
  weakened: [
    overriding("tls_require_and_verify_client_cert", ({ listener }) => {
      listener[0].tcp.tls_require_and_verify_client_cert = false;
    }),
  ],
  repaired: [
    repairing(
      "tls_client_ca_file",
      ({ listener }) => delete listener[0].tcp.tls_client_ca_file,
      ({ listener }) => {
        listener[0].tcp.tls_client_ca_file = AUTHORITIES;
      },
    ),
  ],
};
