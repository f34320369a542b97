import { SERVER_LOG_FILE, SYSLOG_AUDIT_FILE, SYSTEM_LOG_FILE } from "./logging";
import { type NodeFile, systemFile } from "./node-file";
import { VAULT_PATHS } from "./vault-paths";

/** Where the agent sends what it reads. */
export interface LogGroupNames {
  /** Both audit devices. */
  readonly audit: string;
  /** Vault's own log. */
  readonly server: string;
  /** The operating system's log. */
  readonly system: string;
}

/**
 * Configuration of the CloudWatch agent: it reads the files of both audit devices, takes Vault's metrics on loopback
 * and runs without privileges.
 */
export function cloudWatchAgent(logGroups: LogGroupNames, metricsNamespace: string): NodeFile {
  const file = (path: string, group: string, stream: string) => ({
    file_path: path,
    log_group_name: group,
    log_stream_name: `{instance_id}/${stream}`,
    timezone: "UTC",
  });
  const configuration = {
    agent: { run_as_user: "cwagent", metrics_collection_interval: 60, omit_hostname: true },
    logs: {
      force_flush_interval: 5,
      logs_collected: {
        files: {
          collect_list: [
            file(`${VAULT_PATHS.audit}/audit.log`, logGroups.audit, "file"),
            file(SYSLOG_AUDIT_FILE, logGroups.audit, "syslog"),
            file(SERVER_LOG_FILE, logGroups.server, "vault"),
            file(SYSTEM_LOG_FILE, logGroups.system, "system"),
          ],
        },
      },
    },
    metrics: {
      namespace: metricsNamespace,
      append_dimensions: { InstanceId: "${aws:InstanceId}" },
      metrics_collected: {
        statsd: {
          service_address: "127.0.0.1:8125",
          metrics_collection_interval: 10,
          metrics_aggregation_interval: 60,
        },
        disk: { measurement: ["used_percent"], resources: ["/", VAULT_PATHS.data, VAULT_PATHS.audit] },
        mem: { measurement: ["used_percent"] },
        swap: { measurement: ["used"] },
      },
    },
  };
  return systemFile(
    "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/hardened-vault.json",
    `${JSON.stringify(configuration, null, 2)}\n`,
  );
}
