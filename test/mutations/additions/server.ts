import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added, file, lastStep } from "./added";

const set = (rule: string, name: string, change: (server: Editable) => unknown) =>
  added(rule, name, (draft) => draft.server((server) => void change(server)));

const dropIn = (rule: string, name: string, lines: string) =>
  added(rule, name, (draft) =>
    file(draft, "/etc/systemd/system/vault.service.d/50-site.conf", `[Service]\n${lines}\n`),
  );

/** Settings of Vault that are not there, and are worse than nothing. */
export const SERVER: readonly Mutation[] = [
  set("TLS-01", "tls_disable of a listener", (server) => {
    server.listener[0].tcp.tls_disable = true;
  }),
  set("TLS-01", "tls_disable as a number in a text", (server) => {
    server.listener[1].tcp.tls_disable = "1";
  }),
  set("TLS-01", "a third listener without TLS", (server) =>
    server.listener.push({ tcp: { address: "0.0.0.0:8300", tls_disable: "true" } }),
  ),
  set("TLS-01", "TLS_DISABLE, which Vault takes as well", (server) => {
    server.listener[0].tcp.TLS_DISABLE = true;
  }),
  set("TLS-02", "TLS 1.0 at most", (server) => {
    server.listener[0].tcp.tls_max_version = "tls10";
  }),
  set("TLS-02", "weak ciphers", (server) => {
    server.listener[0].tcp.tls_cipher_suites = "TLS_RSA_WITH_3DES_EDE_CBC_SHA";
  }),
  set("TLS-04", "client certificates that nobody asks for", (server) => {
    server.listener[0].tcp.tls_disable_client_certs = true;
  }),
  set("TLS-04", "a third listener without client certificates", (server) =>
    server.listener.push({
      tcp: {
        ...server.listener[0].tcp,
        address: "@LOCAL_IPV4@:8300",
        tls_require_and_verify_client_cert: false,
      },
    }),
  ),
  set("TLS-05", "a second peer without TLS", (server) =>
    server.storage.raft.retry_join.push({ leader_api_addr: "http://10.64.0.9:8200" }),
  ),
  dropIn("TLS-06", "verification skipped by a drop-in", "Environment=VAULT_SKIP_VERIFY=true"),
  added("TLS-06", "verification skipped by the profile of every shell", (draft) =>
    file(draft, "/etc/profile.d/vault.sh", "export VAULT_SKIP_VERIFY=true\n"),
  ),
  added("TLS-06", "verification skipped by curl", (draft) =>
    lastStep(draft, "curl --insecure https://127.0.0.1:8200/v1/sys/health"),
  ),
  added("TLS-06", "verification skipped by curl, in short", (draft) =>
    lastStep(draft, "curl -sk https://127.0.0.1:8200/v1/sys/health"),
  ),
  set("CFG-02", "a debug endpoint in capital letters", (server) => {
    server.RAW_STORAGE_ENDPOINT = true;
  }),
  set("CFG-02", "experiments", (server) => {
    server.experiments = ["events.alpha1"];
  }),
  set("CFG-02", "profiles of the process", (server) => {
    server.listener[0].tcp.profiling = { unauthenticated_pprof_access: true };
  }),
  set("CFG-03", "figures without a login", (server) => {
    server.listener[0].tcp.telemetry = { unauthenticated_metrics_access: true };
  }),
  set("CFG-03", "requests in flight without a login", (server) => {
    server.listener[0].tcp.inflight_requests_logging = { unauthenticated_in_flight_requests_access: true };
  }),
  set("CFG-03", "endpoints without a login", (server) => {
    server.enable_unauthenticated_access = ["generate-root"];
  }),
  set("CFG-04", "no limit of requests", (server) => {
    server.listener[0].tcp.disable_request_limiter = true;
    server.listener[0].tcp.max_request_size = -1;
  }),
  set("CFG-05", "a weak HSTS", (server) => {
    server.listener[0].tcp.custom_response_headers = {
      default: { "Strict-Transport-Security": ["max-age=0"] },
    };
  }),
  set("CFG-06", "addresses of clients that anybody may forge", (server) => {
    server.listener[0].tcp.x_forwarded_for_authorized_addrs = "0.0.0.0/0";
  }),
  set("CFG-06", "a proxy protocol from anybody", (server) => {
    server.listener[0].tcp.proxy_protocol_behavior = "use_always";
  }),
  set("CFG-07", "plugins out of a folder that Vault writes", (server) => {
    server.plugin_directory = "/var/lib/vault/plugins";
  }),
  added("CFG-09", "a second file of configuration", (draft) => {
    file(draft, "/etc/vault.d/more.hcl", 'raw_storage_endpoint = true\nlog_level = "trace"\n');
    draft.edit("/etc/systemd/system/vault.service", (text) =>
      text.replace("-config=/etc/vault.d/vault.json", "-config=/etc/vault.d"),
    );
  }),
  added("CFG-09", "a key that is there twice", (draft) =>
    draft.edit("/etc/vault.d/vault.json", (text) =>
      text.replace('"ui": false,', '"ui": false,\n  "UI": true,'),
    ),
  ),
  dropIn(
    "CFG-09",
    "settings out of the environment",
    "Environment=VAULT_LOG_LEVEL=trace VAULT_RAFT_PATH=/tmp",
  ),
  set("CFG-11", "no lockout of one method", (server) => {
    server.user_lockout.userpass = { disable_lockout: true };
  }),
  dropIn("CFG-11", "no lockout by the environment", "Environment=VAULT_DISABLE_USER_LOCKOUT=true"),
  dropIn("CFG-12", "a development server", "ExecStart=\nExecStart=/usr/local/bin/vault server -dev"),
  set("CFG-12", "storage in memory", (server) => {
    server.storage = { inmem: {} };
  }),
  set("CFG-12", "storage in files", (server) => {
    server.storage = { file: { path: "/var/lib/vault" } };
  }),
  set("SEAL-01", "credentials of the seal", (server) => {
    server.seal.awskms.access_key = "AKIAIOSFODNN7EXAMPLE";
    server.seal.awskms.secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  }),
  set("SEAL-01", "a seal that is switched off", (server) => {
    server.seal.awskms.disabled = true;
  }),
  set("SEAL-01", "no seal, which is Shamir's", (server) => {
    delete server.seal;
  }),
  set("SEAL-02", "credentials of the seal in a file", (server) => {
    server.seal.awskms.access_key = "AKIAIOSFODNN7EXAMPLE";
    server.seal.awskms.secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  }),
  dropIn(
    "SEAL-02",
    "a token in the environment",
    "Environment=VAULT_TOKEN=hvs.CAESIJ1234567890abcdefghijklmnopqrstuvwxyz",
  ),
  set("MON-01", "figures of everything but what is watched", (server) => {
    server.telemetry.prefix_filter = ["-vault.core", "-vault.audit"];
  }),
];
