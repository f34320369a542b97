import { becomes, decidedLater, joinedBy, removed } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

const PATH = "vault_policy.policy.path";

/** Rights that are more than what stands there. */
const writes = (path: string) => ({
  [`${PATH}.${path}.capabilities`]: guarded("TOK-03", joinedBy("sudo", "deny", "update")),
});

/** Policies: what they say of each path. What a path may be beside is tried by policies that stand beside. */
export const POLICIES: MutationMap = {
  "vault_policy.name": guarded("TOK-03", becomes("root", "Payments", " payments", ""), removed, decidedLater),
  [`${PATH}.**.capabilities`]: guarded("TOK-03", joinedBy("deny")),
  [`${PATH}.auth/aws/role/*.capabilities`]: guarded("TOK-03", joinedBy("sudo")),
  ...writes("identity/entity/id/*"),
  [`${PATH}.identity/mfa/method/totp/+.capabilities`]: guarded("TOK-03", joinedBy("sudo")),
  [`${PATH}.secret/data/payments/*.capabilities`]: guarded("TOK-03", joinedBy("sudo")),
  [`${PATH}.secret/metadata/payments/*.capabilities`]: guarded("TOK-03", joinedBy("sudo")),
  [`${PATH}.sys/policies/acl/*.capabilities`]: guarded("TOK-03", joinedBy("sudo", "patch")),
  [`${PATH}.sys/quotas/rate-limit/*.capabilities`]: guarded("TOK-03", joinedBy("sudo")),
  [`${PATH}.sys/storage/raft/snapshot.capabilities`]: [
    ...guarded("TOK-03", joinedBy("update", "create")),
    ...guarded("BKP-04", joinedBy("sudo", "list"), becomes(["update"])),
  ],
  [`${PATH}.sys/storage/raft/remove-peer.capabilities`]: guarded("TOK-03", joinedBy("create", "deny")),
  [`${PATH}.sys/auth.capabilities`]: guarded("TOK-03", joinedBy("deny")),

  "vault_aws_auth_backend_role.token_policies": guarded(
    "TOK-03",
    becomes(["root"]),
    joinedBy("root"),
    decidedLater,
  ),
  "vault_aws_auth_backend_role#payments.token_policies": guarded(
    "TOK-03",
    becomes(["hardened-terraform"], ["hardened-break-glass"]),
    joinedBy("hardened-terraform"),
  ),
  "vault_aws_auth_backend_role#snapshots.token_policies": guarded("TOK-03", joinedBy("hardened-terraform")),
  "vault_jwt_auth_backend_role.token_policies": guarded(
    "TOK-03",
    becomes(["root"], ["hardened-terraform"]),
    joinedBy("hardened-terraform", "root"),
    decidedLater,
  ),
  "vault_aws_auth_backend_role#terraform.role": guarded("TOK-03", becomes("somebody")),
  "vault_aws_auth_backend_role.role": irrelevant("what Vault calls it; who gets what is judged by the whole"),
  "provider.vault.0.auth_login_aws.0.role": guarded("TOK-03", becomes("payments")),
  "vault_jwt_auth_backend_role.role_name": irrelevant("what Vault calls it"),
};
