import { becomes, elsewhere, emptied, joinedBy, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const REQUESTS = "/etc/hardened-vault/first-boot.json";
const OPERATORS = "/etc/hardened-vault/operators.json";
const STATEMENT = "aws_iam_role_policy#vault_node-role_policy.policy.Statement";
const PROGRAM = "/usr/local/lib/hardened-vault/initialise";
const MACHINE = "/usr/local/sbin/hardened-vault-bootstrap";
const STORE = "/usr/local/lib/hardened-vault/life-store.sh";

/** A policy in which one path is written otherwise, or stands beside the others. */
const OTHER_POLICIES = becomes(
  '{"path":{"*":{"capabilities":["read"]}}}',
  '{"path":{"sys/*":{"capabilities":["read","sudo"]}}}',
  '{"path":{"sys/raw/*":{"capabilities":["update"]}}}',
  'path "sys/generate-root/attempt" { capabilities = ["update"] }',
);

/** What is done once in the life of a cluster, and what is asked of Vault then. */
export const FIRST_BOOT: MutationMap = {
  [`${REQUESTS} *.step`]: irrelevant("what the journal calls it"),
  [`${REQUESTS} *.method`]: guarded("TOK-02", becomes("DELETE", "GET")),
  [`${REQUESTS} *.path`]: guarded(
    "TOK-02",
    becomes("auth/token/create", "sys/auth/userpass/users/admin", "sys/raw/core"),
  ),
  [`${REQUESTS} *.body.type`]: irrelevant(
    "the kinds of what the first boot makes; the devices' are tried by their own",
  ),
  [`${REQUESTS} 0.body.type`]: guarded("TOK-02", becomes("syslog", "")),
  [`${REQUESTS} 1.body.type`]: guarded("TOK-02", becomes("file")),
  [`${REQUESTS} *.body.description`]: irrelevant("people read it"),
  [`${REQUESTS} *.body.options.format`]: irrelevant("JSON or another form of the same"),
  [`${REQUESTS} *.body.options.facility`]: irrelevant("rsyslog keeps what the rule about the log looks for"),
  [`${REQUESTS} *.body.options.tag`]: irrelevant("what the line is called"),
  [`${REQUESTS} *.body.options.elide_list_responses`]: guarded("TOK-02", removed, becomes("false", false)),
  [`${REQUESTS} *.body.options.log_raw`]: guarded("TOK-02", becomes("true", true)),
  [`${REQUESTS} *.body.options.hmac_accessor`]: guarded("TOK-02", becomes("false", false)),
  [`${REQUESTS} *.body.options.file_path`]: [
    ...guarded("AUD-06", becomes("/var/log/other/audit.log")),
    ...guarded("AUD-07", becomes("/var/log/other/audit.log")),
    ...guarded(
      "TOK-02",
      removed,
      becomes(
        "/dev/null",
        "discard",
        "stdout",
        "/usr/local/bin/vault-plugin",
        "/var/log/vault/../../../etc/cron.d/a",
      ),
    ),
  ],
  [`${REQUESTS} *.body.options.mode`]: guarded("TOK-02", becomes("0777", "0755", "0666")),
  [`${REQUESTS} *.body.policy`]: guarded("TOK-02", OTHER_POLICIES),
  [`${REQUESTS} *.body.config.default_lease_ttl`]: guarded("TOK-02", becomes("768h", "0s", "25h")),
  [`${REQUESTS} *.body.config.max_lease_ttl`]: guarded("TOK-02", becomes("768h", "0s", "8760h")),
  [`${REQUESTS} *.body.config.listing_visibility`]: guarded("TOK-02", becomes("unauth")),
  [`${REQUESTS} *.body.config.token_type`]: irrelevant("batch or service; both end in time"),
  [`${REQUESTS} *.body.token_ttl`]: guarded("TOK-02", removed, becomes(0, 86_400, "768h")),
  [`${REQUESTS} *.body.token_max_ttl`]: guarded("TOK-02", removed, becomes(0, 864_000, "768h")),
  [`${REQUESTS} *.body.token_type`]: irrelevant("batch or service; both end in time"),
  [`${REQUESTS} *.body.token_policies`]: guarded(
    "TOK-02",
    emptied,
    becomes(["root"], ["default"]),
    joinedBy("root"),
  ),
  [`${REQUESTS} 10.body.token_policies`]: guarded(
    "TOK-02",
    becomes(["hardened-terraform"]),
    joinedBy("hardened-terraform"),
  ),
  [`${REQUESTS} *.body.auth_type`]: guarded("TOK-02", becomes("ec2")),
  [`${REQUESTS} *.body.bound_iam_principal_arn`]: guarded(
    "TOK-02",
    emptied,
    removed,
    becomes(["*"], ["arn:aws:iam::123456789012:role/*"], "arn:aws:iam::*:role/vault"),
    joinedBy("arn:aws:iam::123456789012:role/somebody"),
    elsewhere("arn:aws:iam::123456789012:role/somebody"),
  ),
  [`${REQUESTS} 9.body.bound_iam_principal_arn`]: guarded("TOK-02", becomes(["@NODE_ROLE_ARN@"])),
  [`${REQUESTS} *.body.resolve_aws_unique_ids`]: irrelevant(
    "exact ARNs decide; with ids nobody logs in where there is no way to IAM",
  ),
  [`${REQUESTS} *.body.sts_endpoint`]: guarded(
    "TOK-02",
    becomes(
      "http://sts.eu-central-1.amazonaws.com",
      "https://sts.example.com",
      "https://sts.amazonaws.com.example.com",
    ),
  ),
  [`${REQUESTS} *.body.sts_region`]: guarded("TOK-02", removed, emptied),
  [`${REQUESTS} *.body.iam_server_id_header_value`]: guarded("TOK-02", removed, emptied),
  [`${REQUESTS} *.body.cleanup_dead_servers`]: guarded("TOK-02", removed, becomes(false)),
  [`${REQUESTS} *.body.dead_server_last_contact_threshold`]: guarded("TOK-02", becomes("10s")),
  [`${REQUESTS} *.body.min_quorum`]: guarded("TOK-02", removed, becomes(1, 0)),
  [`${REQUESTS} *.body.last_contact_threshold`]: irrelevant("when a node counts as unhealthy"),
  [`${REQUESTS} *.body.max_trailing_logs`]: irrelevant("when a node counts as unhealthy"),
  [`${REQUESTS} *.body.server_stabilization_time`]: irrelevant("a pace"),

  [`${OPERATORS} threshold`]: guarded("TOK-02", removed, becomes(1, 2, 6, "3", 2.5)),
  [`${OPERATORS} keys.*.userIds`]: irrelevant("people read it"),
  [`${OPERATORS} keys.*.fingerprint`]: guarded("TOK-02", removed, emptied, becomes("0".repeat(40))),
  [`${OPERATORS} keys.*.publicKey`]: guarded(
    "TOK-02",
    removed,
    emptied,
    becomes("xjMEawVOXxYJ"),
    withText(/.{40}$/, ""),
  ),
  "terraform_data.input": guarded("TOK-02", removed, emptied),
  "terraform_data.lifecycle.prevent_destroy": guarded("TOK-02", removed, becomes(false, "false")),
  "terraform_data.lifecycle.ignore_changes": guarded("TOK-02", removed, emptied, becomes(["output"])),

  [`${PROGRAM} jq '{recovery_shares:*`]: guarded(
    "TOK-02",
    withText("(.keys | length)", "1"),
    withText("recovery_threshold: .threshold", "recovery_threshold: 1"),
    withText(", recovery_pgp_keys: [.keys[].publicKey]", ""),
    withText("[.keys[].publicKey]", "[.keys[0].publicKey]"),
  ),
  [`${PROGRAM} answer=$(vault_api PUT sys/init*`]: guarded(
    "TOK-02",
    removed,
    withText("2>/dev/null", "| tee /root/init.json"),
    withText(
      "answer=$(vault_api PUT sys/init",
      "vault_api PUT sys/init >/root/init.json; answer=$(vault_api GET sys/init",
    ),
  ),
  [`${PROGRAM} vault_token=$(printf*`]: guarded(
    "TOK-02",
    withText("printf '%s' \"$answer\" |", 'echo "$answer" >/root/a; printf \'%s\' "$answer" |'),
    withText(" .root_token)", " .root_token | tee /root/token)"),
  ),
  [`${PROGRAM} close_api`]: guarded("TOK-02", removed),
  [`${PROGRAM} stored=$(put_once*`]: guarded(
    "TOK-02",
    removed,
    withText(' "$SHARES_KEY_ARN"', ""),
    withText("$SHARES_KEY_ARN", "$SEAL_KEY_ARN"),
  ),
  [`${PROGRAM} [ "$stored" = made ]*`]: guarded("TOK-02", removed, withText(/\|\| fail.*/, "|| true")),
  [`${PROGRAM} [ "$(vault_api LIST auth/token/accessors*`]: guarded("TOK-02", removed),
  [`${PROGRAM} fail "attempt $number: there are tokens*`]: guarded("TOK-02", becomes("true")),
  [`${PROGRAM} vault_api POST auth/token/revoke-self*`]: guarded(
    "TOK-02",
    removed,
    withText(/\|\| fail.*/, "|| true"),
    withText("auth/token/revoke-self", "auth/token/renew-self"),
    withText("vault_api", ": vault_api"),
  ),
  [`${PROGRAM} refused=*`]: guarded("TOK-02", removed),
  [`${PROGRAM} [ "$refused" = 403 ]*`]: guarded(
    "TOK-02",
    removed,
    becomes("true"),
    withText(/\|\| fail.*/, "|| say hm"),
  ),
  [`${PROGRAM} [ "$winner $committed"*`]: guarded("TOK-02", removed),
  [`${PROGRAM} vault_token=`]: guarded(
    "TOK-02",
    withText("vault_token=", 'echo "$vault_token" >/root/token'),
  ),
  [`${PROGRAM} step verify`]: guarded(
    "TOK-02",
    becomes('say "$vault_token"', "export vault_token", "open_api"),
  ),
  [`${STORE} --header 'If-None-Match: *`]: guarded("TOK-02", withText("--header 'If-None-Match: *' ", "")),
  [`${MACHINE} if ${PROGRAM} "$number" "$began"; then`]: guarded("TOK-02", becomes("if true; then")),
  [`${MACHINE} open_api`]: irrelevant("what never opens serves nobody"),
  [`${MACHINE} enter joining`]: guarded("TOK-02", becomes("open_api")),
  "/etc/hardened-vault/node.env INITIALIZATION=*": guarded(
    "TOK-02",
    becomes("INITIALIZATION='by-operator'", "INITIALIZATION=''"),
  ),
  "/etc/hardened-vault/node.env LEASE_SECONDS=*": guarded(
    "TOK-02",
    becomes("LEASE_SECONDS='1'", "LEASE_SECONDS='999999'"),
  ),
  "user-data.sh CLUSTER_LIFE=*": guarded("TOK-02", removed, becomes("CLUSTER_LIFE='one-for-all'")),
  "user-data.sh SHARES_KEY_ARN=*": guarded("TOK-02", removed, becomes("SHARES_KEY_ARN='alias/aws/s3'")),

  "aws_kms_key.policy.Statement.NodesEncryptThroughS3.Principal.AWS": guarded(
    "SEAL-04",
    becomes("*", "arn:aws:iam::999999999999:root"),
  ),
  "aws_kms_key#life_shares-key.policy.Statement.NodesEncryptThroughS3.Action": guarded(
    "TOK-02",
    becomes("kms:*", "kms:Decrypt"),
    joinedBy("kms:Decrypt", "kms:CreateGrant"),
  ),
  "aws_kms_key.policy.Statement.NodesEncryptThroughS3.Condition.**": irrelevant(
    "what a node encrypts by itself it cannot read either",
  ),
  [`${STATEMENT}.ListClusterLife.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.ListClusterLife.Condition.**`]: irrelevant("names of objects in the node's own bucket"),
  [`${STATEMENT}.ReadClusterLife.Resource`]: [
    ...guarded("IAM-01", becomes("*", "arn:aws:s3:::*")),
    ...guarded("TOK-02", becomes("*", "arn:aws:s3:::*")),
  ],
  [`${STATEMENT}.ReadClusterLife.Action`]: guarded("TOK-02", joinedBy("s3:DeleteObject", "s3:PutObject")),
  [`${STATEMENT}.MakeClusterLifeOnce.Resource`]: guarded("IAM-01", becomes("*"), joinedBy("arn:aws:s3:::*")),
  [`${STATEMENT}.MakeClusterLifeOnce.Action`]: guarded("TOK-02", joinedBy("s3:GetObject"), becomes("s3:*")),
  [`${STATEMENT}.MakeClusterLifeOnce.Condition.**`]: guarded("TOK-02", removed, becomes("true")),
  [`${STATEMENT}.EncryptClusterLife.Resource`]: guarded("IAM-01", becomes("*")),
  [`${STATEMENT}.EncryptClusterLife.Action`]: guarded("TOK-02", joinedBy("kms:Decrypt"), becomes("kms:*")),
  [`${STATEMENT}.EncryptClusterLife.Condition.**`]: irrelevant(
    "what it encrypts by itself it cannot read either",
  ),
};
