import { requireReason } from "../core/reason";
import type { JsonObject } from "./json";
import { path } from "./rules";
import { refused, type Scope, within } from "./scope";

/** Clients must show a certificate of these authorities. */
interface RequiredClientCertificates {
  /** Nobody without a certificate gets through the handshake. */
  readonly required: true;
  /**
   * Path of the certificates of the authorities. Without it Vault would accept those that the operating system
   * trusts. A reload by SIGHUP does not read it again; a restart does.
   */
  readonly caFile: string;
}

/** Clients need no certificate. */
interface OptionalClientCertificates {
  /** Tokens alone protect the listener. */
  readonly required: false;
  /** Why that is acceptable, in a sentence (20 characters or more). */
  readonly reason: string;
  /** Whether the server asks for a certificate that it does not require. @default - Vault's own: true */
  readonly requested?: boolean;
}

/** Whether clients of a listener must show a certificate (rule TLS-04). */
export type ClientCertificates = RequiredClientCertificates | OptionalClientCertificates;

export const CLIENT_CERTIFICATE_KEYS = [
  "tls_require_and_verify_client_cert",
  "tls_client_ca_file",
  "tls_disable_client_certs",
] as const;

const [REQUIRE, CA_FILE, DISABLE] = CLIENT_CERTIFICATE_KEYS;

/** Writes the choice as the settings that Vault has for it. */
export function renderClientCertificates(scope: Scope, choice: ClientCertificates): JsonObject {
  const setting = within(scope, REQUIRE);
  if (choice.required === true) {
    return { [REQUIRE]: true, [CA_FILE]: path(within(scope, CA_FILE), choice.caFile) ?? "" };
  }
  if (choice.required !== false) {
    throw refused(setting, choice, "{ required: true, caFile } or { required: false, reason }");
  }
  if (choice.requested !== undefined && typeof choice.requested !== "boolean") {
    throw refused(within(scope, DISABLE), choice.requested, "true or false");
  }
  scope.relaxed({ setting: setting.what, value: false, reason: requireReason(setting.what, choice) });
  return { [REQUIRE]: false, ...(choice.requested === false ? { [DISABLE]: true } : {}) };
}
