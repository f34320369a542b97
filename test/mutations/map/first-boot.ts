import { becomes, joinedBy } from "../kinds";
import { guarded, irrelevant, type MutationMap, reserved } from "./entry";

const REQUESTS = "/etc/hardened-vault/first-boot.json";
const STATEMENT = "aws_iam_role_policy#vault_node-role_policy.policy.Statement";

/** What is done once in the life of a cluster, and what is asked of Vault then. */
export const FIRST_BOOT: MutationMap = {
  [`${REQUESTS} *`]: irrelevant(
    "the name, the method and the path of a request: Vault refuses what it does not know",
  ),
  [`${REQUESTS} *.body.*`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.description`]: irrelevant("people read it"),
  [`${REQUESTS} *.body.options.log_raw`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.options.hmac_accessor`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.options.file_path`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.options.mode`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.policy`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.config.*`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.token_*`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.auth_type`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.bound_iam_principal_arn`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.resolve_aws_unique_ids`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.sts_*`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.iam_server_id_header_value`]: reserved("TOK-02"),
  [`${REQUESTS} *.body.cleanup_dead_servers`]: irrelevant(
    "the rule about quorum judges it where Vault's own configuration keeps it",
  ),
  [`${REQUESTS} *.body.*_threshold`]: irrelevant(
    "the rule about quorum judges it where Vault's own configuration keeps it",
  ),
  [`${REQUESTS} *.body.m*_*`]: irrelevant(
    "the rule about quorum judges it where Vault's own configuration keeps it",
  ),
  [`${REQUESTS} *.body.server_stabilization_time`]: irrelevant("a pace"),

  "/etc/hardened-vault/operators.json *": reserved("TOK-02"),
  "terraform_data.**": reserved("TOK-02"),
  "aws_kms_key.policy.Statement.NodesEncryptThroughS3.Principal.AWS": guarded(
    "SEAL-04",
    becomes("*", "arn:aws:iam::999999999999:root"),
  ),
  "aws_kms_key.policy.Statement.NodesEncryptThroughS3.Action": reserved("TOK-02"),
  "aws_kms_key.policy.Statement.NodesEncryptThroughS3.Condition.**": irrelevant(
    "what a node encrypts by itself it cannot read either",
  ),
  [`${STATEMENT}.ListClusterLife.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.ListClusterLife.Condition.**`]: irrelevant("names of objects in the node's own bucket"),
  [`${STATEMENT}.ReadClusterLife.Resource`]: guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
  [`${STATEMENT}.MakeClusterLifeOnce.Resource`]: guarded("IAM-01", becomes("*"), joinedBy("arn:aws:s3:::*")),
  [`${STATEMENT}.MakeClusterLifeOnce.Condition.**`]: reserved("TOK-02"),
  [`${STATEMENT}.EncryptClusterLife.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.EncryptClusterLife.Condition.**`]: irrelevant(
    "what it encrypts by itself it cannot read either",
  ),
};
