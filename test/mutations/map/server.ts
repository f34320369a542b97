import { becomes, emptied, removed } from "../kinds";
import { type Entry, guarded, irrelevant, type MutationMap } from "./entry";

const FILE = "/etc/vault.d/vault.json";
/** The listener of clients and the one of health checks. */
const [CLIENTS, HEALTH] = [`${FILE} listener.0.tcp`, `${FILE} listener.1.tcp`];
const JOIN = `${FILE} storage.raft.retry_join.0`;

/** Limits of a request: the default of Vault is the same, so that only more, or no limit, is weaker. */
const limit = (more: number | string): Entry => guarded("CFG-04", becomes(more, -1));

function ofListener(listener: string): MutationMap {
  return {
    [`${listener}.tls_cert_file`]: guarded("TLS-01", removed, emptied),
    [`${listener}.tls_key_file`]: guarded("TLS-01", removed, emptied),
    [`${listener}.tls_min_version`]: guarded("TLS-02", becomes("tls10", "tls11", "tls12"), removed),
    [`${listener}.cluster_address`]: irrelevant("Vault makes the certificates of this port itself"),
    [`${listener}.max_request_size`]: limit(1_073_741_824),
    [`${listener}.max_request_duration`]: limit("24h"),
    [`${listener}.max_token_header_size`]: limit(1_048_576),
    [`${listener}.max_json_depth`]: limit(100_000),
    [`${listener}.max_json_string_value_length`]: limit(1_073_741_824),
    [`${listener}.max_json_object_entry_count`]: limit(1_000_000),
    [`${listener}.max_json_array_element_count`]: limit(1_000_000),
    [`${listener}.max_json_token`]: limit(100_000_000),
    [`${listener}.http_read_header_timeout`]: guarded("CFG-04", becomes("10h", "0s", -1)),
    [`${listener}.http_read_timeout`]: guarded("CFG-04", becomes("10h", "-1s")),
    [`${listener}.http_idle_timeout`]: guarded("CFG-04", becomes("24h", "-1s")),
  };
}

/** Vault's own configuration. */
export const SERVER: MutationMap = {
  ...ofListener(CLIENTS),
  ...ofListener(HEALTH),
  [`${CLIENTS}.address`]: guarded("TLS-01", becomes("unix:///run/vault.sock")),
  [`${HEALTH}.address`]: irrelevant("no group and no filter opens another port"),
  [`${CLIENTS}.tls_require_and_verify_client_cert`]: guarded("TLS-04", removed, becomes(false, "false", 0)),
  [`${CLIENTS}.tls_client_ca_file`]: guarded("TLS-04", removed, emptied),
  [`${HEALTH}.tls_require_and_verify_client_cert`]: irrelevant(
    "health checks have no certificate; required is stricter",
  ),
  [`${CLIENTS}.redact_*`]: guarded("CFG-05", removed, becomes(false, "false")),
  [`${HEALTH}.redact_*`]: guarded("CFG-05", removed, becomes(false)),
  [`${CLIENTS}.disable_replication_status_endpoints`]: guarded("CFG-05", removed, becomes(false)),
  [`${HEALTH}.disable_replication_status_endpoints`]: guarded("CFG-05", removed, becomes(false)),

  [`${FILE} cluster_name`]: guarded("MON-01", removed),
  [`${FILE} api_addr`]: guarded(
    "TLS-01",
    becomes("http://@LOCAL_IPV4@:8200", "https://127.0.0.1:8200", "https://0.0.0.0:8200"),
  ),
  [`${FILE} cluster_addr`]: guarded("TLS-01", becomes("http://@LOCAL_IPV4@:8201", "https://127.0.0.1:8201")),
  [`${FILE} disable_mlock`]: guarded("CFG-01", removed, becomes(false)),
  [`${FILE} ui`]: guarded("CFG-05", becomes(true, "true", 1)),
  [`${FILE} default_lease_ttl`]: guarded("CFG-10", removed, becomes("768h", "48h", "30d")),
  [`${FILE} max_lease_ttl`]: guarded("CFG-10", removed, becomes("768h", "8760h")),
  [`${FILE} default_max_request_duration`]: guarded("CFG-04", becomes("24h", "-1s")),
  [`${FILE} raw_storage_endpoint`]: guarded("CFG-02", becomes(true, "true", "1", "T")),
  [`${FILE} introspection_endpoint`]: guarded("CFG-02", becomes(true, "true")),
  [`${FILE} enable_post_unseal_trace`]: guarded("CFG-02", becomes(true, "true")),
  [`${FILE} deny_slash_in_templated_paths`]: guarded("CFG-05", removed, becomes(false, "false")),
  [`${FILE} allow_audit_log_prefixing`]: guarded("CFG-07", becomes(true, "true")),
  [`${FILE} log_level`]: guarded("CFG-08", becomes("trace", "debug", "DEBUG")),
  [`${FILE} log_format`]: guarded("CFG-08", removed, becomes("standard")),
  [`${FILE} log_requests_level`]: guarded("CFG-08", becomes("info", "trace")),
  [`${FILE} enable_response_header_*`]: guarded("CFG-05", becomes(true, "true")),

  [`${FILE} storage.raft.path`]: guarded("CFG-12", becomes("/tmp/vault"), removed),
  [`${FILE} storage.raft.performance_multiplier`]: irrelevant("how soon a silent leader is replaced"),
  [`${FILE} storage.raft.node_id`]: guarded("CFG-12", removed, emptied, becomes("vault")),
  [`${JOIN}.auto_join`]: irrelevant("who answers is verified by certificate"),
  [`${JOIN}.auto_join_scheme`]: guarded("TLS-05", becomes("http")),
  [`${JOIN}.leader_tls_servername`]: guarded("TLS-05", removed, emptied),
  [`${JOIN}.leader_ca_cert_file`]: guarded("TLS-05", removed, emptied),
  [`${JOIN}.leader_client_*_file`]: guarded("TLS-05", removed, emptied),

  [`${FILE} seal.awskms.region`]: guarded("SEAL-01", removed),
  [`${FILE} seal.awskms.kms_key_id`]: guarded("SEAL-01", removed, emptied, becomes("alias/vault")),

  [`${FILE} telemetry.statsd_address`]: guarded("MON-01", becomes("0.0.0.0:8125", "10.9.8.7:8125")),
  [`${FILE} telemetry.prometheus_retention_time`]: guarded("MON-01", becomes("30s", "1h")),
  [`${FILE} telemetry.disable_hostname`]: guarded("MON-01", removed, becomes(false)),

  [`${FILE} user_lockout.all.lockout_threshold`]: guarded("CFG-11", becomes(50, "50", 0), removed),
  [`${FILE} user_lockout.all.lockout_duration`]: guarded("CFG-11", becomes("1m", "10s"), removed),
  [`${FILE} user_lockout.all.lockout_counter_reset`]: guarded("CFG-11", becomes("1m"), removed),
  [`${FILE} user_lockout.all.disable_lockout`]: guarded("CFG-11", becomes(true, "true", 1)),
};
