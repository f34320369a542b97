import { configurationDeterministic } from "../../../../lib/checks/rules/cfg/configuration-deterministic";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  SERVER_FILE,
  server,
  UNIT_FILE,
  unit,
  unitLine,
} from "../../support/server-edits";

const ENVIRONMENT = "/etc/vault.d/vault.env";

const withEnvironment = (when: string, content: string, how: { owner?: string; mode?: number } = {}) =>
  nodes(when, (draft) => {
    file(draft, ENVIRONMENT, content, { mode: 0o600, ...how });
    draft.edit(UNIT_FILE, (text) =>
      text.replace("[Service]\n", `[Service]\nEnvironmentFile=${ENVIRONMENT}\n`),
    );
  });

const config = (option: string) =>
  unit(`the command says ${option}`, (text) => text.replace(`-config=${SERVER_FILE}`, option));

const text = (when: string, from: string | RegExp, to: string) =>
  nodes(when, (draft) => draft.edit(SERVER_FILE, (content) => content.replace(from, to)));

const UNIT = `cat >/etc/systemd/system/vault.service <<EOF
[Service]
ExecStart=/usr/bin/vault server -config=/etc/vault.d/vault.hcl
EOF
`;
const HCL = 'cat >/etc/vault.d/vault.hcl <<EOF\nui = false\nlistener "tcp" {}\nEOF\n';

export const cases: RuleCases = {
  rule: configurationDeterministic,
  passes: [
    { on: NODES },
    withEnvironment("a file of root's says where it is", "AWS_REGION=eu-central-1\n"),
    unitLine("Environment=VAULT_LICENSE_PATH=/etc/vault.d/license"),
    nodes("somebody else's script does it well", (draft) => onlyUserData(draft, UNIT + HCL)),
    unit("the path of the file is an argument of its own", (content) =>
      content.replace(`-config=${SERVER_FILE}`, `-config ${SERVER_FILE}`),
    ),
  ],
  fails: [
    config("-config=/etc/vault.d"),
    config("-config=/etc/vault.d/"),
    config("-config=/etc/vault.d/other.json"),
    config(`-config=${SERVER_FILE} -config=/etc/vault.d/more.hcl`),
    config(""),
    text("a key stands twice", '"ui": false', '"ui": false, "ui": true'),
    text(
      "a key stands twice in a listener, in other letters",
      '"tls_min_version"',
      '"TLS_MIN_VERSION": "tls10", "tls_min_version"',
    ),
    server("there are two stores", (configuration) => {
      configuration.storage = [configuration.storage, { raft: { path: "/opt/vault" } }];
    }),
    server("metrics are configured twice", (configuration) => {
      configuration.telemetry = [configuration.telemetry, {}];
    }),
    server("two listeners have one address", ({ listener }) =>
      listener.push({ tcp: { ...listener[0].tcp } }),
    ),
    nodes("another unit starts a second server", (draft) =>
      file(
        draft,
        "/etc/systemd/system/more.service",
        "[Service]\nExecStart=/usr/local/bin/vault server -config=/etc/more.hcl\n",
      ),
    ),
    nodes("nothing starts Vault", (draft) => draft.files.delete(UNIT_FILE)),
    ...[
      "VAULT_SEAL_TYPE=shamir",
      "VAULT_AWSKMS_SEAL_KEY_ID=alias/other",
      "AWSKMS_WRAPPER_KEY_ID=alias/other",
      "AWS_KMS_ENDPOINT=https://kms.example",
      "AWS_ACCESS_KEY_ID=AKIAXXXXXXXXXXXXXXXX",
      "AWS_ENDPOINT_URL=http://10.0.0.9",
      "VAULT_RAFT_PATH=/tmp/raft",
      "VAULT_TOKEN=x",
      "VAULT_LOG_LEVEL=trace",
      "BAO_DISABLE_MLOCK=true",
      "LD_PRELOAD=/tmp/x.so",
      "SSL_CERT_FILE=/tmp/ca.pem",
    ].map((variable) => unitLine(`Environment=${variable}`)),
    unitLine("PassEnvironment=VAULT_SKIP_VERIFY"),
    withEnvironment("a file of the environment has a token", "export VAULT_TOKEN='x'\n"),
    withEnvironment("a file of the environment is Vault's own", "A=b\n", { owner: "vault" }),
    withEnvironment("everybody reads a file of the environment", "A=b\n", { mode: 0o644 }),
    unitLine("EnvironmentFile=/etc/vault.d/elsewhere.env"),
    nodes("a drop-in sets a variable", (draft) =>
      file(draft, `${UNIT_FILE}.d/90-site.conf`, "[Service]\nEnvironment=VAULT_UI=true\n"),
    ),
    nodes("all services get a variable", (draft) =>
      file(draft, "/etc/systemd/system.conf.d/90-site.conf", "[Manager]\nDefaultEnvironment=VAULT_UI=true\n"),
    ),
    nodes("somebody else's script names a folder", (draft) =>
      onlyUserData(draft, UNIT.replace("/vault.hcl", "/") + HCL),
    ),
  ],
  unknown: [
    nodes("somebody else's script starts it in a way that is not seen", (draft) => onlyUserData(draft, HCL)),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("telemetry", (configuration) => {
      configuration.telemetry = [configuration.telemetry, {}];
    }),
    {
      when: "the command",
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.override(UNIT_FILE, (content) =>
          content.replace(`-config=${SERVER_FILE}`, "-config=/etc/vault.d"),
        ),
    },
  ],
  repaired: [
    {
      when: "the command",
      on: NODES,
      override: ({ vault }) => {
        vault.bundle.override(UNIT_FILE, (content) =>
          content.replace(`-config=${SERVER_FILE}`, "-config=/etc/vault.d"),
        );
        vault.bundle.override(UNIT_FILE, (content) =>
          content.replace("-config=/etc/vault.d", `-config=${SERVER_FILE}`),
        );
      },
    },
  ],
};
