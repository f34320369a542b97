/** A request of somebody who has one policy and no other. */
export interface Trial {
  readonly policy: string;
  readonly method: "DELETE" | "GET" | "LIST" | "POST" | "PUT";
  /** Path below `/v1/`; `ACCESSOR` stands for that of the login method with passwords. */
  readonly path: string;
  readonly body?: object;
  /** What it is answered: `allowed` is a 2xx, `refused` a 403; or a status, where Vault looked at it and found nothing. */
  readonly expected: "allowed" | "refused" | 400 | 404 | 405 | 500;
}

type Line = readonly [Trial["method"], string, object?, Trial["expected"]?];

function table(policy: string, allowed: readonly Line[], refused: readonly Line[]): readonly Trial[] {
  return [
    ...allowed.map(([method, path, body, expected = "allowed"]) => ({
      policy,
      method,
      path,
      body,
      expected,
    })),
    ...refused.map(([method, path, body]) => ({ policy, method, path, body, expected: "refused" as const })),
  ];
}

/** A secret of an application, and a mount of each kind, as the checks make them. */
const SECRET = "secret/data/payments/db";
/** What nobody may who is no administrator. */
const RESERVED: readonly Line[] = [
  ["GET", SECRET],
  ["LIST", "secret/metadata/payments"],
  ["PUT", "sys/policies/acl/mine", { policy: 'path "secret/*" { capabilities = ["read"] }' }],
  ["PUT", "sys/audit/third", { type: "file", options: { file_path: "/var/log/vault/third.log" } }],
  ["DELETE", "sys/audit/file"],
  ["DELETE", "sys/audit/syslog"],
  ["POST", "auth/token/create", { policies: ["root"] }],
  ["LIST", "auth/token/accessors"],
  ["POST", "sys/storage/raft/snapshot-force", {}],
  ["POST", "auth/aws/role/mine", { auth_type: "iam" }],
  ["PUT", "sys/seal"],
];

const MIND_NOT: readonly Line[] = [
  ["GET", "sys/host-info"],
  ["GET", "sys/raw/core/audit"],
  ["POST", "sys/remount", { from: "secret", to: "mine" }],
  ["PUT", "sys/leases/revoke-prefix/auth/aws"],
];

