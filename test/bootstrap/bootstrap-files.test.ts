import settings from "../../examples/minimal/settings.json";
import { Initialization, Operators } from "../../lib";
import { bootstrapFiles } from "../../lib/bootstrap/bootstrap-files";
import { contentOf } from "../host/fixtures";

const filesWith = (initialization: Initialization) =>
  bootstrapFiles({
    domainName: "vault.corp.example",
    nodeCount: 3,
    operators: Operators.pgp(settings.operators, { threshold: 3 }),
    initialization,
  });
const files = filesWith(Initialization.atFirstBoot());

interface Request {
  readonly step: string;
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}
const requests = JSON.parse(contentOf(files, "/etc/hardened-vault/first-boot.json")) as readonly Request[];

test("both audit devices are made before anything that should be in them", () => {
  expect(requests.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])).toEqual([
    "audit-file",
    "audit-syslog",
    "policies",
    "auth",
    "roles",
    "autopilot",
  ]);
  const [file, syslog] = requests;
  expect(file).toMatchObject({ body: { type: "file", options: { file_path: "/var/log/vault/audit.log" } } });
  expect(syslog).toMatchObject({ body: { type: "syslog", options: { tag: "vault", facility: "AUTH" } } });
});

test("who may log in is filled in by the node, and autopilot knows how many nodes there are", () => {
  const bound = requests.flatMap(({ step, body }) => (step === "roles" ? body.bound_iam_principal_arn : []));
  expect([...new Set(bound)].sort()).toEqual(["@CONFIGURATOR_ROLE_ARN@", "@NODE_ROLE_ARN@"]);
  expect(requests.at(-1)?.body).toMatchObject({ cleanup_dead_servers: true, min_quorum: 3 });
});

test("nodes get the operators' public keys, and no private one", () => {
  const text = contentOf(files, "/etc/hardened-vault/operators.json");
  const operators = JSON.parse(text) as { threshold: number; keys: readonly { publicKey: string }[] };
  expect(operators).toMatchObject({ threshold: 3, keys: { length: 5 } });
  for (const { publicKey } of operators.keys) {
    // The tag of a packet with a public key; that of a private one is 5.
    const [first = 0] = Buffer.from(publicKey, "base64");
    expect((first & 0x3f) >> (first & 0x40 ? 0 : 2)).toBe(6);
  }
});

test("the document's program is there when a person decides, and only then", () => {
  const program = "/usr/local/sbin/hardened-vault-initialise";
  const paths = (some: typeof files) => some.map(({ path }) => path);
  expect(paths(files)).not.toContain(program);
  expect(paths(filesWith(Initialization.byOperator()))).toContain(program);
});

test("no script puts a token or a credential into an argument, a file or an environment", () => {
  for (const { path, content } of files.filter((file) => file.content.startsWith("#!/bin/sh"))) {
    const offending = content
      .split("\n")
      .filter((line) => /vault_token|root_token|SecretAccessKey/.test(line) && !line.trim().startsWith("#"))
      .filter((line) => !/^\s*vault_token=|printf|-n "\$vault_token"|jq --raw-output '"user = /.test(line));
    expect({ path, offending }).toEqual({ path, offending: [] });
  }
});
