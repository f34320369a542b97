import type { Draft } from "../../../checks/support/draft";
import type { Mutation } from "../../mutation";
import { devices, inside, more } from "./added";

const FILE = { type: "file", path: "more", lifecycle: { prevent_destroy: true } };
const file = (draft: Draft) => draft.resource("vault_audit", "file");
const syslog = (draft: Draft) => draft.resource("vault_audit", "syslog");

/** Audit devices that take nothing down, and what is made before them. */
export const DEVICES: readonly Mutation[] = [
  inside("AUD-01", "the device syslog is gone", (draft) => draft.remove("vault_audit", "syslog")),
  inside("AUD-01", "the device of the file is gone", (draft) => draft.remove("vault_audit", "file")),
  inside("AUD-01", "no device is left", (draft) => draft.remove("vault_audit")),
  inside("AUD-01", "both write one file", (draft) => {
    syslog(draft).type = "file";
    syslog(draft).options = { ...file(draft).options };
  }),
  inside("AUD-01", "both write one file, by another spelling", (draft) => {
    syslog(draft).type = "file";
    syslog(draft).options = { ...file(draft).options, file_path: "/var/log//vault/./audit.log" };
  }),
  inside("AUD-01", "both are syslog", (draft) => {
    file(draft).type = "syslog";
    file(draft).options = { ...syslog(draft).options, facility: "LOCAL0" };
  }),
  inside("AUD-01", "one sends by UDP", (draft) => {
    syslog(draft).type = "socket";
    syslog(draft).options = { address: "10.0.0.9:514", socket_type: "udp" };
  }),
  inside("AUD-01", "one sends by UDP, written in capitals", (draft) => {
    syslog(draft).type = "socket";
    syslog(draft).options = { address: "10.0.0.9:514", socket_type: "UDP" };
  }),
  inside("AUD-01", "both are local", (draft) => {
    for (const device of draft.resources("vault_audit")) device.local = true;
  }),
  inside("AUD-01", "both are local, in words", (draft) => {
    for (const device of draft.resources("vault_audit")) device.local = "true";
  }),
  inside("AUD-01", "a device there is none of", (draft) => {
    syslog(draft).count = 0;
  }),
  inside("AUD-01", "a device for each of nobody", (draft) => {
    syslog(draft).for_each = [];
  }),
  inside("AUD-03", "a device with a filter", (draft) => {
    syslog(draft).options.filter = 'operation == "read"';
  }),
  inside("AUD-03", "a device that leaves out", (draft) => {
    file(draft).options.exclude = '[{"fields":["/request"]}]';
  }),
  inside("AUD-03", "a prefix", (draft) => {
    file(draft).options.prefix = "#!/bin/sh\n";
  }),
  inside("AUD-03", "path beside file_path", (draft) => {
    file(draft).options.path = "/tmp/x";
  }),
  inside("AUD-05", "what a device is called is changed by whoever applies", (draft) => {
    file(draft).lifecycle = [{ prevent_destroy: false }];
  }),
  more("AUD-03", "vault_audit", { ...FILE, options: { file_path: "/dev/null", mode: "0600" } }),
  more("AUD-03", "vault_audit", { ...FILE, options: { file_path: "/usr/local/bin/run", mode: "0755" } }),
  more("AUD-02", "vault_audit", { ...FILE, options: { file_path: "/var/log/vault/b.log", log_raw: "true" } }),
  more("AUD-02", "vault_audit", { ...FILE, options: { file_path: "/var/log/vault/b.log", log_raw: "T" } }),
  more("AUD-02", "vault_audit", { ...FILE, options: { file_path: "/var/log/vault/b.log", log_raw: "1" } }),
  more("AUD-05", "vault_audit", {
    type: "file",
    path: "more",
    options: { file_path: "/var/log/vault/b.log" },
  }),
  more("AUD-02", "vault_audit_request_header", { name: "X-Vault-Token", hmac: false }),
  more("AUD-02", "vault_audit_request_header", { name: "Authorization" }),
  more("AUD-02", "vault_audit_request_header", { name: "x-api-key", hmac: false }),
  more("AUD-02", "vault_mount", { path: "kv", type: "kv", audit_non_hmac_response_keys: ["data"] }),
  more("AUD-02", "vault_mount", { path: "kv", type: "kv", audit_non_hmac_request_keys: ["password"] }),
  inside("AUD-05", "a mount before the devices", (draft) =>
    draft.add("vault_mount", "early", { path: "early", type: "kv" }),
  ),
  inside("AUD-05", "a mount after one of them", (draft) =>
    draft.add("vault_mount", "early", { path: "early", type: "kv", depends_on: devices(draft).slice(0, 1) }),
  ),
  more("AUD-03", "vault_generic_endpoint", {
    path: "sys/audit/file",
    data_json: '{"type":"file","options":{"file_path":"discard"}}',
  }),
  more("AUD-02", "vault_generic_endpoint", {
    path: "sys/config/auditing/request-headers/x-vault-token",
    data_json: '{"hmac":false}',
  }),
];
