import type { Resource } from "./resource";

/** Resources and data sources that are a secret, or make one, and keep it in the state. */
const SECRETS =
  /^(random_password|tls_private_key|aws_iam_access_key|aws_secretsmanager_secret_version|aws_secretsmanager_random_password|aws_kms_secrets|aws_ssm_parameter|vault_identity_oidc_client|vault_pki_secret_backend_acme_eab)$/;
/** Of those, attributes that are none. */
const PLAIN =
  /^(arn|id|name|version|version_id|key_type|type|client_id|public_key_(pem|openssh)|public_key_fingerprint_\w+)$/;

/** Whether what is read of a resource is a secret that the state keeps. */
export function isKeptSecret({ type }: Resource, attribute: string): boolean {
  return SECRETS.test(type) && !PLAIN.test(attribute);
}
