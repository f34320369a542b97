/** Which rule names a defect, and where. */
export interface Defect {
  readonly rule: string;
  /** Part of the address of what is named; empty for the stack as a whole. */
  readonly on: string;
  /** @default "fail" */
  readonly verdict?: "unknown";
}

const GROUP = "module.vault.aws_launch_template.vault";

/** Defects of clusters as they are published, by the folder of their fixture. */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  "administrator-role": { rule: "IAM-01", on: "aws_iam_role.node" },
  "alarm-without-action": { rule: "MON-09", on: "aws_cloudwatch_metric_alarm.sealed" },
  "audit-log-in-clear": { rule: "AUD-02", on: GROUP },
  "audit-log-that-runs": { rule: "AUD-03", on: GROUP },
  "audit-log-for-a-week": { rule: "AUD-06", on: GROUP },
  "baseline-sandbox": { rule: "HOST-04", on: GROUP },
  "binary-of-vault": { rule: "HOST-05", on: GROUP },
  "certificate-key-in-state": { rule: "SEAL-02", on: "" },
  "certificate-key-in-user-data": { rule: "SEAL-02", on: GROUP },
  "client-certificates-off": { rule: "TLS-04", on: GROUP },
  "containers-on-the-node": { rule: "HOST-06", on: GROUP },
  "core-dumps": { rule: "HOST-02", on: GROUP },
  "egress-everywhere": { rule: "NET-05", on: "aws_security_group.nodes" },
  "every-port": { rule: "NET-03", on: "aws_security_group.nodes" },
  "join-without-authority": { rule: "TLS-05", on: GROUP },
  "key-fetched-at-boot": { rule: "SUP-02", on: GROUP },
  "key-gone-in-a-week": { rule: "SEAL-03", on: "aws_kms_key.seal" },
  "key-without-rotation": { rule: "SEAL-03", on: "aws_kms_key.seal" },
  "latest-version": { rule: "HOST-10", on: GROUP },
  "leases-for-months": { rule: "CFG-10", on: GROUP },
  "load-balancer-ends-tls": { rule: "TLS-01", on: "aws_lb.vault" },
  "load-balancer-health": { rule: "HOST-10", on: GROUP },
  "metadata-far-away": { rule: "IAM-02", on: GROUP },
  "metrics-for-everybody": { rule: "CFG-03", on: GROUP },
  "node-administers-key": { rule: "SEAL-04", on: "aws_kms_key.seal" },
  "node-deletes-snapshots": { rule: "IAM-01", on: "aws_iam_role.node" },
  "node-reads-recovery-keys": { rule: "IAM-01", on: "aws_iam_role.node" },
  "old-metadata": { rule: "IAM-02", on: GROUP },
  "old-release": { rule: "SUP-01", on: GROUP },
  "old-tls": { rule: "TLS-02", on: GROUP },
  "one-audit-device": { rule: "AUD-01", on: GROUP },
  "open-folders": { rule: "HOST-05", on: GROUP },
  "open-to-the-world": { rule: "NET-03", on: "aws_security_group.load_balancer" },
  "package-of-any-version": { rule: "SUP-02", on: GROUP },
  "pipe-to-shell": { rule: "SUP-02", on: GROUP },
  "plain-listener-for-health": { rule: "TLS-01", on: GROUP },
  "public-address": { rule: "NET-01", on: GROUP },
  "public-load-balancer": { rule: "NET-02", on: "aws_lb.vault" },
  "recovery-key-in-a-file": { rule: "TOK-02", on: GROUP },
  "runs-as-root": { rule: "HOST-01", on: GROUP },
  "seal-key-of-a-bucket": { rule: "SEAL-04", on: "aws_kms_key.seal" },
  "ssh-key": { rule: "NET-04", on: GROUP },
  // An image may have none; nobody sees that from here.
  swap: { rule: "HOST-03", on: GROUP, verdict: "unknown" },
  "tls-disabled": { rule: "TLS-01", on: GROUP },
  "traced-script": { rule: "SEAL-02", on: GROUP },
  "two-nodes": { rule: "CFG-13", on: GROUP },
  "unencrypted-root": { rule: "HOST-09", on: GROUP },
  "verification-skipped": { rule: "TLS-06", on: GROUP },
};

/** Rules that the stack of which each fixture spoils one thing fails as well, and what for. */
export const OPEN: Readonly<Record<string, string>> = {
  "HOST-04": "a sandbox as many have it",
  "HOST-09": "one volume for everything",
  "HOST-10": "zones are rebalanced, and a launch waits for nothing",
};

/** The stack of which each fixture spoils one thing. */
export const RIGHT = "right";

/** Rules that a defect concerns beside the one that names it. */
export const ALSO: Readonly<Record<string, readonly string[]>> = {
  "plain-listener-for-health": ["TLS-02"],
  "tls-disabled": ["TLS-02"],
};
