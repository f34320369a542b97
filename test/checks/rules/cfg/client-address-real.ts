import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { clientAddressReal } from "../../../../lib/checks/rules/cfg/client-address-real";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import { clients, FILES_ELSEWHERE, NO_NODES, NODES, nodes, overriding } from "../../support/server-edits";

/** The load balancer hides clients, and says so in the PROXY protocol or not. */
function hidden(draft: Draft, proxy: boolean): void {
  const targets = draft.resource("aws_lb_target_group");
  targets.preserve_client_ip = "false";
  targets.proxy_protocol_v2 = proxy;
}

/** The listener of clients takes the address from the load balancer. */
function told(draft: Draft, more: object = {}): void {
  draft.server(({ listener }) => {
    Object.assign(listener[0].tcp, {
      proxy_protocol_behavior: "allow_authorized",
      proxy_protocol_authorized_addrs: ["10.64.4.0/24", "10.64.5.0/24", "10.64.6.0/24"],
      ...more,
    });
  });
}

const forwarded = (when: string, settings: object) =>
  clients(when, (listener) => {
    Object.assign(listener, { x_forwarded_for_authorized_addrs: ["10.64.4.0/24"], ...settings });
  });

export const cases: RuleCases = {
  rule: clientAddressReal,
  passes: [
    { on: NODES },
    nodes("instances keep the address where nothing is said", (draft) => {
      delete draft.resource("aws_lb_target_group").preserve_client_ip;
    }),
    nodes("the load balancer hides clients and Vault is told", (draft) => {
      hidden(draft, true);
      told(draft);
    }),
    nodes("Vault is told by a part of a subnet, as a text", (draft) => {
      hidden(draft, true);
      told(draft, { proxy_protocol_authorized_addrs: "10.64.4.0/25, 10.64.5.7" });
    }),
    forwarded("a header of the load balancer's subnets is believed", {}),
  ],
  fails: [
    nodes("the load balancer hides clients and nobody tells", (draft) => hidden(draft, false), {
      says: /preserve_client_ip = false/,
    }),
    nodes("targets are addresses, which hides clients", (draft) => {
      const targets = draft.resource("aws_lb_target_group");
      delete targets.preserve_client_ip;
      targets.target_type = "ip";
    }),
    nodes("consumers come through an endpoint service and nobody tells", (draft) =>
      draft.add("aws_vpc_endpoint_service", "consumers", {
        network_load_balancer_arns: [`\${${draft.address("aws_lb")}.arn}`],
      }),
    ),
    ...["0.0.0.0/0", "10.0.0.0/8", "10.20.0.0/16", "10.64.0.0/20"].map((network) =>
      nodes(`${network} may say who it is`, (draft) => {
        hidden(draft, true);
        told(draft, { proxy_protocol_authorized_addrs: ["10.64.4.0/24", network] });
      }),
    ),
    nodes("everybody may say who it is", (draft) => {
      hidden(draft, true);
      told(draft, { proxy_protocol_behavior: "use_always" });
    }),
    nodes("nobody in particular may say who it is", (draft) => {
      hidden(draft, true);
      told(draft, { proxy_protocol_authorized_addrs: [] });
    }),
    nodes("the load balancer speaks what Vault does not read", (draft) => {
      draft.resource("aws_lb_target_group").proxy_protocol_v2 = true;
    }),
    forwarded("a header of everybody's is believed", { x_forwarded_for_authorized_addrs: "0.0.0.0/0" }),
    forwarded("requests without the header get through", { x_forwarded_for_reject_not_present: false }),
    forwarded("headers of others get through", { x_forwarded_for_reject_not_authorized: "false" }),
    clients("hops are skipped though nobody may say anything", (listener) => {
      listener.x_forwarded_for_hop_skips = 1;
    }),
  ],
  unknown: [
    nodes("a variable decides", (draft) => {
      draft.resource("aws_lb_target_group").preserve_client_ip = "${var.preserve}";
    }),
    forwarded("a variable names the network", { x_forwarded_for_authorized_addrs: ["${var.network}"] }),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    {
      when: "preserve_client_ip",
      on: NODES,
      override: (production) =>
        production.at<LbTargetGroup>("endpoint/target-group").addOverride("preserve_client_ip", false),
    },
    overriding("x_forwarded_for_authorized_addrs", ({ listener }) => {
      listener[0].tcp.x_forwarded_for_authorized_addrs = ["0.0.0.0/0"];
    }),
  ],
  repaired: [
    {
      when: "preserve_client_ip",
      on: NODES,
      override: (production) => {
        const targets = production.at<LbTargetGroup>("endpoint/target-group");
        targets.preserveClientIp = "false";
        targets.addOverride("preserve_client_ip", true);
      },
    },
  ],
};
