import { singleTenancy } from "../../../../lib/checks/rules/host/single-tenancy";
import {
  adding,
  booting,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNSEEN,
} from "../../support/cases";
import type { RuleCases } from "../../support/rule-cases";

const PACKAGES = "/etc/hardened-vault/packages.list";
const SERVICES = "/usr/local/lib/hardened-vault/steps.d/60-services.sh";
const UNITS = "/etc/systemd/system";
const AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d";

export const cases: RuleCases = {
  rule: singleTenancy,
  passes: [
    { on: NODES },
    adding(
      "a timer of the library's own",
      `${UNITS}/hardened-vault-certificates.timer`,
      "[Timer]\nOnCalendar=hourly\n",
    ),
    adding(
      "a service of the library's own",
      `${UNITS}/hardened-vault-certificates.service`,
      "[Service]\nType=oneshot\nExecStart=/usr/local/lib/hardened-vault/renew\n",
    ),
    adding(
      "the mount of a volume",
      `${UNITS}/var-lib-vault.mount`,
      "[Mount]\nWhat=/dev/sdd\nWhere=/var/lib/vault\n",
    ),
    adding(
      "the agent takes traces on loopback",
      `${AGENT}/traces.json`,
      JSON.stringify({ traces: { traces_collected: { xray: { bind_address: "127.0.0.1:2000" } } } }),
    ),
    {
      when: "the hardware is nobody else's",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").placement = { tenancy: "dedicated" };
      },
    },
  ],
  fails: [
    replacing("the list has Docker", PACKAGES, "jq\n", "jq\ndocker\n", /docker/),
    booting("user data installs nginx", "dnf install -y nginx", /nginx/),
    running("a container runs", "docker run --detach --privileged agent", /docker/),
    running("another service is started", "systemctl enable --now httpd", /httpd/),
    running("sshd is let loose", "systemctl unmask sshd.service"),
    running("work that no unit says", "systemd-run --on-calendar=daily /tmp/agent", /systemd-run/),
    adding("cron runs something", "/etc/cron.d/agent", "* * * * * root /opt/agent\n", /cron/),
    adding("a library in every program", "/etc/ld.so.preload", "/opt/agent.so\n", /preload/),
    adding(
      "rsyslog listens",
      "/etc/rsyslog.d/net.conf",
      'module(load="imudp")\ninput(type="imudp" port="514")\n',
      /imudp/,
    ),
    adding(
      "rsyslog listens, in the old form",
      "/etc/rsyslog.d/net.conf",
      "$ModLoad imtcp\n$InputTCPServerRun 514\n",
    ),
    running("something listens", "nc -l -p 9999 -e /bin/sh", /nc/),
    running("a second Vault", "vault server -dev", /2 commands/),
    adding(
      "a unit of somebody else's",
      `${UNITS}/agent.service`,
      "[Service]\nExecStart=/opt/agent\n",
      /agent\.service/,
    ),
    adding(
      "a unit with our name that runs containers",
      `${UNITS}/hardened-vault-x.service`,
      "[Service]\nExecStart=/usr/bin/podman run agent\n",
      /podman/,
    ),
    adding(
      "a socket with our name that listens",
      `${UNITS}/hardened-vault-x.socket`,
      "[Socket]\nListenStream=0.0.0.0:9000\n",
      /9000/,
    ),
    adding(
      "a drop-in that starts something before Vault",
      `${UNITS}/vault.service.d/10-x.conf`,
      "[Service]\nExecStartPre=/usr/bin/docker start x\n",
    ),
    replacing("sshd may be started", SERVICES, " sshd.service", "", /sshd\.service/),
    replacing(
      "the agent takes figures from everybody",
      `${AGENT}/hardened-vault.json`,
      "127.0.0.1:8125",
      "0.0.0.0:8125",
      /0\.0\.0\.0:8125/,
    ),
    replacing(
      "the agent is not told where to take figures",
      `${AGENT}/hardened-vault.json`,
      '"service_address": "127.0.0.1:8125",',
      "",
      /every address/,
    ),
    adding(
      "the agent takes traces from everybody",
      `${AGENT}/traces.json`,
      JSON.stringify({ traces: { traces_collected: { otlp: { grpc_endpoint: "0.0.0.0:4317" } } } }),
      /4317/,
    ),
    {
      when: "two groups start such machines",
      on: NODES,
      says: /2 Auto Scaling groups/,
      edit: (draft) => {
        const group = draft.resource("aws_autoscaling_group");
        draft.add("aws_autoscaling_group", "second", structuredClone(group));
      },
    },
    {
      when: "a load balancer sends something else to them",
      on: NODES,
      says: /443/,
      edit: (draft) => {
        draft.resource("aws_lb_target_group").port = 443;
      },
    },
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("packages", PACKAGES, "jq\n", "jq\nopenssh-server\n")],
  repaired: [mending("packages", PACKAGES, "openssl\n", "openssl\nnginx\n")],
};
