import type { Construct } from "constructs";
import { stackEvidence } from "../aws/stack-evidence";
import type { Relaxation } from "../server";

/** Rules that judge a setting of the server, by Vault's name of it. */
const JUDGES: readonly (readonly [setting: RegExp, rules: readonly string[]])[] = [
  [/^(default|max)_lease_ttl$/, ["CFG-10"]],
  [/^disable_mlock$/, ["CFG-01"]],
  [/^(raw_storage_endpoint|introspection_endpoint|enable_post_unseal_trace|experiments)$/, ["CFG-02"]],
  [/^(enable_unauthenticated_access|unauthenticated_\w+)$/, ["CFG-03"]],
  [/^(max_\w+|http_\w+_timeout|default_max_request_duration|disable_request_limiter)$/, ["CFG-04"]],
  [/^(redact_\w+|disable_replication_status_endpoints|enable_response_header_\w+)$/, ["CFG-05"]],
  [/^deny_slash_in_templated_paths$/, ["CFG-05", "TOK-04"]],
  [/^x_forwarded_for_reject_\w+$/, ["CFG-06"]],
  [/^allow_audit_log_prefixing$/, ["CFG-07"]],
  [/^log_(level|format|requests_level)$/, ["CFG-08"]],
  [/^(lockout_\w+|disable_lockout)$/, ["CFG-11"]],
  [/^retry_join_as_non_voter$/, ["CFG-13"]],
  [/^disabled$/, ["SEAL-01"]],
  [/^tls_max_version$/, ["TLS-02"]],
  [/^(prometheus_retention_time|disable_hostname)$/, ["MON-01"]],
];

/**
 * Leaves the reasons of weaker settings of the server for whoever judges the stack. A reason explains the value that it
 * came with, and no other that somebody puts in its place later.
 *
 * @param relaxations as the server's configuration has them
 */
export function nameServerRelaxations(construct: Construct, relaxations: readonly Relaxation[]): void {
  for (const { setting, value, reason } of relaxations) {
    const key = setting.split(".").at(-1) ?? setting;
    const [, rules] = JUDGES.find(([pattern]) => pattern.test(key)) ?? [];
    if (rules === undefined) continue;
    stackEvidence(construct).relaxations.push({
      name: `server ${setting}`,
      rules,
      scope: construct.node.path,
      finding: `*${key} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
      reason,
    });
  }
}
