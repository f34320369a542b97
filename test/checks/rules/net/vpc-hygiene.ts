import type { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { vpcHygiene } from "../../../../lib/checks/rules/net/vpc-hygiene";
import { casesOn, refer, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const VPC = "aws_vpc.vault_network";
const RECORD = "aws_route53_record.vault_endpoint";
const vpc = casesOn(VPC);
const record = casesOn(RECORD);

export const cases: RuleCases = {
  rule: vpcHygiene,
  passes: [
    { on: VPC },
    { on: RECORD },
    vpc("another VPC has nothing of it", (draft) =>
      draft.add("aws_vpc", "other", { cidr_block: "10.99.0.0/16" }),
    ),
    record("the zone is read, and private", (draft) => {
      draft.configuration.data.aws_route53_zone = { corp: { name: "corp.example", private_zone: true } };
      draft.resource("aws_route53_record").zone_id = "${data.aws_route53_zone.corp.zone_id}";
    }),
  ],
  fails: [
    vpc("there is no flow log", (draft) => draft.remove("aws_flow_log"), /no flow log/),
    vpc("only what is refused is recorded", (draft) => {
      draft.resource("aws_flow_log").traffic_type = "REJECT";
    }),
    vpc("the records go nowhere", (draft) => delete draft.resource("aws_flow_log").log_destination),
    vpc(
      "the default group is AWS's",
      (draft) => draft.remove("aws_default_security_group"),
      /as AWS made it/,
    ),
    vpc("the default group lets in", (draft) => {
      draft.resource("aws_default_security_group").ingress = [{ protocol: "-1", self: true }];
    }),
    vpc("the default group lets out", (draft) =>
      draft.add("aws_vpc_security_group_egress_rule", "default", {
        security_group_id: refer(draft, "aws_default_security_group"),
        ip_protocol: "-1",
        cidr_ipv4: "0.0.0.0/0",
      }),
    ),
    vpc("nothing has Vault's name", (draft) => draft.remove("aws_route53_record")),
    vpc("the zone is public", (draft) => delete draft.resource("aws_route53_zone").vpc),
    record(
      "the zone of the record is public",
      (draft) => delete draft.resource("aws_route53_zone").vpc,
      /public/,
    ),
    casesOn("aws_route53_record.public")("a public record has the same name", (draft) => {
      draft.add("aws_route53_zone", "public", { name: "corp.example" });
      draft.add("aws_route53_record", "public", {
        name: "VAULT.corp.example.",
        type: "A",
        records: ["10.64.4.7"],
        zone_id: "${aws_route53_zone.public.zone_id}",
      });
    }),
    record("the zone that is read is public", (draft) => {
      draft.configuration.data.aws_route53_zone = { corp: { name: "corp.example" } };
      draft.resource("aws_route53_record").zone_id = "${data.aws_route53_zone.corp.zone_id}";
    }),
  ],
  unknown: [
    vpc("a variable says what is recorded", (draft) => {
      draft.resource("aws_flow_log").traffic_type = "${var.traffic}";
    }),
    record("a variable is the zone", (draft) => {
      draft.resource("aws_route53_record").zone_id = "${var.zone}";
    }),
  ],
  notApplicable: [
    ...withoutMachines,
    record("the zone is another stack's", (draft) => {
      draft.resource("aws_route53_record").zone_id = "Z0123456789";
    }),
  ],
  weakened: [
    {
      when: "traffic_type",
      on: VPC,
      override: (production) =>
        production.at<FlowLog>("network/flow-log/Resource").addOverride("traffic_type", "ACCEPT"),
    },
  ],
  repaired: [
    {
      when: "traffic_type",
      on: VPC,
      override: (production) => {
        const flow = production.at<FlowLog>("network/flow-log/Resource");
        flow.trafficType = "REJECT";
        flow.addOverride("traffic_type", "ALL");
      },
    },
  ],
};
