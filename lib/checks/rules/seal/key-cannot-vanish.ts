import { absent, atLeast, atMost, is, oneOf, undecided } from "../../engine/assertions";
import { type Observation, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { secondsWithin } from "../../engine/server-assertions";
import { dataOf, endpointsAt } from "../../evidence/generic-endpoint";
import type { Resource } from "../../evidence/resource";
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
  claims: ["aws_kms_key"],
  subjects: ({ evidence }) => [...vaultKeys(evidence), ...endpointsAt(evidence, /^sys\/rotate\/config$/)],
  notApplicable: "no KMS key of this stack encrypts anything of Vault, and nothing changes the key within",
  check: (key, context) => (key.type === "vault_generic_endpoint" ? within(key) : inKms(key, context)),
});

/** The key of the barrier, which Vault changes by itself: nobody turns that off, and a year is the longest. */
function within(endpoint: Resource): readonly Observation[] {
  const settings = dataOf(endpoint);
  if (settings.isAbsent) {
    const said = {
      actual: `data_json = ${endpoint.at("data_json")}`,
      expected: "a key that changes by itself",
    };
    return [unknown({ ...said, reason: undecided(endpoint.at("data_json")) })];
  }
  return [
    is(settings.at("enabled"), true, { whenAbsent: true }),
    secondsWithin(settings.at("interval"), [0, 366 * 86_400], { whenAbsent: "0" }),
  ];
}

function inKms(key: Resource, { evidence, limits }: RuleContext): readonly Observation[] {
  return [
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
    ...(key.type.includes("external") ? [absent(key.at("valid_to"))] : []),
    // A key of one region is lost with the region; where that is accepted, it is waived.
    ...(key.type === "aws_kms_key" && sealKeys(evidence).includes(key)
      ? [is(key.at("multi_region"), true, { severity: "info" })]
      : []),
    atLeast(key.at("deletion_window_in_days"), limits.keyDeletionDays, { whenAbsent: 30 }),
    // A plan and a state do not tell the lifecycle of a resource.
    ...(evidence.form === "configuration" ? [is(key.at("lifecycle.prevent_destroy"), true)] : []),
  ];
}
