/** What the rules of each family are about, by the beginning of their ids, in the order of the catalogue. */
export const FAMILIES: Readonly<Record<string, string>> = {
  TLS: "Certificates and encrypted connections",
  CFG: "Configuration of the Vault server",
  SEAL: "Seal and keys",
  IAM: "Permissions and identity of the nodes",
  NET: "Network",
  HOST: "Operating system of the nodes",
  SUP: "Supply chain",
  AUD: "Audit devices and logs",
  TOK: "Tokens, policies and first boot",
  BKP: "Backup",
  MON: "Monitoring",
};

/** The family of an id. */
export function familyOf(id: string): string {
  return id.slice(0, id.indexOf("-"));
}
