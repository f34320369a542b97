import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { instanceMetadataByToken } from "../../../../lib/checks/rules/iam/instance-metadata-by-token";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const options = (draft: Draft) => draft.resource("aws_launch_template").metadata_options;

export const cases: RuleCases = {
  rule: instanceMetadataByToken,
  passes: [
    { on: NODES },
    {
      when: "the block is a list of one, and the limit a text",
      on: NODES,
      edit: (draft) => {
        const template = draft.resource("aws_launch_template");
        template.metadata_options = [{ ...options(draft), http_put_response_hop_limit: "1" }];
      },
    },
  ],
  fails: [
    {
      when: "version 1 is answered",
      on: NODES,
      says: /http_tokens = optional/,
      edit: (draft) => {
        options(draft).http_tokens = "optional";
      },
    },
    { when: "tokens are not spoken of", on: NODES, edit: (draft) => delete options(draft).http_tokens },
    {
      when: "nothing is said at all",
      on: NODES,
      edit: (draft) => delete draft.resource("aws_launch_template").metadata_options,
    },
    {
      when: "a container reaches it",
      on: NODES,
      edit: (draft) => {
        options(draft).http_put_response_hop_limit = 2;
      },
    },
    {
      when: "the image decides about hops",
      on: NODES,
      edit: (draft) => delete options(draft).http_put_response_hop_limit,
    },
    {
      when: "another machine with Vault does without",
      on: "aws_instance.vault",
      edit: (draft) => draft.add("aws_instance", "vault", { ami: "ami-1", tags: { Name: "vault" } }),
    },
  ],
  unknown: [
    {
      when: "a variable decides",
      on: NODES,
      says: /var\.tokens/,
      edit: (draft) => {
        options(draft).http_tokens = "${var.tokens}";
      },
    },
  ],
  notApplicable: [
    {
      when: "there are no machines",
      on: "",
      edit: (draft) => draft.remove("aws_launch_template"),
    },
  ],
  weakened: [
    {
      when: "http_tokens",
      on: NODES,
      override: (production) =>
        production
          .at<LaunchTemplate>("nodes/launch-template")
          .addOverride("metadata_options.http_tokens", "optional"),
    },
  ],
  repaired: [
    {
      when: "http_put_response_hop_limit",
      on: NODES,
      override: (production) => {
        const template = production.at<LaunchTemplate>("nodes/launch-template");
        template.metadataOptions.httpPutResponseHopLimit = 3;
        template.addOverride("metadata_options.http_put_response_hop_limit", 1);
      },
    },
  ],
};
