/** Path of the AWS login method, below `auth/`. */
export const AWS_LOGIN = "aws";

/** How Vault verifies logins with AWS, by the names of `auth/aws/config/client`. */
export interface AwsLoginClient {
  /** STS of the cluster's own region: there is no way to the global one. */
  readonly sts_endpoint: string;
  readonly sts_region: string;
  /** A login must have been made for this Vault: it carries this value signed (TOK-06). */
  readonly iam_server_id_header_value: string;
}

/** Who may log in with an AWS role, by the names of `auth/aws/role/NAME`. */
export interface AwsLoginRole {
  readonly name: string;
  readonly auth_type: "iam";
  readonly bound_iam_principal_arn: readonly string[];
  /**
   * Whether Vault asks IAM for the role's unique id. Without an endpoint of IAM it cannot, and then the exact ARN decides:
   * a role that was deleted and made anew under the same name is let in.
   */
  readonly resolve_aws_unique_ids: boolean;
  readonly token_policies: readonly string[];
  readonly token_ttl: number;
  readonly token_max_ttl: number;
  readonly token_type: "batch" | "service";
}

/** Settings of the client. */
export function awsLoginClient(region: string, domainName: string): AwsLoginClient {
  return {
    sts_endpoint: `https://sts.${region}.amazonaws.com`,
    sts_region: region,
    iam_server_id_header_value: domainName,
  };
}

/** A role for one exact AWS role, with tokens that live as long as they are given and are never renewed. */
export function awsLoginRole(given: {
  readonly name: string;
  readonly roleArn: string;
  readonly policies: readonly string[];
  readonly seconds: number;
  readonly type: "batch" | "service";
}): AwsLoginRole {
  return {
    name: given.name,
    auth_type: "iam",
    bound_iam_principal_arn: [given.roleArn],
    resolve_aws_unique_ids: false,
    token_policies: given.policies,
    token_ttl: given.seconds,
    token_max_ttl: given.seconds,
    token_type: given.type,
  };
}
