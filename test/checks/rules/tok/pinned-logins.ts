import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { AwsAuthBackendRole } from "@cdktf/provider-vault/lib/aws-auth-backend-role";
import { pinnedLogins } from "../../../../lib/checks/rules/tok/pinned-logins";
import type { Draft } from "../../support/draft";
import type { InsideCases } from "../../support/rule-cases";

const ROLE = "vault_aws_auth_backend_role.configuration_aws-login_payments";
const PEOPLE = "vault_jwt_auth_backend_role.configuration_people_operators";
const CLIENT = readFileSync(path.join(__dirname, "../../../configuration/client.pem"), "utf8");

export const cases: InsideCases = {
  rule: pinnedLogins,
  from: "inside",
  passes: [
    { on: ROLE },
    { on: "vault_auth_backend.configuration_people" },
    { on: "vault_aws_auth_backend_client" },
    { on: "vault_pki_secret_backend_role" },
    {
      when: "the principal is a role of another resource",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").bound_iam_principal_arns = [
          "${aws_iam_role.payments.arn}",
        ];
      },
    },
    {
      when: "SSH is for users by their names",
      on: "vault_ssh_secret_backend_role.ssh",
      edit: (draft) => draft.add("vault_ssh_secret_backend_role", "ssh", { allowed_users: "deploy" }),
    },
  ],
  fails: [
    {
      when: "nothing sets up the login with AWS",
      on: "vault_auth_backend.configuration_aws-login",
      says: /0 settings/,
      edit: (draft) => draft.remove("vault_aws_auth_backend_client"),
    },
    {
      when: "a role of a PKI is written by its path, at a mount of another name",
      on: "vault_generic_endpoint.more",
      says: /allow_any_name/,
      edit: (draft) =>
        draft.add("vault_generic_endpoint", "more", {
          path: `\${${draft.address("vault_mount", "certificates")}.path}/roles/more`,
          data_json: '{"allow_any_name":true}',
        }),
    },
    {
      when: "passwords are short",
      on: "vault_password_policy.more",
      says: /bits/,
      edit: (draft) =>
        draft.add("vault_password_policy", "more", {
          name: "more",
          policy: 'length = 8\nrule "charset" { charset = "abcdef" }',
        }),
    },
    {
      when: "nobody looks at the certificate of a database",
      on: "vault_database_secret_backend_connection.more",
      says: /sslmode=require/,
      edit: (draft) =>
        draft.add("vault_database_secret_backend_connection", "more", {
          postgresql: [{ connection_url: "postgresql://{{username}}:{{password}}@db/x?sslmode=require" }],
        }),
    },
    {
      when: "an engine gives out an account that may do everything",
      on: "vault_aws_secret_backend_role.more",
      edit: (draft) =>
        draft.add("vault_aws_secret_backend_role", "more", {
          policy_document: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
        }),
    },
    {
      when: "somebody else answers for AWS",
      on: "vault_aws_auth_backend_client",
      says: /sts_endpoint/,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_client").sts_endpoint = "https://sts.example.com";
      },
    },
    {
      when: "machines log in by what they show of themselves",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").auth_type = "ec2";
      },
    },
    {
      when: "people choose who they are",
      on: "vault_jwt_auth_backend_role.configuration_people_operators",
      edit: (draft) => {
        draft.resource("vault_jwt_auth_backend_role", "operators").user_claim = "preferred_username";
      },
    },
    {
      when: "the directory is asked without TLS",
      on: "vault_ldap_auth_backend.ldap",
      edit: (draft) => draft.add("vault_ldap_auth_backend", "ldap", { url: "ldap://directory.corp.example" }),
    },
    {
      when: "keys of certificates are short",
      on: "vault_pki_secret_backend_role",
      edit: (draft) => {
        Object.assign(draft.resource("vault_pki_secret_backend_role"), { key_type: "rsa", key_bits: 1024 });
      },
    },
    {
      when: "a key of transit never changes",
      on: "vault_transit_secret_backend_key",
      edit: (draft) => {
        draft.resource("vault_transit_secret_backend_key").auto_rotate_period = 0;
      },
    },
    {
      when: "the principal is a wildcard",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").bound_iam_principal_arns = [
          "arn:aws:iam::123456789012:role/*",
        ];
      },
    },
    {
      when: "there is no principal",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").bound_iam_principal_arns = [];
      },
    },
    {
      when: "logins of another Vault are taken",
      on: "vault_aws_auth_backend_client",
      edit: (draft) => delete draft.resource("vault_aws_auth_backend_client").iam_server_id_header_value,
    },
    {
      when: "keys of AWS are in the code",
      on: "vault_aws_auth_backend_client",
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_client").secret_key = "wJalrXUtnFEMI";
      },
    },
    ...(
      [
        ["no audience is bound", { bound_audiences: [] }],
        ["everybody of the issuer may log in", { bound_claims: {} }],
        ["a claim is a glob", { bound_claims: { groups: "*" } }],
        ["claims are compared as globs", { bound_claims_type: "glob" }],
        ["the browser goes back without TLS", { allowed_redirect_uris: ["http://vault.corp.example/cb"] }],
      ] as const
    ).map(([when, changes]) => ({
      when,
      on: PEOPLE,
      edit: (draft: Draft) =>
        Object.assign(draft.resource("vault_jwt_auth_backend_role", "operators"), changes),
    })),
    {
      when: "the mount is shown to strangers",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_auth_backend", "people").tune[0].listing_visibility = "unauth";
      },
    },
    {
      when: "tokens are handed on to a plugin",
      on: "vault_auth_backend.configuration_people",
      edit: (draft) => {
        draft.resource("vault_auth_backend", "people").tune[0].passthrough_request_headers = [
          "Authorization",
        ];
      },
    },
    {
      when: "certificates for any name",
      on: "vault_pki_secret_backend_role",
      edit: (draft) => {
        draft.resource("vault_pki_secret_backend_role").allow_any_name = true;
      },
    },
    {
      when: "a key may leave Vault",
      on: "vault_transit_secret_backend_key",
      edit: (draft) => {
        draft.resource("vault_transit_secret_backend_key").exportable = true;
      },
    },
    {
      when: "ACME is open",
      on: "vault_pki_secret_backend_config_acme.acme",
      edit: (draft) => draft.add("vault_pki_secret_backend_config_acme", "acme", { enabled: true }),
    },
    {
      when: "SSH is for every user",
      on: "vault_ssh_secret_backend_role.ssh",
      edit: (draft) => draft.add("vault_ssh_secret_backend_role", "ssh", { allowed_users: "*" }),
    },
    {
      when: "a client's certificate stands for its authority",
      on: "vault_cert_auth_backend_role.certificate",
      edit: (draft) =>
        draft.add("vault_cert_auth_backend_role", "certificate", {
          certificate: CLIENT,
          allowed_dns_sans: ["a.corp.example"],
        }),
    },
    {
      when: "secret ids may come from everywhere",
      on: "vault_approle_auth_backend_role.role",
      edit: (draft) =>
        draft.add("vault_approle_auth_backend_role", "role", {
          secret_id_bound_cidrs: ["0.0.0.0/0"],
          secret_id_ttl: 60,
        }),
    },
  ],
  unknown: [
    {
      when: "a variable is the address of a database",
      on: "vault_database_secret_backend_connection.more",
      edit: (draft) =>
        draft.add("vault_database_secret_backend_connection", "more", {
          postgresql: [{ connection_url: "${var.url}" }],
        }),
    },
    {
      when: "a variable is the password policy",
      on: "vault_password_policy.more",
      edit: (draft) => draft.add("vault_password_policy", "more", { name: "more", policy: "${var.policy}" }),
    },
    {
      when: "a variable names the principals",
      on: ROLE,
      edit: (draft) => {
        draft.resource("vault_aws_auth_backend_role", "payments").bound_iam_principal_arns = [
          "${var.principal}",
        ];
      },
    },
  ],
  notApplicable: [
    {
      when: "nothing is inside Vault",
      on: "",
      edit: (draft) => {
        draft.configuration.resource = {};
        draft.configuration.provider = {};
      },
    },
  ],
  weakened: [
    {
      when: "bound_iam_principal_arns",
      on: ROLE,
      override: (inside) =>
        inside
          .at<AwsAuthBackendRole>("configuration/aws-login/payments")
          .addOverride("bound_iam_principal_arns", ["*"]),
    },
  ],
  repaired: [
    {
      when: "bound_iam_principal_arns",
      on: ROLE,
      override: (inside) => {
        const role = inside.at<AwsAuthBackendRole>("configuration/aws-login/payments");
        role.boundIamPrincipalArns = [];
        role.addOverride("bound_iam_principal_arns", ["arn:aws:iam::123456789012:role/payments"]);
      },
    },
  ],
};
