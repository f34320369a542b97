import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { SsmDocument } from "@cdktf/provider-aws/lib/ssm-document";
import { noSsh } from "../../../../lib/checks/rules/net/no-ssh";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";
const on = casesOn(NODES);
const admits =
  (attributes: object, name = "nodes") =>
  (draft: Draft) =>
    draft.add("aws_vpc_security_group_ingress_rule", "more", {
      security_group_id: refer(draft, "aws_security_group", name),
      ip_protocol: "tcp",
      cidr_ipv4: "10.20.0.0/24",
      ...attributes,
    });
const inputs = (change: object) => (draft: Draft) =>
  draft.policy(
    draft.resource("aws_ssm_document"),
    (content) => Object.assign(content.inputs, change),
    "content",
  );
const withoutSessions = (draft: Draft) =>
  draft.policy(draft.resource("aws_iam_role_policy", "node-role"), (policy) => {
    policy.Statement = policy.Statement.filter(({ Sid }: { Sid: string }) => Sid !== "Sessions");
  });
const attached = (arn: string) => (draft: Draft) => {
  withoutSessions(draft);
  draft.resource("aws_iam_role", "node-role").managed_policy_arns = [arn];
};

export const cases: RuleCases = {
  rule: noSsh,
  passes: [
    { on: NODES },
    on("the key is empty", (draft) => {
      draft.resource("aws_launch_template").key_name = "";
    }),
    on("AWS's policy opens sessions", attached("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")),
    on("a bastion of somebody else has SSH", (draft) =>
      draft.add("aws_instance", "bastion", { key_name: "somebody" }),
    ),
  ],
  fails: [
    on("nodes have a key", (draft) => {
      draft.resource("aws_launch_template").key_name = "admin";
    }),
    on("nodes have the key of the stack", (draft) => {
      draft.resource("aws_launch_template").key_name = "${aws_key_pair.admin.key_name}";
    }),
    on("SSH is open", admits({ from_port: 22, to_port: 22 }), /22/),
    on("SSH lies in a range", admits({ from_port: 0, to_port: 1024 })),
    on("the remote desktop is open", admits({ from_port: 3389, to_port: 3389 })),
    on("every protocol is open", admits({ ip_protocol: "-1" })),
    on("the load balancer lets SSH in", admits({ from_port: 22, to_port: 22 }, "vault_endpoint")),
    on("EC2 Instance Connect reaches the nodes", (draft) =>
      draft.add("aws_ec2_instance_connect_endpoint", "in", {
        subnet_id: refer(draft, "aws_subnet", "node-subnet-1"),
      }),
    ),
    on("user data let a key log in", (draft) => {
      const [name = ""] = Object.keys(draft.configuration.locals);
      draft.configuration.locals[name] += "#cloud-config\nssh_authorized_keys:\n  - ssh-ed25519 AAAA\n";
    }),
    on("the role opens no sessions", withoutSessions, /ssmmessages/),
    on("sessions go nowhere", inputs({ cloudWatchLogGroupName: "" })),
    on("logs of sessions are not encrypted", inputs({ cloudWatchEncryptionEnabled: false })),
    on("sessions are not encrypted", inputs({ kmsKeyId: "" })),
    on(
      "the log group has no key",
      (draft) => delete draft.resource("aws_cloudwatch_log_group", "sessions").kms_key_id,
    ),
    on("SSH is not masked", (draft) =>
      draft.edit(SERVICES, (content) => content.replace(/systemctl mask .*/, "")),
    ),
    on("SSH is unmasked again", (draft) =>
      draft.edit(SERVICES, (content) => `${content}systemctl unmask sshd\n`),
    ),
  ],
  unknown: [
    on("a variable is the port", admits({ from_port: "${var.port}", to_port: "${var.port}" })),
    on("a variable is the document", (draft) => {
      draft.resource("aws_ssm_document").content = "${var.document}";
    }),
    on("there is no document", (draft) => draft.remove("aws_ssm_document"), /account's preferences/),
    on("a policy of the company opens sessions", attached("arn:aws:iam::123456789012:policy/sessions")),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "key_name",
      on: NODES,
      override: (production) =>
        production.at<LaunchTemplate>("nodes/launch-template").addOverride("key_name", "admin"),
    },
  ],
  repaired: [
    {
      when: "content",
      on: NODES,
      override: (production) => {
        const document = production.at<SsmDocument>("sessions/Resource");
        const content = document.contentInput;
        document.content = "{}";
        document.addOverride("content", content);
      },
    },
  ],
};
