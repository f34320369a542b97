import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { unsealedByRole } from "../../../../lib/checks/rules/seal/unsealed-by-role";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const UNIT = "/etc/systemd/system/vault.service";

const seal = (change: Record<string, unknown>) => (draft: Draft) =>
  draft.server(({ seal: { awskms } }) => Object.assign(awskms, change));

const userData = (from: string | RegExp, to: string) => (draft: Draft) => {
  const [name = ""] = Object.keys(draft.configuration.locals);
  draft.configuration.locals[name] = draft.configuration.locals[name].replace(from, to);
};

const environment = (line: string) => (draft: Draft) =>
  draft.edit(UNIT, (unit) => unit.replace("[Service]\n", `[Service]\nEnvironment=${line}\n`));

const fails = (when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on: NODES,
  edit,
  ...(says === undefined ? {} : { says }),
});

export const cases: RuleCases = {
  rule: unsealedByRole,
  passes: [
    { on: NODES },
    {
      when: "the key and the region are written out",
      on: NODES,
      edit: seal({
        region: "eu-central-1",
        kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef",
        disabled: "false",
      }),
    },
    { when: "the environment names the type", on: NODES, edit: environment("VAULT_SEAL_TYPE=awskms") },
  ],
  fails: [
    fails("there is no seal", (draft) => draft.server((server) => delete server.seal), /shares of people/),
    fails("another service unseals", (draft) =>
      draft.server((server) => {
        server.seal = { transit: { address: "https://other", token: "x" } };
      }),
    ),
    fails("the seal is disabled", seal({ disabled: "true" })),
    fails("a second seal is disabled", (draft) =>
      draft.server((server) => {
        server.seal = [server.seal, { awskms: { ...server.seal.awskms, disabled: true } }];
      }),
    ),
    fails("it has an access key", seal({ access_key: "env://KEY", secret_key: "env://SECRET" })),
    fails("it has a credentials file", seal({ shared_creds_filename: "/root/.aws/credentials" })),
    fails("it has no region", seal({ region: undefined })),
    fails("it has no key", seal({ kms_key_id: undefined })),
    fails("it names an alias", seal({ kms_key_id: "alias/vault" })),
    fails("it calls KMS without TLS", seal({ endpoint: "http://kms.example" })),
    fails("user data name an alias", userData(/(SEAL_KEY_ARN=).*/, "$1'alias/vault'")),
    fails(
      "user data name the alias of the stack",
      userData(/(SEAL_KEY_ARN=).*/, "$1'${aws_kms_alias.vault_seal_alias_6985AC64.arn}'"),
    ),
    fails("the unit names another key", environment("VAULT_AWSKMS_SEAL_KEY_ID=alias/other"), /SEAL_KEY_ID/),
    fails("the unit says Shamir", environment("VAULT_SEAL_TYPE=shamir")),
    fails("the unit brings credentials", environment("AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=y")),
    fails("a drop-in brings a profile", (draft) =>
      draft.files.set("/etc/systemd/system/vault.service.d/10-more.conf", {
        path: "/etc/systemd/system/vault.service.d/10-more.conf",
        owner: "root",
        group: "root",
        mode: 0o644,
        content: "[Service]\nEnvironment=AWS_PROFILE=admin\n",
      }),
    ),
    fails("the machines have no role", (draft) => {
      delete draft.resource("aws_launch_template").iam_instance_profile;
    }),
  ],
  unknown: [
    { when: "a variable names the key", on: NODES, edit: userData(/(SEAL_KEY_ARN=).*/, "$1'${var.key}'") },
    { when: "nothing is known of the nodes", on: NODES, edit: (draft) => draft.forgetFiles() },
  ],
  notApplicable: [
    { when: "there are no machines", on: "", edit: (draft) => draft.remove("aws_launch_template") },
  ],
  weakened: [
    {
      when: "iam_instance_profile",
      on: NODES,
      override: (production) =>
        production.at<LaunchTemplate>("nodes/launch-template").addOverride("iam_instance_profile", undefined),
    },
  ],
  repaired: [
    {
      when: "iam_instance_profile",
      on: NODES,
      override: (production) => {
        const template = production.at<LaunchTemplate>("nodes/launch-template");
        template.resetIamInstanceProfile();
        template.addOverride("iam_instance_profile", { name: "vault-node" });
      },
    },
  ],
};
