import type { Harmless } from "../run";
import { edited } from "./change";

/** What Terraform can do with resources that takes nothing away. */
export const TERRAFORM_HARMLESS: readonly Harmless[] = [
  edited("changes of tags of the seal key are ignored", (draft) => {
    const key = draft.resource("aws_kms_key", "seal");
    key.lifecycle = { ...key.lifecycle, ignore_changes: ["tags", "description"] };
  }),
  edited("changes of the number of nodes are ignored, between the least and the most", (draft) => {
    const group = draft.resource("aws_autoscaling_group", "nodes");
    group.lifecycle = { ...group.lifecycle, ignore_changes: ["desired_capacity"] };
  }),
  edited("a bucket of somebody else moves, and one is taken out", (draft) => {
    draft.configuration.moved = [{ from: "aws_s3_bucket.old", to: "aws_s3_bucket.new" }];
    draft.configuration.removed = [{ from: "aws_s3_bucket.older", lifecycle: { destroy: false } }];
  }),
  edited("AWS answers by an endpoint of FIPS, or of one's own network", (draft) => {
    draft.configuration.provider.aws[0].endpoints = [
      {
        kms: "https://kms-fips.us-east-1.amazonaws.com",
        sts: "https://vpce-0a1b2c3d-x.sts.eu-central-1.vpce.amazonaws.com",
      },
    ];
  }),
  edited("somebody else's buckets, as many as a variable says", (draft) =>
    draft.add("aws_s3_bucket", "reports", { bucket: "reports", count: "${var.number}" }),
  ),
  edited("an image by a parameter that AWS publishes", (draft) => {
    draft.configuration.data = {
      ...draft.configuration.data,
      aws_ssm_parameter: { image: { name: "/aws/service/ami-amazon-linux-latest/al2023-ami-arm64" } },
    };
  }),
];
