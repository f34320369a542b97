import type { DataResource } from "cdktf";
import { initialisedSafely } from "../../../../lib/checks/rules/tok/initialised-safely";
import { mending, NO_MACHINE, NODES, overriding, replacing, running } from "../../support/cases";
import type { Draft } from "../../support/draft";
import { casesOn } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";
import { onlyUserData } from "../../support/server-edits";

const PROGRAM = "/usr/local/lib/hardened-vault/initialise";
const MACHINE = "/usr/local/sbin/hardened-vault-bootstrap";
const REQUESTS = "/etc/hardened-vault/first-boot.json";
const OPERATORS = "/etc/hardened-vault/operators.json";
const SETTINGS = "/etc/hardened-vault/node.env";
const LIFE = "terraform_data.vault_life";
const DRILL = "aws_launch_template.vault_restore-drill";
const DRILL_PROGRAM = "/usr/local/sbin/hardened-vault-drill";
const REVOKED =
  'vault_api POST auth/token/revoke-self >/dev/null || fail "attempt $number: the root token was not revoked"';

const nodes = casesOn(NODES);
const drill = casesOn(DRILL);
const life = casesOn(LIFE);

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

function json(draft: Draft, path: string, change: (value: Editable) => void): void {
  draft.edit(path, (content) => {
    const value = JSON.parse(content) as Editable;
    change(value);
    return `${JSON.stringify(value, null, 2)}\n`;
  });
}

const operators = (when: string, change: (value: Editable) => void, says?: RegExp) =>
  nodes(when, (draft) => json(draft, OPERATORS, change), says);
const requests = (when: string, change: (value: Editable) => void, says?: RegExp) =>
  nodes(when, (draft) => json(draft, REQUESTS, change), says);
const others = (when: string, script: string, says?: RegExp) =>
  nodes(when, (draft) => onlyUserData(draft, script), says);

/** The statements of the role of the nodes. */
function statement(draft: Draft, sid: string, change: (found: Editable) => void): void {
  draft.policy(draft.resource("aws_iam_role_policy", "vault_node-role"), ({ Statement }) =>
    change(Statement.find((one: Editable) => one.Sid === sid)),
  );
}

/** A person begins, by a document. */
function byOperator(draft: Draft, runCommand: readonly string[]): void {
  draft.edit(SETTINGS, (text) => text.replace("at-first-boot", "by-operator"));
  draft.add("aws_ssm_document", "initialise", {
    name: "vault-prod-initialise",
    document_type: "Command",
    content: JSON.stringify({ mainSteps: [{ action: "aws:runShellScript", inputs: { runCommand } }] }),
  });
}

