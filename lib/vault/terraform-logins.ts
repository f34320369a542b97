import { AWS_LOGIN } from "./aws-login";
import { TERRAFORM_POLICY } from "./terraform-policy";

/**
 * Logins of Terraform's role in the audit log, as a filter pattern of CloudWatch Logs: one line for each that Vault let in.
 * Terms and no JSON, because lines of the syslog device begin otherwise. For an alarm: who may change Vault's policies is
 * root's equal.
 */
export const TERRAFORM_LOGINS = `"\\"path\\":\\"auth/${AWS_LOGIN}/login\\"" "\\"${TERRAFORM_POLICY}\\""`;
