import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { keyCannotVanish } from "../../../../lib/checks/rules/seal/key-cannot-vanish";
import type { RuleCases } from "../../support/rule-cases";

const SEAL = "aws_kms_key.vault_seal";

export const cases: RuleCases = {
  rule: keyCannotVanish,
  passes: [
    { on: SEAL },
    { on: "aws_kms_replica_key.vault_seal_replica" },
    { on: "aws_kms_key.vault_nodes_data-key" },
    {
      when: "the window is not set, which is 30 days",
      on: SEAL,
      edit: (draft) => delete draft.resource("aws_kms_key", "vault_seal").deletion_window_in_days,
    },
  ],
  fails: [
    {
      when: "the key within never changes",
      on: "vault_generic_endpoint.rotation",
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "rotation", {
          path: "sys/rotate/config",
          data_json: '{"enabled":false}',
        }),
    },
    {
      when: "it does not rotate",
      on: SEAL,
      says: /enable_key_rotation = false/,
      edit: (draft) => {
        draft.resource("aws_kms_key", "vault_seal").enable_key_rotation = false;
      },
    },
    {
      when: "it is gone within a week",
      on: SEAL,
      says: /deletion_window_in_days = 7/,
      edit: (draft) => {
        draft.resource("aws_kms_key", "vault_seal").deletion_window_in_days = 7;
      },
    },
    {
      when: "Terraform may destroy it",
      on: "aws_kms_key.vault_nodes_data-key",
      edit: (draft) => delete draft.resource("aws_kms_key", "data-key").lifecycle,
    },
    {
      when: "it rotates once in seven years",
      on: SEAL,
      edit: (draft) => {
        draft.resource("aws_kms_key", "vault_seal").rotation_period_in_days = 2560;
      },
    },
    {
      when: "it is a key of one region",
      on: SEAL,
      says: /multi_region/,
      edit: (draft) => delete draft.resource("aws_kms_key", "vault_seal").multi_region,
    },
    {
      when: "it is disabled",
      on: "aws_kms_key.vault_nodes_data-key",
      edit: (draft) => {
        draft.resource("aws_kms_key", "data-key").is_enabled = false;
      },
    },
    {
      when: "the replica is disabled",
      on: "aws_kms_replica_key",
      edit: (draft) => {
        draft.resource("aws_kms_replica_key").enabled = false;
      },
    },
  ],
  unknown: [
    {
      when: "a variable decides",
      on: SEAL,
      says: /var\.rotate/,
      edit: (draft) => {
        draft.resource("aws_kms_key", "vault_seal").enable_key_rotation = "${var.rotate}";
      },
    },
  ],
  notApplicable: [
    {
      when: "the keys are another stack's",
      on: "",
      edit: (draft) => {
        draft.remove("aws_kms_key");
        draft.remove("aws_kms_replica_key");
      },
    },
  ],
  weakened: [
    {
      when: "enable_key_rotation",
      on: SEAL,
      override: (production) =>
        production.at<KmsKey>("seal/Resource").addOverride("enable_key_rotation", false),
    },
  ],
  repaired: [
    {
      when: "deletion_window_in_days",
      on: SEAL,
      override: (production) => {
        const key = production.at<KmsKey>("seal/Resource");
        key.deletionWindowInDays = 7;
        key.addOverride("deletion_window_in_days", 30);
      },
    },
  ],
};
