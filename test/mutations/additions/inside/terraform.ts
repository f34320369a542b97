import type { Draft } from "../../../checks/support/draft";
import type { Editable } from "../../editable";
import type { Mutation } from "../../mutation";
import { devices, inside } from "./added";

const RUN = { "local-exec": { command: "vault audit disable syslog" } };
const OTHER = {
  alias: "other",
  address: "https://other.corp.example:8200",
  auth_login_aws: [{ role: "terraform" }],
};

/** It may be so or not: nobody can say. */
const open = (rule: string, name: string, edit: (draft: Draft) => unknown): Mutation => ({
  ...inside(rule, name, edit),
  verdict: "unknown",
});

/** What is written of a resource counts once alone. */
const ignored = (rule: string, type: string, name: string, changes: Editable): Mutation =>
  open(rule, `changes of ${JSON.stringify(changes)} of ${type} ${name} are ignored`, (draft) => {
    draft.resource(type, name).lifecycle = { ignore_changes: changes };
  });

/** There may be none of what is needed, or there is none. */
const absent = (rule: string, type: string, name: string): readonly Mutation[] => [
  ...["${var.number}", "${var.wanted ? 1 : 0}"].map((count) =>
    open(rule, `count = ${count} of ${type} ${name}`, (draft) => {
      draft.resource(type, name).count = count;
    }),
  ),
  ...["${toset([])}", {}].map((each) =>
    inside(rule, `for_each = ${JSON.stringify(each)} of ${type} ${name}`, (draft) => {
      draft.resource(type, name).for_each = each;
    }),
  ),
  inside(rule, `a local value says that there is no ${type} ${name}`, (draft) => {
    draft.configuration.locals = { number: 0 };
    draft.resource(type, name).count = "${local.number}";
  }),
  inside(rule, `${type} ${name} is not enabled`, (draft) => {
    const resource = draft.resource(type, name);
    resource.lifecycle = { ...resource.lifecycle, enabled: false };
  }),
  inside(rule, `${type} ${name} is in another Vault`, (draft) => {
    draft.configuration.provider.vault.push(OTHER);
    draft.resource(type, name).provider = "vault.other";
  }),
];

/** What Terraform can do with every resource, whatever it is. */
export const TERRAFORM_INSIDE: readonly Mutation[] = [
  ...["vault_audit", "vault_policy", "vault_mount"].map((type) =>
    inside("SUP-03", `a program of ${type}`, (draft) => {
      draft.resources(type)[0].provisioner = [RUN];
    }),
  ),
  inside("SUP-03", "a program of a resource that is nothing else", (draft) =>
    draft.add("terraform_data", "more", { provisioner: RUN }),
  ),
  inside("SUP-03", "a program at the end", (draft) =>
    draft.add("null_resource", "more", {
      provisioner: [{ "local-exec": { when: "destroy", command: "x" } }],
    }),
  ),
  inside("SUP-03", "a program when something is taken out", (draft) => {
    draft.configuration.removed = [{ from: "vault_mount.more", provisioner: [RUN] }];
  }),
  inside("SUP-03", "a program that answers", (draft) => {
    draft.configuration.data = { external: { more: { program: ["sh", "-c", "vault token create"] } } };
  }),
  inside("SUP-03", "a program that is an action", (draft) => {
    draft.configuration.action = { local_command: { more: { config: { command: "sh" } } } };
  }),
  inside("SUP-03", "a module of any version", (draft) => {
    draft.configuration.module = { more: { source: "someone/more/vault" } };
  }),
  inside("SUP-03", "a module of a branch", (draft) => {
    draft.configuration.module = { more: { source: "git::https://git.corp.example/more.git" } };
  }),
  open("SUP-03", "a module that nobody sees", (draft) => {
    draft.configuration.module = { more: { source: "./more" } };
  }),
  inside("SUP-03", "the state goes to somewhere without TLS", (draft) => {
    draft.configuration.terraform.backend.s3.endpoints = { s3: "http://s3.corp.example" };
  }),

  ignored("TOK-03", "vault_policy", "payments", ["policy"]),
  ignored("TOK-03", "vault_policy", "payments", "all"),
  ignored("TOK-03", "vault_policy", "payments", ["all"]),
  ignored("TOK-03", "vault_aws_auth_backend_role", "payments", ["token_policies"]),
  ignored("TOK-06", "vault_aws_auth_backend_role", "payments", ["bound_iam_principal_arns"]),
  ignored("TOK-05", "vault_aws_auth_backend_role", "payments", ["${token_ttl}"]),
  ignored("TOK-06", "vault_auth_backend", "people", ["tune[0].listing_visibility"]),
  ignored("TOK-07", "vault_quota_rate_limit", "people", ["rate"]),
  ignored("TOK-08", "vault_identity_mfa_totp", "", "all"),
  ignored("CFG-13", "vault_raft_autopilot", "", "all"),

  ...absent("AUD-01", "vault_audit", "syslog"),
  ...absent("TOK-08", "vault_identity_mfa_login_enforcement", ""),
  ...absent("TOK-07", "vault_generic_endpoint", "quota"),
  ...absent("TOK-07", "vault_quota_rate_limit", "people"),
  ...absent("TOK-07", "vault_quota_rate_limit", "configuration_rate-limit"),
  ...absent("CFG-13", "vault_raft_autopilot", "").slice(0, -1),
  inside("CFG-13", "nothing is said of autopilot", (draft) => draft.remove("vault_raft_autopilot")),
  inside("TOK-07", "the quota for all is one of a namespace", (draft) => {
    draft.resource("vault_quota_rate_limit", "configuration_rate-limit").namespace = "team";
  }),
  inside("TOK-07", "another resource writes the same quota", (draft) =>
    draft.add("vault_quota_rate_limit", "more", {
      depends_on: devices(draft),
      name: "everything",
      path: "secret/",
      rate: 100,
      block_interval: 30,
    }),
  ),
  inside("TOK-08", "another resource writes the same enforcement", (draft) =>
    draft.add("vault_identity_mfa_login_enforcement", "more", {
      depends_on: devices(draft),
      name: "people",
      mfa_method_ids: [],
      auth_method_types: ["approle"],
    }),
  ),
  open("TOK-08", "a variable says which second factor", (draft) => {
    draft.resource("vault_identity_mfa_login_enforcement").mfa_method_ids = "${var.methods}";
  }),
  inside("AUD-05", "a device is taken out", (draft) => {
    draft.configuration.removed = [{ from: "vault_audit.third", lifecycle: { destroy: true } }];
  }),
  inside("TOK-01", "a provider of another name has a token", (draft) => {
    draft.configuration.terraform.required_providers.bao = { source: "hashicorp/vault", version: "5.6.0" };
    draft.configuration.provider.bao = [
      { address: "https://vault.corp.example:8200", token: "${var.token}" },
    ];
  }),
  inside("TLS-06", "a provider of another name looks at no certificate", (draft) => {
    draft.configuration.terraform.required_providers.bao = { source: "hashicorp/vault", version: "5.6.0" };
    draft.configuration.provider.bao = { ...OTHER, skip_tls_verify: true };
  }),
  inside("TLS-06", "a local value says that nobody looks at the certificate", (draft) => {
    draft.configuration.locals = { skip: true };
    draft.configuration.provider.vault[0].skip_tls_verify = "${local.skip}";
  }),
];
