/** Link-local addresses of AWS (Amazon EC2 user guide). */
export const LINK_LOCAL = {
  metadata: "169.254.169.254",
  time: "169.254.169.123",
  resolver: "169.254.169.253",
} as const;
