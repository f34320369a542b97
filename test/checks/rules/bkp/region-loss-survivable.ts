import type { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { regionLossSurvivable } from "../../../../lib/checks/rules/bkp/region-loss-survivable";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const BUCKET = "aws_s3_bucket.vault_snapshots_bucket";
const TYPE = "aws_s3_bucket_replication_configuration";

const on = (when: string, edit: (draft: Draft) => void): EditCase => ({ when, on: BUCKET, edit });
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
const rule = (when: string, edit: (rule: any) => void) =>
  on(when, (draft) => edit(draft.resource(TYPE).rule[0]));

export const cases: RuleCases = {
  rule: regionLossSurvivable,
  passes: [
    { on: BUCKET },
    rule("every object is copied", (one) => delete one.filter),
    rule("no time is promised", ({ destination }) => {
      delete destination.replication_time;
    }),
  ],
  fails: [
    rule("only some are copied, by their names", (one) => {
      one.filter = { prefix: "weekly/" };
    }),
    rule("only some are copied, by their tags", (one) => {
      one.filter = { tag: { key: "copy", value: "yes" } };
    }),
    on("nobody hears when one is not copied", (draft) =>
      draft.remove("aws_cloudwatch_metric_alarm", "replication"),
    ),
    rule("the rule is off", (one) => {
      one.status = "Disabled";
    }),
    rule("encrypted objects are left out", (one) => {
      delete one.source_selection_criteria;
    }),
    rule("copies have no key", ({ destination }) => {
      delete destination.encryption_configuration;
    }),
    rule("nobody sees how far copies are", ({ destination }) => {
      delete destination.metrics;
    }),
    on("copies stay in the region", (draft) => {
      delete draft.resource("aws_s3_bucket", "replication_copies").provider;
    }),
    on("the replica of the key stays in the region", (draft) => {
      delete draft.resource("aws_kms_replica_key").provider;
    }),
  ],
  unknown: [
    on("nothing is copied", (draft) => draft.remove(TYPE)),
    on("the seal key has no replica", (draft) => draft.remove("aws_kms_replica_key")),
    rule("copies go elsewhere", ({ destination }) => {
      destination.bucket = "arn:aws:s3:::company-copies";
    }),
  ],
  notApplicable: [
    {
      when: "no bucket is for snapshots",
      on: "",
      edit: (draft) => draft.remove("aws_s3_bucket", "snapshots"),
    },
  ],
  weakened: [
    {
      when: "status",
      on: BUCKET,
      override: (production) =>
        production
          .at<S3BucketReplicationConfigurationA>("snapshots/replication/Resource")
          .addOverride("rule.0.status", "Disabled"),
    },
  ],
  repaired: [
    {
      when: "status",
      on: BUCKET,
      override: (production) => {
        const copies = production.at<S3BucketReplicationConfigurationA>("snapshots/replication/Resource");
        copies.addOverride("rule.0.status", "Disabled");
        copies.addOverride("rule.0.status", "Enabled");
      },
    },
  ],
};
