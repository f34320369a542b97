import type { Lb } from "@cdktf/provider-aws/lib/lb";
import { internalEntryOnly } from "../../../../lib/checks/rules/net/internal-entry-only";
import type { Draft } from "../../support/draft";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const BALANCER = "aws_lb.vault_endpoint";
const SERVICE = "aws_vpc_endpoint_service.vault";
const on = casesOn(BALANCER);
const service = casesOn(SERVICE);

const set = (type: string, attributes: object) => (draft: Draft) =>
  Object.assign(draft.resource(type), attributes);
const shared = (attributes: object) => (draft: Draft) =>
  draft.add("aws_vpc_endpoint_service", "vault", {
    network_load_balancer_arns: [refer(draft, "aws_lb", "", "arn")],
    acceptance_required: true,
    allowed_principals: ["arn:aws:iam::123456789012:role/application"],
    ...attributes,
  });

export const cases: RuleCases = {
  rule: internalEntryOnly,
  passes: [
    { on: BALANCER },
    service("it is shared with named principals", shared({})),
    on("clients connect to 443", set("aws_lb_listener", { port: "443" })),
    on("what is the default is not said", (draft) => {
      delete draft.resource("aws_lb_target_group").preserve_client_ip;
    }),
    on("another load balancer faces the internet", (draft) =>
      draft.add("aws_lb", "shop", { internal: false, load_balancer_type: "application" }),
    ),
  ],
  fails: [
    on("some connections end elsewhere", (draft) => {
      const own = refer(draft, "aws_lb_target_group", "", "arn");
      const other = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/0123456789abcdef";
      draft.resource("aws_lb_listener").default_action = [
        { type: "forward", forward: { target_group: [{ arn: own }, { arn: other }] } },
      ];
    }),
    on("it faces the internet", set("aws_lb", { internal: false })),
    on("nothing says that it is internal", (draft) => delete draft.resource("aws_lb").internal),
    on("it is an application load balancer", set("aws_lb", { load_balancer_type: "application" })),
    on("its kind is not said", (draft) => delete draft.resource("aws_lb").load_balancer_type),
    on("it may be deleted", set("aws_lb", { enable_deletion_protection: "false" })),
    on("nothing protects it", (draft) => delete draft.resource("aws_lb").enable_deletion_protection),
    on(
      "PrivateLink goes around its group",
      set("aws_lb", { enforce_security_group_inbound_rules_on_private_link_traffic: "off" }),
    ),
    on("the listener ends TLS", set("aws_lb_listener", { protocol: "TLS", certificate_arn: "arn:aws:acm" })),
    on("the listener takes UDP as well", set("aws_lb_listener", { protocol: "TCP_UDP" })),
    on("it shows the cluster's port", set("aws_lb_listener", { port: 8201 })),
    on("it shows the health port", set("aws_lb_listener", { port: 8202 })),
    on("a second listener shows the cluster's port", (draft) =>
      draft.add("aws_lb_listener", "second", { ...draft.resource("aws_lb_listener"), port: 8201 }),
    ),
    on("targets are asked for TLS", set("aws_lb_target_group", { protocol: "TLS" })),
    on("targets are health ports", set("aws_lb_target_group", { port: 8202 })),
    on("targets are peers' ports", set("aws_lb_target_group", { port: 8201 })),
    on("clients' addresses are hidden", set("aws_lb_target_group", { preserve_client_ip: "false" })),
    on("targets are addresses, which hides clients", (draft) => {
      const group = draft.resource("aws_lb_target_group");
      group.target_type = "ip";
      delete group.preserve_client_ip;
    }),
    on("the global accelerator leads to it", (draft) =>
      draft.add("aws_globalaccelerator_endpoint_group", "front", {
        endpoint_configuration: [{ endpoint_id: refer(draft, "aws_lb", "", "arn") }],
      }),
    ),
    service("whoever asks is connected", shared({ acceptance_required: false })),
    service("everybody may ask", shared({ allowed_principals: ["*"] })),
    service("everybody is allowed separately", (draft) => {
      shared({})(draft);
      draft.add("aws_vpc_endpoint_service_allowed_principal", "all", {
        vpc_endpoint_service_id: "${aws_vpc_endpoint_service.vault.id}",
        principal_arn: "arn:aws:iam::*:root",
      });
    }),
  ],
  unknown: [
    on("a variable decides", set("aws_lb", { internal: "${var.internal}" })),
    service("a variable names who may ask", shared({ allowed_principals: ["${var.who}"] })),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: "internal",
      on: BALANCER,
      override: (production) => production.at<Lb>("endpoint/Resource").addOverride("internal", false),
    },
  ],
  repaired: [
    {
      when: "enable_deletion_protection",
      on: BALANCER,
      override: (production) => {
        const balancer = production.at<Lb>("endpoint/Resource");
        balancer.enableDeletionProtection = false;
        balancer.addOverride("enable_deletion_protection", true);
      },
    },
  ],
};