/** Each ready policy, and what it lets do and what not. */
export const TRIALS: readonly Trial[] = [
  ...table(
    "hardened-operators",
    [
      ["GET", "sys/health"],
      ["GET", "sys/metrics"],
      ["GET", "sys/mounts"],
      ["GET", "sys/auth"],
      ["GET", "sys/locked-users"],
      ["PUT", "sys/locked-users/ACCESSOR/unlock/nobody"],
      ["PUT", "sys/leases/lookup", { lease_id: "auth/none" }, 400],
      ["PUT", "sys/leases/revoke", { lease_id: "auth/none" }],
      ["GET", "sys/storage/raft/autopilot/state"],
      ["GET", "sys/storage/raft/configuration"],
      ["POST", "sys/storage/raft/remove-peer", { server_id: "none" }],
    ],
    [
      ...RESERVED,
      ...MIND_NOT,
      ["GET", "sys/storage/raft/snapshot"],
      ["GET", "sys/policies/acl/payments"],
      ["GET", "sys/audit"],
      ["POST", "auth/userpass/users/mallory", { password: "x" }],
      ["POST", "sys/rotate"],
    ],
  ),
  ...table(
    "hardened-auditors",
    [
      ["GET", "sys/audit"],
      ["GET", "sys/auth"],
      ["GET", "sys/config/state/sanitized"],
      ["GET", "sys/mounts"],
      ["LIST", "sys/policies/acl"],
      ["GET", "sys/policies/acl/payments"],
      ["GET", "sys/quotas/config"],
      ["LIST", "sys/quotas/rate-limit"],
      ["GET", "sys/quotas/rate-limit/everything"],
      ["GET", "sys/storage/raft/autopilot/state"],
      ["GET", "sys/storage/raft/configuration"],
      ["LIST", "auth/aws/role"],
      ["GET", "auth/aws/role/payments"],
      ["LIST", "identity/entity/id"],
      ["POST", "sys/audit-hash/file", { input: "x" }],
      ["POST", "sys/audit-hash/syslog", { input: "x" }],
    ],
    [
      ...RESERVED,
      ...MIND_NOT,
      ["GET", "sys/storage/raft/snapshot"],
      ["DELETE", "sys/quotas/rate-limit/everything"],
      ["DELETE", "auth/aws/role/payments"],
      ["PUT", "sys/step-down"],
      ["PUT", "sys/leases/revoke", { lease_id: "auth/none" }],
      ["POST", "sys/rotate"],
    ],
  ),
  ...table(
    "hardened-snapshots",
    [["GET", "sys/storage/raft/snapshot"]],
    [
      ...RESERVED,
      ["POST", "sys/storage/raft/snapshot", {}],
      ["GET", "sys/storage/raft/configuration"],
      ["GET", "sys/mounts"],
      ["GET", "sys/metrics"],
    ],
  ),
  ...table(
    "hardened-metrics",
    [["GET", "sys/metrics?format=prometheus"]],
    [...RESERVED, ["GET", "sys/storage/raft/snapshot"], ["GET", "sys/host-info"], ["GET", "sys/mounts"]],
  ),
  ...table(
    "hardened-node-lifecycle",
    [
      ["GET", "sys/storage/raft/autopilot/state"],
      ["GET", "sys/storage/raft/configuration"],
      ["POST", "sys/storage/raft/remove-peer", { server_id: "none" }],
    ],
    [
      ...RESERVED,
      ["GET", "sys/storage/raft/snapshot"],
      ["POST", "sys/storage/raft/autopilot/configuration", { min_quorum: 1 }],
      ["GET", "sys/metrics"],
      ["GET", "sys/mounts"],
    ],
  ),
  ...table(
    "payments",
    [
      ["GET", SECRET],
      ["POST", "transit/encrypt/payments", { plaintext: "eA==" }],
    ],
    [
      ["POST", SECRET, { options: { cas: 1 }, data: { password: "x" } }],
      ["GET", "secret/data/others/db"],
      ["GET", "transit/export/encryption-key/payments"],
      ["POST", "pki/sign/others", { csr: "x" }],
      ["GET", "sys/mounts"],
    ],
  ),
  // What the role of Terraform cannot do: it needs neither secrets, nor tokens, nor data, nor a way past the audit log.
  ...table(
    "hardened-terraform",
    [
      ["GET", "sys/audit"],
      ["GET", "sys/policies/acl/payments"],
      ["PUT", "sys/policies/acl/trial", { policy: 'path "trial" { capabilities = ["read"] }' }],
      ["DELETE", "sys/policies/acl/trial"],
      ["GET", "auth/aws/config/client"],
      ["GET", "sys/storage/raft/autopilot/configuration"],
      ["GET", "sys/quotas/rate-limit/everything"],
      ["GET", "sys/mounts/secret"],
      ["GET", "secret/config"],
    ],
    [
      ...RESERVED.filter(([, path]) => !/^(sys\/policies|auth\/aws\/role)\//.test(path)),
      ...MIND_NOT,
      ["POST", SECRET, { options: { cas: 1 }, data: { password: "x" } }],
      ["DELETE", "secret/metadata/payments/db"],
      ["GET", "sys/storage/raft/snapshot"],
      ["POST", "sys/storage/raft/remove-peer", { server_id: "none" }],
      ["POST", "sys/rotate"],
      ["PUT", "sys/step-down"],
      ["POST", "transit/decrypt/payments", { ciphertext: "vault:v1:x" }],
      ["GET", "transit/export/encryption-key/payments"],
      ["POST", "transit/keys/payments/rotate"],
      ["POST", "pki/sign/payments", { csr: "x" }],
      ["POST", "pki/issue/payments", { common_name: "payments.corp.example" }],
      ["POST", "pki/sign-verbatim", { csr: "x" }],
      ["POST", "pki/issuer/default/sign-verbatim", { csr: "x" }],
      ["POST", "auth/approle/role/worker/secret-id", {}],
      ["POST", "auth/userpass/users/mallory", { password: "x" }],
      ["POST", "identity/mfa/method/totp/admin-generate", { method_id: "x", entity_id: "x" }],
      ["POST", "identity/mfa/method/totp/admin-destroy", { method_id: "x", entity_id: "x" }],
      ["POST", "identity/entity", { name: "mine", policies: ["hardened-operators"] }],
      ["POST", "sys/plugins/catalog/secret/mine", { sha256: "x", command: "x" }],
      ["POST", "sys/config/cors", { allowed_origins: "*" }],
      ["PUT", "sys/leases/revoke", { lease_id: "auth/none" }],
    ],
  ),
];
