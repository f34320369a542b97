import { AuditRequestHeader } from "@cdktf/provider-vault/lib/audit-request-header";
import { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import { insideVault, vaultScopeOf } from "./vault-scope";

/** A header of requests that is written into the audit log. */
export interface AuditedHeader {
  /** `x-request-id`. */
  readonly name: string;
  /** Whether its value is hashed. @default true - Vault's own default is in clear */
  readonly hashed?: boolean;
}

/** Headers whose value is a secret, whatever somebody says. */
const SECRET = /^(authorization|cookie|proxy-authorization|x-vault-token|x-aws-|x-amz-security-token)/;

/** Headers of requests that are written into the audit log (AUD-02). */
export class AuditedHeaders extends Construct {
  /** @throws SETTING_INVALID */
  public constructor(scope: Construct, id: string, headers: readonly AuditedHeader[]) {
    super(scope, id);
    for (const { name: given, hashed = true } of headers) {
      const name = given.toLowerCase();
      HardenedVaultError.locate(this, () => requireHeader(name, hashed));
      vaultScopeOf(this).managed.auditedHeaders.push(name);
      new AuditRequestHeader(this, name, { ...insideVault(this), name, hmac: hashed });
    }
  }
}

function requireHeader(name: string, hashed: boolean): void {
  if (/^[a-z0-9-]+$/.test(name) && (hashed || !SECRET.test(name))) return;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: `the header ${name} cannot be audited like this`,
    got: { name, hashed },
    expected: "the name of a header; one that carries a secret is hashed",
    repair: "take hashed: false out",
  });
}
