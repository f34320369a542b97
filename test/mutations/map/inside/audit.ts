import { becomes, decidedLater, emptied, removed, withoutFirst } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

/** Audit devices, what comes after them, and what stands in the log in clear. */
export const AUDIT_INSIDE: MutationMap = {
  "*.depends_on": guarded("AUD-05", removed, emptied, withoutFirst),
  "vault_audit.description": irrelevant("people read it"),
  "vault_audit.path": irrelevant(
    "what Vault calls the device; its salt goes with it, and a change is refused below",
  ),
  "vault_audit.lifecycle.prevent_destroy": guarded("AUD-05", removed, becomes(false, "false")),
  "vault_audit#file.type": [
    ...guarded("AUD-01", becomes("syslog")),
    ...guarded("AUD-03", becomes("stdout"), emptied),
  ],
  "vault_audit#syslog.type": guarded("AUD-01", removed, becomes("file", "socket_udp"), decidedLater),
  "vault_audit.options.format": irrelevant("JSON or another form of the same"),
  "vault_audit.options.tag": irrelevant("what the line is called"),
  "vault_audit.options.facility": irrelevant("rsyslog keeps what the rule about the log looks for"),
  "vault_audit.options.elide_list_responses": guarded("AUD-04", removed, becomes(false, "false")),
  "vault_audit.options.hmac_accessor": guarded("AUD-02", becomes(false, "false"), decidedLater),
  "vault_audit.options.log_raw": guarded("AUD-02", becomes(true, "true"), decidedLater),
  "vault_audit.options.file_path": [
    ...guarded("AUD-01", removed, becomes("/dev/null", "discard", "stdout", "/dev/stderr")),
    ...guarded(
      "AUD-03",
      becomes(
        "audit.log",
        "/tmp/audit.log",
        "/var/log/audit.log",
        "/var/log/vault/../../../usr/local/bin/vault",
      ),
      decidedLater,
    ),
  ],
  "vault_audit.options.mode": guarded(
    "AUD-03",
    becomes("0777", "0755", "0644", "0666", "0", "0700"),
    decidedLater,
  ),
  "vault_audit_request_header.hmac": guarded("AUD-02", removed, decidedLater),
  "vault_audit_request_header.name": irrelevant("with hmac, every header may be taken down"),
};
