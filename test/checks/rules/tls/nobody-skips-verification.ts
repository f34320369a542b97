import { nobodySkipsVerification } from "../../../../lib/checks/rules/tls/nobody-skips-verification";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NODES,
  nodes,
  onlyUserData,
  UNIT_FILE,
  unitLine,
} from "../../support/server-edits";

const script = (line: string): EditCase =>
  nodes(`a script runs ${line}`, (draft) =>
    file(draft, "/usr/local/sbin/job", `#!/bin/bash\nif true; then\n  ${line}\nfi\n`, { mode: 0o755 }),
  );

const written = (path: string, content: string): EditCase =>
  nodes(`${path} says ${content.trim()}`, (draft) => file(draft, path, content));

const provider = (type: string, settings: object) => ({
  when: `the provider ${type} says ${JSON.stringify(settings)}`,
  on: "",
  edit: (draft: Draft) => {
    draft.configuration.provider[type] = [...(draft.configuration.provider[type] ?? []), settings];
  },
});

export const cases: RuleCases = {
  rule: nobodySkipsVerification,
  passes: [
    { on: NODES },
    { on: "" },
    { on: "aws_ssm_document" },
    script("curl -fsSL --cacert /etc/vault.d/tls/ca.pem -o /run/keep https://x.example"),
    script("vault status -tls-skip-verify=false"),
    written("/etc/default/agent", "VAULT_SKIP_VERIFY=false\n"),
    written("/etc/agent.hcl", "# tls_skip_verify = true\ntls_skip_verify = false\n"),
    provider("vault", { address: "https://vault.corp.example:8200" }),
  ],
  fails: [
    provider("aws", { endpoints: [{ kms: "https://kms.example.org" }] }),
    ...[
      "curl -k https://x.example",
      "curl -fsSLk https://x.example",
      "timeout 5 curl https://x.example --insecure",
      "wget --no-check-certificate https://x.example",
      "vault status -tls-skip-verify",
      "/usr/local/bin/vault login -tls-skip-verify=true -method=aws",
      "aws s3 ls --no-verify-ssl",
      "dnf install -y jq --setopt=sslverify=0",
      "export VAULT_SKIP_VERIFY=1",
      "VAULT_SKIP_VERIFY=true vault status",
      "export VAULT_ADDR=http://127.0.0.1:8200",
      "token=$(curl -sk https://x.example | jq -r .token)",
    ].map(script),
    unitLine("Environment=VAULT_SKIP_VERIFY=true"),
    unitLine("ExecStartPost=/usr/bin/curl -k https://x.example"),
    nodes("a drop-in of the unit says it", (draft) =>
      file(draft, `${UNIT_FILE}.d/90-site.conf`, '[Service]\nEnvironment="A=b" "VAULT_SKIP_VERIFY=1"\n'),
    ),
    written("/etc/environment", "VAULT_SKIP_VERIFY=true\n"),
    written("/etc/profile.d/zz.sh", "export BAO_SKIP_VERIFY=1\n"),
    written("/etc/agent.hcl", "vault {\n  tls_skip_verify = true\n}\n"),
    written("/etc/agent.json", '{"output":{"tls":{"insecure_skip_verify":"true"}}}\n'),
    written("/etc/agent.yaml", "outputs:\n  - insecure: true\n"),
    written("/root/.curlrc", "insecure\n"),
    nodes("somebody else's user data says it", (draft) =>
      onlyUserData(draft, "#!/bin/sh\ncurl -k https://vault\n"),
    ),
    {
      when: "a document that operators run says it",
      on: "aws_ssm_document",
      edit: (draft) =>
        draft.policy(
          draft.resource("aws_ssm_document"),
          (document) => {
            document.mainSteps = [{ inputs: { runCommand: ["set -eu", "curl -k https://x.example"] } }];
          },
          "content",
        ),
    },
    provider("vault", { address: "https://vault.corp.example:8200", skip_tls_verify: "true" }),
    provider("vault", { address: "http://vault.corp.example:8200" }),
    provider("aws", { alias: "more", insecure: true }),
    {
      when: "a resource of Vault's says it",
      on: "",
      edit: (draft) => draft.add("vault_ldap_auth_backend", "ldap", { url: "ldaps://x", insecure_tls: true }),
    },
    {
      when: "the provider calls AWS without TLS",
      on: "",
      edit: (draft) => {
        draft.configuration.provider.aws[0].endpoints = [{ kms: "http://10.0.0.1:4566" }];
      },
    },
  ],
  unknown: [
    provider("aws", { endpoints: [{ kms: "${var.kms}" }] }),
    FILES_ELSEWHERE,
    script("export VAULT_SKIP_VERIFY=$SKIP"),
    provider("vault", { skip_tls_verify: "${var.skip}" }),
  ],
  notApplicable: [
    {
      when: "there is nothing of Vault",
      on: "",
      edit: (draft) => {
        draft.forgetFiles();
        draft.remove("aws_launch_template");
      },
    },
  ],
  weakened: [
    {
      when: "Vault's unit",
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.override(UNIT_FILE, (text) =>
          text.replace("[Service]\n", "[Service]\nEnvironment=VAULT_SKIP_VERIFY=true\n"),
        ),
    },
  ],
  repaired: [
    {
      when: "Vault's unit",
      on: NODES,
      override: ({ vault }) => {
        const line = "Environment=VAULT_SKIP_VERIFY=true\n";
        vault.bundle.override(UNIT_FILE, (text) => text.replace("[Service]\n", `[Service]\n${line}`));
        vault.bundle.override(UNIT_FILE, (text) => text.replace(line, ""));
      },
    },
  ],
};