export const cases: RuleCases = {
  rule: initialisedSafely,
  passes: [
    { on: NODES },
    { on: LIFE },
    { on: DRILL },
    {
      when: "a person begins by a document that runs the same program",
      on: NODES,
      edit: (draft) => byOperator(draft, ["/usr/local/sbin/hardened-vault-initialise"]),
    },
    {
      when: "four of the operators must come together",
      on: NODES,
      edit: (draft) =>
        json(draft, OPERATORS, (file) => {
          file.threshold = 4;
        }),
    },
    {
      when: "the program says more",
      on: NODES,
      edit: (draft) =>
        draft.edit(PROGRAM, (text) => text.replace("step verify", 'step verify\nsay "it is asked"')),
    },
    {
      when: "others initialise for PGP keys, and root's token is for one as well",
      on: NODES,
      edit: (draft) =>
        onlyUserData(
          draft,
          "#!/bin/sh\nvault operator init -recovery-shares=5 -recovery-threshold=3 -recovery-pgp-keys=a.asc,b.asc,c.asc,d.asc,e.asc -root-token-pgp-key=a.asc\n",
        ),
    },
  ],
  fails: [
    requests("the canary carries something else", (all) => {
      all.at(-1).body.life = "@SEAL_KEY_ARN@";
    }),
    requests("the canary lies in another engine", (all) => {
      all.at(-2).body.type = "transit";
    }),
    drill("a drill shows its root token", (draft) =>
      draft.editDrill(DRILL_PROGRAM, (text) =>
        text.replace(/^retry 60 1 is_active/m, 'say "$vault_token"\nretry 60 1 is_active'),
      ),
    ),
    operators("four operators", ({ keys }) => keys.pop(), /4 shares/),
    operators(
      "two open it",
      (file) => {
        file.threshold = 2;
      },
      /threshold of 2/,
    ),
    operators(
      "one operator is there twice",
      ({ keys }) => {
        keys[1] = keys[0];
      },
      /4 different keys for 5/,
    ),
    operators(
      "a fingerprint is another key's",
      ({ keys }) => {
        keys[0].fingerprint = keys[1].fingerprint;
      },
      /has the fingerprint/,
    ),
    operators(
      "a key is cut short",
      ({ keys }) => {
        keys[2].publicKey = keys[2].publicKey.slice(0, 40);
      },
      /no public key/,
    ),
    requests("one audit device comes late", (all) => all.push(all.shift()), /begins with/),
    requests(
      "the log is raw",
      ([file]) => {
        file.body.options.log_raw = "true";
      },
      /log_raw/,
    ),
    requests(
      "a token is made",
      (all) =>
        all.push({ step: "roles", method: "POST", path: "auth/token/create", body: { policies: ["root"] } }),
      /auth\/token\/create/,
    ),
    requests(
      "nodes may write policies",
      (all) => {
        all[10].body.token_policies = ["hardened-terraform"];
      },
      /gives nodes/,
    ),
    requests(
      "anybody's STS answers",
      (all) => {
        all[8].body.sts_endpoint = "https://sts.example.com";
      },
      /sts_endpoint/,
    ),
    requests(
      "dead servers stay",
      (all) => {
        all.find(({ path }: Editable) => /autopilot/.test(path)).body.cleanup_dead_servers = false;
      },
      /cleanup_dead_servers/,
    ),
    replacing("the root token is not revoked", PROGRAM, REVOKED, "true", /revoked/),
    replacing(
      "nobody looks whether it was revoked",
      PROGRAM,
      '[ "$refused" = 403 ] ||',
      "true ||",
      /still works/,
    ),
    replacing(
      "the shares are in clear",
      PROGRAM,
      ", recovery_pgp_keys: [.keys[].publicKey]",
      "",
      /recovery_pgp_keys/,
    ),
    replacing(
      "the root token is in a file",
      PROGRAM,
      "answer=\n",
      'echo "$vault_token" >/root/token\n',
      /gives a secret to echo/,
    ),
    replacing(
      "the answer is in a file",
      PROGRAM,
      "2>/dev/null) || fail",
      "| tee /root/init.json) || fail",
      /keep the answer/,
    ),
    replacing(
      "the token is an argument",
      PROGRAM,
      "step tokens",
      'curl --header "X-Vault-Token: $vault_token" https://localhost',
      /gives a secret to curl/,
    ),
    replacing(
      "what is written has the token in it",
      PROGRAM,
      "'{attempt: $attempt, node: $node, threshold: ",
      "'{all: ., threshold: ",
      /out of the answer/,
    ),
    replacing(
      "the lease can be taken twice",
      "/usr/local/lib/hardened-vault/life-store.sh",
      "--header 'If-None-Match: *' ",
      "",
      /life-store/,
    ),
    replacing("the API opens first", MACHINE, "enter joining", "open_api\nenter joining", /open_api/),
    replacing("the firewall does not close it", "/etc/nftables.conf", "elements = { 8200 }", "", /firewall/),
    replacing(
      "the lease lasts a second",
      SETTINGS,
      "LEASE_SECONDS='120'",
      "LEASE_SECONDS='1'",
      /LEASE_SECONDS/,
    ),
    running("another program initialises as well", "vault operator init >/root/init", /2 commands/),
    nodes(
      "nodes read shares back",
      (draft) =>
        statement(draft, "ReadClusterLife", (found) => {
          found.Resource = found.Resource.map((one: string) => one.replace("attempt-*", "*"));
        }),
      /reads shares back/,
    ),
    nodes(
      "nodes write over what is there",
      (draft) =>
        statement(draft, "MakeClusterLifeOnce", (found) => {
          delete found.Condition;
        }),
      /writes over/,
    ),
    nodes(
      "the key lets nodes decrypt",
      (draft) =>
        draft.policy(draft.resource("aws_kms_key", "shares-key"), ({ Statement }) => {
          Statement[1].Action = ["kms:GenerateDataKey", "kms:Decrypt"];
        }),
      /decrypt shares/,
    ),
    nodes(
      "a person begins, and no document is there",
      (draft) => draft.edit(SETTINGS, (text) => text.replace("at-first-boot", "by-operator")),
      /INITIALIZATION/,
    ),
    nodes(
      "a document shows the answer",
      (draft) => byOperator(draft, ["vault operator init"]),
      /shows what Vault answers/,
    ),
    life(
      "the life can be destroyed",
      (draft) => delete draft.resource("terraform_data").lifecycle.prevent_destroy,
    ),
    life("each apply makes another life", (draft) => {
      draft.resource("terraform_data").lifecycle.ignore_changes = [];
    }),
    life("something makes it anew", (draft) => {
      draft.resource("terraform_data").triggers_replace = ["${aws_launch_template.x.id}"];
    }),
    others(
      "others write it all into a file",
      "#!/bin/sh\nvault operator init -format=json >/root/init.json\n",
      /in clear/,
    ),
    others(
      "others have one share",
      "#!/bin/sh\nvault operator init -key-shares=1 -key-threshold=1 | tee /root/keys\nvault token revoke -self\n",
      /1 shares/,
    ),
  ],
  unknown: [
    nodes("nothing of the nodes is known", (draft) => draft.forgetFiles(), /cannot be seen/),
    nodes("the policy of the nodes is known later", (draft) => {
      draft.resource("aws_iam_role_policy", "vault_node-role").policy = "${var.policy}";
    }),
    requests(
      "somebody else logs in as Terraform",
      (all) => {
        all[9].body.bound_iam_principal_arn = ["arn:aws:iam::123456789012:role/somebody"];
      },
      /who that is/,
    ),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [
    overriding("the root token is not revoked", PROGRAM, REVOKED, "true"),
    {
      when: "terraform_data.lifecycle.prevent_destroy",
      on: LIFE,
      override: (production) =>
        production.at<DataResource>("life/uuid").addOverride("lifecycle.prevent_destroy", false),
    },
  ],
  repaired: [mending("a threshold of one", OPERATORS, '"threshold": 3', '"threshold": 1')],
};
