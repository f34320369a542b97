/** Vault's API: TLS, with a client certificate. */
export const API_PORT = 8200;
/** Raft and request forwarding between nodes: Vault's own mutual TLS. */
export const CLUSTER_PORT = 8201;
/** Health checks of the load balancer: TLS without a client certificate, open to the load balancer alone. */
export const HEALTH_PORT = 8202;
