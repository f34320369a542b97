import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { noClearTextSecrets } from "../../../../lib/checks/rules/seal/no-clear-text-secrets";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const UNIT = "/etc/systemd/system/vault.service";
// Put together here, so that no scanner takes this file for a leak.
const ACCESS_KEY = ["AKIA", "Q3EGRIYWEXAMPLE2"].join("");
const TOKEN = ["hvs", "CAESIJ6KxYw1Zb0dPq3rTnVm8uLs"].join(".");
const PEM = [
  "-----BEGIN EC",
  "PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqG",
].join(" ");

const append = (path: string, text: string) => (draft: Draft) =>
  draft.edit(path, (content) => `${content}${text}\n`);

const userData = (text: string) => (draft: Draft) => {
  const [name = ""] = Object.keys(draft.configuration.locals);
  draft.configuration.locals[name] += text;
};

const onNodes = (when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on: NODES,
  edit,
  ...(says === undefined ? {} : { says }),
});

const inStack = (when: string, edit: (draft: Draft) => void, says?: RegExp): EditCase => ({
  when,
  on: "",
  edit,
  ...(says === undefined ? {} : { says }),
});

export const cases: RuleCases = {
  rule: noClearTextSecrets,
  passes: [
    { on: NODES },
    { on: "" },
    {
      when: "a script fetches what it needs",
      on: NODES,
      edit: append("/usr/local/lib/hardened-vault/steps.d/60-services.sh", 'password="$(fetch password)"'),
    },
    {
      when: "Vault fills in the name and password of an address",
      on: "",
      edit: ({ configuration }) => {
        configuration.output = {
          database: { value: "postgresql://{{username}}:{{password}}@db.corp.example:5432/orders" },
        };
      },
    },
    {
      when: "outputs and variables name where a secret is",
      on: "",
      edit: ({ configuration }) => {
        configuration.variable = {
          token_secret_arn: { default: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:x" },
          password: { sensitive: true },
        };
        configuration.output = { key: { value: "${aws_kms_key.vault_seal_F099EFB0.arn}" } };
      },
    },
  ],
  fails: [
    {
      when: "a secret that is read is a tag of the nodes",
      on: "",
      says: /what it reads/,
      edit: (draft) => {
        draft.configuration.data = {
          ...draft.configuration.data,
          aws_secretsmanager_secret_version: { more: { secret_id: "orders" } },
        };
        draft.resource("aws_launch_template", "nodes").tags = {
          orders: "${data.aws_secretsmanager_secret_version.more.secret_string}",
        };
      },
    },
    onNodes("the configuration has a credential", (draft) =>
      draft.server(({ seal }) => Object.assign(seal.awskms, { secret_key: "correcthorsebattery" })),
    ),
    onNodes("a seal has a pin", (draft) =>
      draft.server((server) => Object.assign(server, { seal: { pkcs11: { pin: "4711" } } })),
    ),
    onNodes("the unit has a token", append(UNIT, `Environment=VAULT_TOKEN=${TOKEN}`), /hvs\.…|a token/),
    onNodes("the unit has a password", append(UNIT, "Environment=PGPASSWORD=hunter22")),
    onNodes("a key lies on the node", append("/etc/vault.d/tls/client-ca.pem", PEM), /private key/),
    onNodes("user data have an access key", userData(`export AWS_ACCESS_KEY_ID=${ACCESS_KEY}\n`), /AKIA…/),
    onNodes("user data have a key", userData(`cat >/k <<EOF\n${PEM}\nEOF\n`)),
    onNodes("user data have a key in base64", userData(`write: ${Buffer.from(PEM).toString("base64")}\n`)),
    onNodes("an address has a password", append("/etc/rsyslog.conf", "# postgres://root:hunter22@db:5432")),
    onNodes("user data show each command", (draft) => {
      const [name = ""] = Object.keys(draft.configuration.locals);
      draft.configuration.locals[name] = draft.configuration.locals[name].replace("set -eu", "set -eux");
    }),
    onNodes("a script shows each command", append("/usr/local/sbin/hardened-vault-node", "set -o xtrace")),
    inStack(
      "a variable has a default",
      ({ configuration }) => {
        configuration.variable = { admin_password: { default: "hunter22" } };
      },
      /var\.admin_password/,
    ),
    inStack("a provider has credentials", ({ configuration }) => {
      Object.assign(configuration.provider.aws[0], { secret_key: "correcthorsebattery" });
    }),
    inStack("the backend has credentials", ({ configuration }) => {
      configuration.terraform.backend.s3.access_key = ACCESS_KEY;
    }),
    inStack("an output hands out what was made", (draft) => {
      draft.add("random_password", "root", { length: 20 });
      draft.configuration.output = { root: { value: "${random_password.root.result}", sensitive: true } };
    }),
    inStack("an output is a token", ({ configuration }) => {
      configuration.output = { token: { value: TOKEN } };
    }),
    inStack("a secret is kept in the state", (draft) => {
      draft.add("aws_secretsmanager_secret", "tls", { name: "vault-tls" });
      draft.add("aws_secretsmanager_secret_version", "tls", {
        secret_id: "${aws_secretsmanager_secret.tls.id}",
        secret_string: "${var.key}",
      });
      draft.resource("aws_launch_template").tags = { secret: "${aws_secretsmanager_secret.tls.arn}" };
    }),
    inStack("a tag holds a token", (draft) => {
      draft.resource("aws_lb").tags = { token: TOKEN };
    }),
  ],
  unknown: [
    {
      when: "user data come from somewhere else",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").user_data = "${var.vault_user_data}";
      },
    },
  ],
  notApplicable: [
    { when: "there are no machines", on: "", edit: (draft) => draft.remove("aws_launch_template") },
  ],
  weakened: [
    {
      when: "a tag",
      on: "",
      override: (production) =>
        production.at<LbTargetGroup>("endpoint/target-group").addOverride("tags.token", TOKEN),
    },
  ],
  repaired: [
    {
      when: "a tag",
      on: "",
      override: (production) => {
        const group = production.at<LbTargetGroup>("endpoint/target-group");
        group.tags = { token: TOKEN };
        group.addOverride("tags.token", "kept in Secrets Manager");
      },
    },
  ],
};
