/** The checklist of the production hardening guide that the library is built by, by the numbers that rules name. */
export const CHECKLIST: Readonly<Record<string, string>> = {
  C01: "TLS enabled with valid certificates",
  C02: "mTLS for clients",
  C03: "Firewall admits known ranges alone",
  C04: "Dedicated, unprivileged account",
  C05: "No core dumps and no swap",
  C06: "Single tenancy",
  C07: "Two audit devices at least",
  C08: "Audit logs shipped to a SIEM",
  C09: "Root tokens revoked after the setup",
  C10: "Short TTLs",
  C11: "Monitoring and alerting",
  C12: "DR replication or regular snapshots",
  C13: "Latest stable release",
  C14: "Shell history disabled",
};
