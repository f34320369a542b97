/** An audit device, as Vault keeps it. Options are texts, as its API takes them. */
export interface AuditDevice {
  /** Path below `sys/audit/`. */
  readonly path: string;
  readonly type: "file" | "socket" | "syslog";
  readonly description: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What every device does: hash values and accessors, one JSON line for each entry (AUD-02). */
const HASHED = { format: "json", hmac_accessor: "true", log_raw: "false" } as const;

/**
 * The two devices that every cluster has from its first request on: a file on its own volume, and syslog, which ends on
 * the root volume. Vault refuses every request that neither of them takes down, and only then (AUD-01).
 *
 * @param file absolute path of the audit log on a node
 */
export function foundationAuditDevices(file: string): readonly [AuditDevice, AuditDevice] {
  return [
    {
      path: "file",
      type: "file",
      description: "audit log on a volume of its own",
      // For the log shipper's group; never with a bit to execute (CVE-2025-6000, AUD-03).
      options: { ...HASHED, file_path: file, mode: "0640" },
    },
    {
      path: "syslog",
      type: "syslog",
      description: "audit log through syslog on the root volume",
      // Lists of thousands of keys do not fit into a datagram.
      options: { ...HASHED, elide_list_responses: "true", facility: "AUTH", tag: "vault" },
    },
  ];
}
