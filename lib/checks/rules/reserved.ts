import type { Severity } from "../engine/verdict";
import { RULES } from "./catalogue";

/** An id that has a meaning already. */
export interface CatalogueEntry {
  readonly id: string;
  /** What a rule of this id is about. */
  readonly title: string;
  readonly severity: Severity;
  /** Items of the production hardening guide that it serves. */
  readonly guide: readonly string[];
}

/** Every id of the catalogue, whether there is a rule yet or not. An id is never used for something else. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  { id: "TLS-01", title: "TLS on everywhere", severity: "error", guide: ["C01", "S02"] },
  { id: "TLS-02", title: "Modern protocol", severity: "error", guide: ["C01", "S02"] },
  { id: "TLS-03", title: "Certificate from a real CA", severity: "error", guide: ["C01", "S02"] },
  { id: "TLS-04", title: "mTLS on the client listener", severity: "warning", guide: ["C02", "S03"] },
  { id: "TLS-05", title: "Raft join verifies its peer", severity: "error", guide: ["C01"] },
  { id: "TLS-06", title: "Nobody skips verification", severity: "error", guide: ["C01"] },
  { id: "TLS-07", title: "Rotation path exists", severity: "warning", guide: ["S34"] },
  { id: "CFG-01", title: "mlock decided", severity: "error", guide: ["C05", "S07"] },
  { id: "CFG-02", title: "No debug endpoints", severity: "error", guide: ["S11"] },
  { id: "CFG-03", title: "No unauthenticated extras", severity: "error", guide: ["S04"] },
  { id: "CFG-04", title: "Bounded requests", severity: "warning", guide: ["S01"] },
  { id: "CFG-05", title: "Small surface, safe headers", severity: "warning", guide: ["S02"] },
  { id: "CFG-06", title: "Client IP is real", severity: "warning", guide: ["S21"] },
  { id: "CFG-07", title: "Plugins contained", severity: "error", guide: ["S06"] },
  { id: "CFG-08", title: "Sane server log", severity: "warning", guide: ["S15"] },
  { id: "CFG-09", title: "Deterministic configuration", severity: "error", guide: ["S13"] },
  { id: "CFG-10", title: "Short default leases", severity: "error", guide: ["C10", "S14"] },
  { id: "CFG-11", title: "Lockout on", severity: "error", guide: ["S17"] },
  { id: "CFG-12", title: "Raft storage, no dev mode", severity: "error", guide: ["S12"] },
  { id: "CFG-13", title: "Quorum and healing", severity: "error", guide: ["S01"] },
  { id: "SEAL-01", title: "KMS auto-unseal by role", severity: "error", guide: ["S23", "S24"] },
  { id: "SEAL-02", title: "No clear-text secrets", severity: "error", guide: ["S18"] },
  { id: "SEAL-03", title: "Key cannot vanish", severity: "error", guide: ["S23"] },
  { id: "SEAL-04", title: "Key policy is the front door", severity: "error", guide: ["S11", "S23"] },
  { id: "SEAL-05", title: "Key tampering alarms", severity: "error", guide: ["S39"] },
  { id: "IAM-01", title: "Least-privilege node role", severity: "error", guide: ["S11"] },
  { id: "IAM-02", title: "IMDSv2 only", severity: "error", guide: ["S18"] },
  { id: "NET-01", title: "Private nodes", severity: "error", guide: ["S25"] },
  { id: "NET-02", title: "Internal entry only", severity: "error", guide: ["S25", "S26", "S27"] },
  { id: "NET-03", title: "Ingress by allowlist", severity: "error", guide: ["C03", "S04"] },
  { id: "NET-04", title: "No SSH", severity: "error", guide: ["C06"] },
  { id: "NET-05", title: "Egress by allowlist", severity: "error", guide: ["C03", "S09"] },
  { id: "NET-06", title: "Private AWS endpoints", severity: "error", guide: ["S26"] },
  { id: "NET-07", title: "VPC hygiene", severity: "warning", guide: ["S28"] },
  { id: "NET-08", title: "Host firewall", severity: "warning", guide: ["C03", "S09"] },
  { id: "HOST-01", title: "Dedicated account", severity: "error", guide: ["C04", "S05"] },
  { id: "HOST-02", title: "No core dumps", severity: "error", guide: ["C05", "S07"] },
  { id: "HOST-03", title: "No swap", severity: "error", guide: ["C05", "S07"] },
  { id: "HOST-04", title: "Sandboxed unit", severity: "error", guide: ["S05", "S06"] },
  { id: "HOST-05", title: "Ownership and modes", severity: "error", guide: ["S06"] },
  { id: "HOST-06", title: "Single tenancy", severity: "warning", guide: ["C06", "S08"] },
  { id: "HOST-07", title: "No history leaks", severity: "error", guide: ["C14", "S16"] },
  { id: "HOST-08", title: "Clock", severity: "warning", guide: ["S09"] },
  { id: "HOST-09", title: "Volumes", severity: "error", guide: ["S12"] },
  { id: "HOST-10", title: "Immutable, confined host", severity: "warning", guide: ["S10"] },
  { id: "SUP-01", title: "Supported version", severity: "error", guide: ["C13", "S10"] },
  { id: "SUP-02", title: "Verified artefact", severity: "error", guide: ["C13", "S10"] },
  { id: "SUP-03", title: "Pinned toolchain", severity: "warning", guide: ["S13"] },
  { id: "AUD-01", title: "Two devices", severity: "error", guide: ["C07", "S19"] },
  { id: "AUD-02", title: "No raw logging", severity: "error", guide: ["S15", "S20"] },
  { id: "AUD-03", title: "Safe device options", severity: "error", guide: ["S15", "S19"] },
  { id: "AUD-04", title: "journald keeps everything", severity: "warning", guide: ["S19"] },
  { id: "AUD-05", title: "Devices are durable config", severity: "error", guide: ["C07", "S21"] },
  { id: "AUD-06", title: "Shipped and immutable", severity: "error", guide: ["C08", "S22"] },
  { id: "AUD-07", title: "Rotation and capacity", severity: "error", guide: ["C07"] },
  { id: "TOK-01", title: "No root token in code", severity: "error", guide: ["C09", "S13"] },
  { id: "TOK-02", title: "Safe bootstrap", severity: "error", guide: ["C09", "S13"] },
  { id: "TOK-03", title: "Least-privilege policies", severity: "error", guide: ["S11"] },
  { id: "TOK-04", title: "Templated policies", severity: "warning", guide: ["S11"] },
  { id: "TOK-05", title: "Short-lived tokens and leases", severity: "error", guide: ["C10", "S14"] },
  { id: "TOK-06", title: "Methods and engines pinned down", severity: "error", guide: ["S11"] },
  { id: "TOK-07", title: "Rate limits", severity: "warning", guide: ["S17"] },
  { id: "TOK-08", title: "Humans use SSO + MFA", severity: "warning", guide: ["S01"] },
  { id: "TOK-09", title: "No secrets in state", severity: "error", guide: ["S18"] },
  { id: "TOK-10", title: "Everything as code", severity: "info", guide: ["S13"] },
  { id: "BKP-01", title: "Scheduled snapshots", severity: "error", guide: ["C12", "S37"] },
  { id: "BKP-02", title: "Locked bucket", severity: "error", guide: ["C12", "S37"] },
  { id: "BKP-03", title: "Region loss survivable", severity: "warning", guide: ["S36"] },
  { id: "BKP-04", title: "Snapshot identity", severity: "error", guide: ["S11", "S37"] },
  { id: "BKP-05", title: "Integrity and freshness", severity: "error", guide: ["S37"] },
  { id: "BKP-06", title: "Restore is tested", severity: "warning", guide: ["S38"] },
  { id: "MON-01", title: "Telemetry usable", severity: "error", guide: ["C11", "S33"] },
  { id: "MON-02", title: "Sealed alarm", severity: "error", guide: ["C11", "S34"] },
  { id: "MON-03", title: "Auth failure alarm", severity: "error", guide: ["C11", "S34"] },
  { id: "MON-04", title: "Audit failure alarm", severity: "error", guide: ["C11", "S34"] },
  { id: "MON-05", title: "Certificate alarm", severity: "error", guide: ["C11", "S34"] },
  { id: "MON-06", title: "Off-hours alarm", severity: "warning", guide: ["C11", "S34"] },
  {
    id: "MON-07",
    title: "Health and capacity",
    severity: "warning",
    guide: ["C11", "S29", "S30", "S31", "S32"],
  },
  { id: "MON-08", title: "Privileged-operation alarm", severity: "error", guide: ["C11", "S21"] },
  { id: "MON-09", title: "Alarms reach people", severity: "error", guide: ["C11", "S39"] },
];

/** Ids of which the rule comes with the part that it judges. */
export const RESERVED: readonly CatalogueEntry[] = CATALOGUE.filter(
  ({ id }) => !RULES.some((rule) => rule.id === id),
);
