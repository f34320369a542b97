import type { ExampleName } from "../support/synthesized-examples";
import type { Form } from "./scan";

/** A finding that stays, and why a reviewer would let it stay. */
export interface Exception {
  /** Id of the check. */
  readonly check: string;
  /** Address of the resource as the scanner prints it; `*` stands for any text. */
  readonly resource: string;
  /** Forms that it is found in; in every one of them, or the exception is out of date. */
  readonly forms: readonly Form[];
  /** Examples that it is found in, likewise. @default - each */
  readonly examples?: readonly ExampleName[];
  /** Why it stays. */
  readonly reason: string;
}

const REGISTERS =
  "of all that a node may do on any resource only ssm:UpdateInstanceInformation could name instances, and theirs have no ids before the role exists; the other actions of Session Manager, metrics and Describe take no resource";

/** All that the scanner finds in the examples. At most twelve: what can be mended is mended. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    check: "CKV_AWS_91",
    resource: "*.vault_endpoint_*",
    forms: ["json", "plan"],
    reason:
      "a Network Load Balancer writes access logs for TLS listeners only, and this one passes TCP through; connections are in the flow logs, requests in Vault's audit log",
  },
  {
    check: "CKV_AWS_144",
    resource: "aws_s3_bucket.vault_artifacts_*",
    forms: ["json", "plan"],
    reason:
      "holds the node bundle alone, which every apply writes anew from the code; a copy in another region would protect nothing",
  },
  {
    check: "CKV2_AWS_62",
    resource: "aws_s3_bucket.vault_artifacts_*",
    forms: ["json", "plan"],
    reason:
      "nothing reacts to a new object: nodes fetch the one version that their launch template names and check its SHA-256",
  },
  {
    check: "CKV_AWS_145",
    resource: "aws_s3_bucket.vault_*access-logs_*",
    forms: ["json", "plan"],
    reason: "encrypted by S3's own key: the log service writes to no bucket with a customer's key",
  },
  {
    check: "CKV_AWS_144",
    resource: "aws_s3_bucket.vault_*access-logs_*",
    forms: ["json", "plan"],
    reason:
      "evidence about one bucket of one region, kept beside it; who ships logs elsewhere reads them from here",
  },
  {
    check: "CKV_AWS_144",
    resource: "aws_s3_bucket.vault_snapshots_bucket_*",
    forms: ["json", "plan"],
    examples: ["minimal"],
    reason:
      "a second region is the user's choice: a provider there (replicaProvider) brings the copies, as the production example shows",
  },
  {
    check: "CKV2_AWS_62",
    resource: "aws_s3_bucket.vault_snapshots_*",
    forms: ["json", "plan"],
    reason:
      "nothing reacts to a new snapshot: its metrics say that it was taken, and alarms say when none was",
  },
  {
    check: "CKV2_AWS_62",
    resource: "aws_s3_bucket.vault_*access-logs_*",
    forms: ["json", "plan"],
    reason: "nothing reacts to a new log file: it is evidence to look things up in",
  },
  {
    check: "CKV_AWS_394",
    resource: "data.vault_network_availability-zones_*",
    forms: ["json"],
    examples: ["minimal"],
    reason:
      "only the first three zones of the region are used; who wants them fixed names them, as the production example does",
  },
  {
    check: "CKV_AWS_290",
    resource: "aws_iam_role_policy.vault_node-role_policy_*",
    forms: ["plan"],
    reason: REGISTERS,
  },
  {
    check: "CKV_AWS_355",
    resource: "aws_iam_role_policy.vault_node-role_policy_*",
    forms: ["plan"],
    reason: REGISTERS,
  },
];
