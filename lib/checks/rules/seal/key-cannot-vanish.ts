import { absent, atLeast, atMost, is, oneOf } from "../../engine/assertions";
import { defineRule } from "../../engine/rule";
import { sealKeys, vaultKeys } from "../../evidence/vault-keys";

export const keyCannotVanish = defineRule({
  id: "SEAL-03",
  title: "Keys that Vault's data needs cannot vanish",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Without its seal key Vault cannot be unsealed ever again, by nobody; without the key of a volume or a log group their data is gone.",
  remediation:
    "Set enable_key_rotation, deletion_window_in_days = 30 and lifecycle.prevent_destroy, and leave the key enabled.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/seal",
    "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  ],
  guide: ["S23"],
  controls: {
    soc2: ["CC6.1", "A1.2"],
    pciDss: ["3.7.1", "3.7.4", "3.7.5"],
    iso27001: ["A.8.24", "A.8.13"],
    nist80053: ["SC-12(1)", "CP-9"],
  },
  claims: [],
  subjects: ({ evidence }) => vaultKeys(evidence),
  notApplicable: "no KMS key of this stack encrypts anything of Vault",
  check: (key, { evidence, limits }) => [
    is(key.at(key.type === "aws_kms_key" ? "is_enabled" : "enabled"), true, { whenAbsent: true }),
    ...(key.type === "aws_kms_key"
      ? [
          is(key.at("enable_key_rotation"), true),
          atMost(key.at("rotation_period_in_days"), 365, { whenAbsent: 365 }),
          oneOf(key.at("customer_master_key_spec"), ["SYMMETRIC_DEFAULT"], {
            whenAbsent: "SYMMETRIC_DEFAULT",
          }),
          oneOf(key.at("key_usage"), ["ENCRYPT_DECRYPT"], { whenAbsent: "ENCRYPT_DECRYPT" }),
        ]
      : []),
    // Imported material that ends takes the key with it.
    ...(/external/.test(key.type) ? [absent(key.at("valid_to"))] : []),
    // A key of one region is lost with the region; where that is accepted, it is waived.
    ...(key.type === "aws_kms_key" && sealKeys(evidence).includes(key)
      ? [is(key.at("multi_region"), true, { severity: "info" })]
      : []),
    atLeast(key.at("deletion_window_in_days"), limits.keyDeletionDays, { whenAbsent: 30 }),
    // A plan and a state do not tell the lifecycle of a resource.
    ...(evidence.form === "configuration" ? [is(key.at("lifecycle.prevent_destroy"), true)] : []),
  ],
});
