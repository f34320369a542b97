import type { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { tlsEverywhere } from "../../../../lib/checks/rules/tls/tls-everywhere";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import {
  clients,
  FILES_ELSEWHERE,
  health,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  repairing,
  server,
  unitLine,
} from "../../support/server-edits";

const BALANCER = "aws_lb.vault_endpoint";
const LISTENER = "aws_lb_listener.vault_endpoint";
const TARGETS = "aws_lb_target_group.vault_endpoint";

const SOUND_HCL = `cat >/etc/vault.d/vault.hcl <<EOF
api_addr = "https://vault-1.example:8200"
cluster_addr = "https://vault-1.example:8201"
listener "tcp" {
  address = "0.0.0.0:8200"
  tls_cert_file = "/etc/vault.d/cert.pem"
  tls_key_file = "/etc/vault.d/key.pem"
}
EOF
`;

export const cases: RuleCases = {
  rule: tlsEverywhere,
  passes: [
    { on: NODES },
    { on: BALANCER },
    { on: LISTENER },
    { on: TARGETS },
    clients("tls_disable is said to be off", (listener) => {
      listener.tls_disable = "false";
    }),
    nodes("somebody else's script writes a sound HCL", (draft) => onlyUserData(draft, SOUND_HCL)),
    {
      when: "health is checked by TCP, as where nothing is said",
      on: TARGETS,
      edit: (draft) => delete draft.resource("aws_lb_target_group").health_check,
    },
  ],
  fails: [
    ...[true, "true", "1", "T", 1].map((value) =>
      clients(
        `tls_disable is ${JSON.stringify(value)}`,
        (listener) => {
          listener.tls_disable = value;
        },
        { says: /tls_disable/ },
      ),
    ),
    health("the listener of health checks has no TLS", (listener) => {
      listener.tls_disable = true;
    }),
    clients("no certificate is named", (listener) => delete listener.tls_cert_file),
    clients("the key has no path", (listener) => {
      listener.tls_key_file = "";
    }),
    clients("it listens on a socket", (listener) => {
      listener.address = "unix:///run/vault.sock";
    }),
    server("there is no listener", (configuration) => delete configuration.listener),
    server("a second listener without TLS stands beside the good one", ({ listener }) => {
      listener.push({ tcp: { address: "0.0.0.0:9200", tls_disable: "1" } });
    }),
    ...[
      "http://@LOCAL_IPV4@:8200",
      "https://127.0.0.1:8200",
      "https://0.0.0.0:8200",
      "https://[::1]:8200",
    ].map((address) =>
      server(`api_addr is ${address}`, (configuration) => {
        configuration.api_addr = address;
      }),
    ),
    server("cluster_addr is loopback", (configuration) => {
      configuration.cluster_addr = "https://localhost:8201";
    }),
    server("api_addr is left to Vault", (configuration) => delete configuration.api_addr),
    unitLine("Environment=VAULT_API_ADDR=http://10.0.0.1:8200"),
    nodes("somebody else's HCL turns TLS off", (draft) =>
      onlyUserData(draft, 'cat >/etc/vault.d/vault.hcl <<EOF\nlistener "tcp" {\n  tls_disable = 1\n}\nEOF\n'),
    ),
    ...["TLS", "HTTPS"].map((protocol) => ({
      when: `the load balancer ends ${protocol}`,
      on: LISTENER,
      edit: (draft: Draft) => {
        draft.resource("aws_lb_listener").protocol = protocol;
      },
    })),
    {
      when: "it is an application load balancer",
      on: BALANCER,
      edit: (draft) => delete draft.resource("aws_lb").load_balancer_type,
    },
    {
      when: "the nodes are spoken to by HTTP",
      on: TARGETS,
      edit: (draft) => {
        draft.resource("aws_lb_target_group").protocol = "HTTP";
      },
    },
    {
      when: "health checks are left to be HTTP",
      on: TARGETS,
      edit: (draft) => delete draft.resource("aws_lb_target_group").health_check.protocol,
    },
    {
      when: "CloudFront stands before it",
      on: "aws_cloudfront_distribution.front",
      edit: (draft) =>
        draft.add("aws_cloudfront_distribution", "front", {
          origin: [{ domain_name: `\${${draft.address("aws_lb")}.dns_name}`, origin_id: "vault" }],
        }),
    },
    {
      when: "a rule of another listener leads to the nodes",
      on: "aws_lb_listener.other",
      edit: (draft) => {
        draft.add("aws_lb_listener", "other", {
          load_balancer_arn: "${aws_lb.other.arn}",
          protocol: "HTTPS",
        });
        draft.add("aws_lb_listener_rule", "other", {
          listener_arn: "${aws_lb_listener.other.arn}",
          action: [{ type: "forward", target_group_arn: `\${${draft.address("aws_lb_target_group")}.arn}` }],
        });
      },
    },
    {
      when: "a load balancer of the old kind ends TLS",
      on: "aws_elb.old",
      edit: (draft) => {
        draft.add("aws_elb", "old", {
          name: "old",
          listener: [{ lb_protocol: "https", instance_protocol: "https" }],
        });
        draft.resource("aws_autoscaling_group").load_balancers = ["${aws_elb.old.name}"];
      },
    },
  ],
  unknown: [
    clients("a variable decides", (listener) => {
      listener.tls_disable = "${var.plain}";
    }),
    FILES_ELSEWHERE,
    {
      when: "the protocol is a variable's",
      on: LISTENER,
      edit: (draft) => {
        draft.resource("aws_lb_listener").protocol = "${var.protocol}";
      },
    },
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("tls_disable", ({ listener }) => {
      listener[0].tcp.tls_disable = true;
    }),
    {
      when: "the listener of the load balancer",
      on: LISTENER,
      override: (production) => production.at<LbListener>("endpoint/listener").addOverride("protocol", "TLS"),
    },
  ],
  repaired: [
    repairing(
      "tls_disable",
      ({ listener }) => {
        listener[0].tcp.tls_disable = true;
      },
      ({ listener }) => delete listener[0].tcp.tls_disable,
    ),
  ],
};
