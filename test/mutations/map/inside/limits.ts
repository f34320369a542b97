import { becomes, decidedLater, removed } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

/** Quotas, autopilot, and what is written to a path of the API. */
export const LIMITS: MutationMap = {
  "vault_quota_rate_limit.name": irrelevant("what Vault calls it"),
  "vault_quota_rate_limit.rate": guarded("TOK-07", removed, becomes(0, -1, 10_000_000, "1e9"), decidedLater),
  "vault_quota_rate_limit.interval": guarded("TOK-07", becomes(0.000001), decidedLater),
  "vault_quota_rate_limit.block_interval": guarded("TOK-07", removed, becomes(0), decidedLater),
  "vault_quota_rate_limit#rate-limit_396.path": guarded("TOK-07", becomes("secret/")),
  "vault_quota_rate_limit.path": guarded(
    "TOK-07",
    becomes("auth/userpass/", "auth/oidc/role/operators"),
    removed,
  ),
  "vault_generic_endpoint.path": irrelevant("where it is written to; a path elsewhere is the same as none"),
  "vault_generic_endpoint#quota-auditing.path": guarded("TOK-07", becomes("sys/quotas/other")),
  "vault_generic_endpoint.data_json.enable_rate_limit_audit_logging": guarded(
    "TOK-07",
    removed,
    becomes(false, "false"),
  ),
  "vault_generic_endpoint.data_json.enable_rate_limit_response_headers": irrelevant("a client reads it"),
  "vault_generic_endpoint.data_json.enabled": guarded("SEAL-03", becomes(false, "false")),
  "vault_generic_endpoint.data_json.interval": guarded("SEAL-03", becomes("87600h", "none")),
  "vault_generic_endpoint.d*able_*": irrelevant("how Terraform reads and deletes it"),
  "vault_generic_endpoint.ignore_absent_fields": irrelevant("how Terraform reads it"),
  "vault_raft_autopilot.cleanup_dead_servers": guarded(
    "CFG-13",
    removed,
    becomes(false, "false"),
    decidedLater,
  ),
  "vault_raft_autopilot.dead_server_last_contact_threshold": guarded(
    "CFG-13",
    becomes("10s", "1m", "0"),
    decidedLater,
  ),
  "vault_raft_autopilot.min_quorum": guarded("CFG-13", removed, becomes(0, 1, 2, "1"), decidedLater),
  "vault_raft_autopilot.last_contact_threshold": irrelevant("when a node counts as unhealthy"),
  "vault_raft_autopilot.max_trailing_logs": irrelevant("when a node counts as unhealthy"),
  "vault_raft_autopilot.server_stabilization_time": irrelevant("a pace"),
};
