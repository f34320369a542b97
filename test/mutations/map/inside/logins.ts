import { becomes, decidedLater, elsewhere, emptied, joinedBy, removed } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

const LATER = irrelevant("service or batch; both end in time");

/** Ways to log in, and who may. */
export const LOGINS: MutationMap = {
  "vault_auth_backend.description": irrelevant("people read it"),
  "vault_auth_backend.path": irrelevant("where it is; what belongs to it refers to it"),
  "vault_auth_backend.lifecycle.prevent_destroy": irrelevant("without it nobody logs in; it opens nothing"),
  "vault_auth_backend#aws-login.type": guarded("TOK-08", becomes("userpass", "github")),
  "vault_auth_backend#people.type": guarded("TOK-08", becomes("userpass")),
  "vault_auth_backend.tune.0.allowed_response_headers": irrelevant(
    "headers of answers, none of which carries a secret",
  ),
  "vault_auth_backend.tune.0.audit_non_hmac_request_keys": guarded(
    "AUD-02",
    joinedBy("password", "jwt"),
    decidedLater,
  ),
  "vault_auth_backend.tune.0.audit_non_hmac_response_keys": guarded("AUD-02", joinedBy("client_token")),
  "vault_auth_backend.tune.0.default_lease_ttl": guarded(
    "TOK-05",
    becomes("768h", "25h", "0s", "2h", 864_000),
    decidedLater,
  ),
  "vault_auth_backend.tune.0.max_lease_ttl": guarded(
    "TOK-05",
    becomes("768h", "8760h", "2d", "0"),
    decidedLater,
  ),
  "vault_auth_backend.tune.0.listing_visibility": guarded("TOK-06", becomes("unauth"), decidedLater),
  "vault_auth_backend.tune.0.passthrough_request_headers": guarded(
    "TOK-06",
    joinedBy("Authorization", "X-Vault-Token", "x-vault-token"),
    decidedLater,
  ),
  "vault_auth_backend.tune.0.token_type": LATER,

  "vault_aws_auth_backend_client.backend": irrelevant("which login method it is for"),
  "vault_aws_auth_backend_client.iam_server_id_header_value": guarded("TOK-06", removed, emptied),
  "vault_aws_auth_backend_client.sts_endpoint": guarded(
    "TOK-06",
    becomes(
      "http://sts.eu-central-1.amazonaws.com",
      "https://sts.example.com",
      "https://sts.amazonaws.com.example.com",
      "https://sts.amazonaws.com@example.com",
      "https://${var.region}.example.com",
    ),
  ),
  "vault_aws_auth_backend_client.sts_region": guarded("TOK-06", removed, emptied),

  "vault_aws_auth_backend_role.backend": irrelevant("which login method it is for"),
  "vault_aws_auth_backend_role.auth_type": guarded("TOK-06", becomes("ec2"), decidedLater),
  "vault_aws_auth_backend_role.bound_iam_principal_arns": guarded(
    "TOK-06",
    removed,
    emptied,
    becomes(
      ["*"],
      ["arn:aws:iam::123456789012:role/*"],
      ["arn:aws:iam::*:role/vault"],
      ["arn:aws:iam::123456789012:root"],
    ),
    joinedBy("arn:aws:iam::123456789012:role/app-*", "arn:aws:iam::123456789012:*"),
    decidedLater,
  ),
  "vault_aws_auth_backend_role#terraform.bound_iam_principal_arns": guarded(
    "TOK-03",
    joinedBy("arn:aws:iam::123456789012:role/somebody"),
  ),
  "vault_aws_auth_backend_role.resolve_aws_unique_ids": irrelevant(
    "exact ARNs decide; with ids nobody logs in where there is no way to IAM",
  ),
  "vault_*_auth_backend_role.token_ttl": guarded(
    "TOK-05",
    removed,
    becomes(0, 3601, "86400", "2h"),
    decidedLater,
  ),
  "vault_*_auth_backend_role.token_max_ttl": guarded(
    "TOK-05",
    removed,
    becomes(0, 86_401, "2764800", "25h"),
    decidedLater,
  ),
  "vault_aws_auth_backend_role#terraform.token_ttl": guarded("TOK-05", becomes(3600)),
  "vault_aws_auth_backend_role#terraform.token_max_ttl": guarded("TOK-05", becomes(3600, 86_400)),
  "vault_*_auth_backend_role.token_type": LATER,
  "vault_aws_auth_backend_role#snapshots.token_type": guarded("BKP-04", removed, becomes("service")),

  "vault_jwt_auth_backend_role.backend": irrelevant("which login method it is for"),
  "vault_jwt_auth_backend_role.role_type": irrelevant("a browser or a token; both are bound"),
  "vault_jwt_auth_backend_role.allowed_redirect_uris": guarded(
    "TOK-06",
    joinedBy("http://app.example.com/callback", "https://*.example.com/callback", "*"),
    decidedLater,
  ),
  "vault_jwt_auth_backend_role.bound_audiences": guarded(
    "TOK-06",
    removed,
    emptied,
    becomes(["*"], [""]),
    joinedBy("*"),
    decidedLater,
  ),
  "vault_jwt_auth_backend_role.bound_claims.groups": guarded(
    "TOK-06",
    removed,
    becomes("*", "vault-*", ""),
    decidedLater,
  ),
  "vault_jwt_auth_backend_role.bound_claims_type": guarded("TOK-06", becomes("glob"), decidedLater),
  "vault_jwt_auth_backend_role.user_claim": guarded(
    "TOK-06",
    removed,
    becomes("name", "preferred_username", ""),
    decidedLater,
  ),

  "vault_identity_mfa_login_enforcement.auth_method_accessors": guarded(
    "TOK-08",
    removed,
    emptied,
    elsewhereAccessor(),
  ),
  "vault_identity_mfa_login_enforcement.mfa_method_ids": guarded("TOK-08", removed, emptied),
  "vault_identity_mfa_login_enforcement.name": irrelevant("what Vault calls it"),
  "vault_identity_mfa_totp.algorithm": irrelevant("SHA-1 as well is good for a password of half a minute"),
  "vault_identity_mfa_totp.digits": guarded("TOK-08", becomes(4), decidedLater),
  "vault_identity_mfa_totp.issuer": irrelevant("what the app of a person shows"),
  "vault_identity_mfa_totp.max_validation_attempts": guarded("TOK-08", becomes(0, 1000)),
  "vault_identity_mfa_totp.period": guarded("TOK-08", becomes(3600, "300")),
  "vault_identity_mfa_totp.skew": guarded("TOK-08", becomes(10)),
};

/** It is for another method. */
function elsewhereAccessor() {
  return { ...elsewhere("auth_userpass_1a2b3c4d"), verdict: undefined };
}
