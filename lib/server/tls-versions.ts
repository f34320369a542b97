import type { TcpListener } from "./listener";
import { plain } from "./relaxable";
import { refused, type Scope, within } from "./scope";

/** The suites of TLS 1.2 that Go rates as secure. */
export const SECURE_CIPHER_SUITES = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
] as const;

/** Refuses versions that exclude each other and cipher suites that would have no effect (rule TLS-02). */
export function checkTlsVersions(scope: Scope, listener: TcpListener): void {
  const newest = plain(listener.tlsMaxVersion ?? "tls13");
  if (listener.tlsMinVersion === "tls13" && newest === "tls12") {
    throw refused(
      within(scope, "tls_max_version"),
      newest,
      "a version that is not older than tls_min_version",
    );
  }
  if (listener.tlsCipherSuites !== undefined && newest !== "tls12") {
    throw refused(
      within(scope, "tls_cipher_suites"),
      listener.tlsCipherSuites,
      "no cipher suites unless tls_max_version is tls12, because TLS 1.3 ignores them",
      "remove the cipher suites",
    );
  }
}
