/** What a token may do at a path, in the words of Vault: https://developer.hashicorp.com/vault/docs/concepts/policies#capabilities */
export const CAPABILITIES = ["create", "read", "update", "patch", "delete", "list", "sudo"] as const;

/** One of Vault's capabilities. `deny` is not among them: what nobody allowed is denied (TOK-03). */
export type Capability = (typeof CAPABILITIES)[number];
