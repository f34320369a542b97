import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, type Outcome, run, testAsRoot } from "./tools";

const files = renderNodeFiles(INPUT);

/** A node's folder, with an AWS whose private CA is OpenSSL and whose secret is a file. */
class Node {
  public constructor(private readonly folder: string) {
    for (const name of ["facts", "tls", "run", "bin", "ca"]) mkdirSync(this.at(name));
    const common = contentOf(files, "/usr/local/lib/hardened-vault/common.sh")
      .replaceAll("/etc/hardened-vault", this.at("facts"))
      .replaceAll("/dev/console", "/dev/null");
    writeFileSync(this.at("common.sh"), `${common}\nlogger() { :; }\nsleep() { :; }\n`);
    writeFileSync(
      this.at("program"),
      contentOf(files, "/usr/local/sbin/hardened-vault-certificate")
        .replaceAll("/usr/local/lib/hardened-vault", folder)
        .replaceAll("/etc/hardened-vault", this.at("facts"))
        .replaceAll("/etc/vault.d/tls", this.at("tls"))
        .replaceAll("/run/hardened-vault", this.at("run"))
        .replaceAll("-g vault", "-g root"),
    );
    writeFileSync(
      this.at("facts/deployment.env"),
      "AWS_REGION='eu-central-1'\nCERTIFICATE_AUTHORITY_ARN='arn:authority'\nCERTIFICATE_SECRET_ARN='arn:secret'\n",
    );
    writeFileSync(this.at("facts/node.env"), contentOf(files, "/etc/hardened-vault/node.env"));
    writeFileSync(
      this.at("facts/instance.env"),
      "INSTANCE_ID='i-0123456789abcdef0'\nLOCAL_IPV4='127.0.0.1'\n",
    );
    writeFileSync(this.at("tls/client-ca.pem"), "declared\n");
    this.program(
      "aws",
      `cd ${this.at("ca")}
case "$*" in
  *get-certificate-authority-certificate*) jq -n --rawfile c ca.pem '{Certificate: $c}' ;;
  *issue-certificate*)
    set -- $(echo "$*" | sed 's/.*--csr fileb:..\\([^ ]*\\) .*Value=\\([0-9]*\\).*/\\1 \\2/')
    openssl x509 -req -in ${this.at("run")}/*/"$1" -CA "\${SIGNER:-ca}.pem" -CAkey "\${SIGNER:-ca}.key" -days "$2" \\
      -copy_extensions copy -out leaf.pem 2>/dev/null
    echo arn:issued ;;
  *get-certificate*) jq -n --rawfile c leaf.pem '{Certificate: $c}' ;;
  *get-secret-value*) cat secret.json ;;
  *put-metric-data*) echo "$*" >>${this.at("metrics")} ;;
  *) exit 9 ;;
esac`,
    );
    this.program(
      "systemctl",
      `echo "$*" >>${this.at("systemctl")}\n[ "$2" != is-active ] || [ -e ${this.at("active")} ]`,
    );
    for (const name of ["ca", "other"]) this.authority(name);
  }

  public at(name: string): string {
    return path.join(this.folder, name);
  }

  public settings(settings: object): void {
    writeFileSync(this.at("facts/certificates.json"), JSON.stringify(settings));
  }

  /** The secret, filled with a certificate for a name. */
  public secret(name: string, changes: object = {}, days = "90"): void {
    const leaf = this.at("ca/made");
    const san = `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`;
    writeFileSync(`${leaf}.ext`, san);
    run("sh", [
      "-euc",
      `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${leaf}.key -out ${leaf}.csr -subj /CN=made 2>/dev/null
openssl x509 -req -in ${leaf}.csr -CA ${this.at("ca/ca.pem")} -CAkey ${this.at("ca/ca.key")} -days ${days} -extfile ${leaf}.ext -out ${leaf}.pem 2>/dev/null`,
    ]);
    const text = (file: string) => readFileSync(file, "utf8");
    writeFileSync(
      this.at("ca/secret.json"),
      JSON.stringify({
        certificate: text(`${leaf}.pem`),
        private_key: text(`${leaf}.key`),
        ca_chain: text(this.at("ca/ca.pem")),
        ...changes,
      }),
    );
  }

  public renew(args: readonly string[] = [], env: readonly string[] = []): Outcome {
    return run("env", [
      `PATH=${this.at("bin")}:${process.env.PATH}`,
      ...env,
      "sh",
      this.at("program"),
      ...args,
    ]);
  }

  public text(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  private program(name: string, text: string): void {
    writeFileSync(this.at(`bin/${name}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  private authority(name: string): void {
    run("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30".split(" "),
      ...["-subj", `/CN=${name}`, "-addext", "basicConstraints=critical,CA:TRUE"],
      ...["-keyout", this.at(`ca/${name}.key`), "-out", this.at(`ca/${name}.pem`)],
    ]);
  }
}

const PRIVATE_CA = { source: "private-ca", templateArn: "arn:template", validityDays: 30 };

function testNode(name: string, settings: object, action: (node: Node) => void): void {
  testAsRoot(["openssl", "jq"], name, () =>
    inFolder((folder) => {
      const node = new Node(folder);
      node.settings(settings);
      action(node);
    }),
  );
}

testNode(
  "a key is made on the node, and the certificate carries its name and addresses",
  PRIVATE_CA,
  (node) => {
    expect(node.renew()).toMatchObject({ code: 0, output: expect.stringContaining("is in place until") });
    const shown = run("openssl", ["x509", "-in", node.at("tls/cert.pem"), "-noout", "-text"]).output;
    for (const name of ["DNS:vault.corp.example", "DNS:localhost", "IP Address:127.0.0.1"])
      expect(shown).toContain(name);
    expect(node.text("tls/ca.pem")).toBe(node.text("ca/ca.pem"));
    expect(node.text("tls/client-ca.pem")).toBe(
      `declared\n# the authority of the nodes\n${node.text("ca/ca.pem")}`,
    );
    expect(node.text("metrics")).toMatch(/CertificateDaysLeft .*--value (29|30)/);
    expect(run("ls", ["-A", node.at("run")]).output).toBe("");
  },
);

testNode("nothing is done before a third of the life is over, but with --now", PRIVATE_CA, (node) => {
  node.renew();
  const first = node.text("tls/cert.pem");
  expect(node.renew().code).toBe(0);
  expect(node.text("tls/cert.pem")).toBe(first);
  expect(node.renew(["--now"]).code).toBe(0);
  expect(node.text("tls/cert.pem")).not.toBe(first);
  expect(node.text("tls/client-ca.pem").match(/BEGIN/g)).toHaveLength(1);
});

testNode("a certificate of a foreign authority takes nobody's place", PRIVATE_CA, (node) => {
  node.renew();
  const first = node.text("tls/cert.pem");
  const { code, output } = node.renew(["--now"], ["SIGNER=other"]);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("no authority of the chain") });
  expect(node.text("tls/cert.pem")).toBe(first);
});

testNode(
  "Vault is told, asked what it serves, and gets the old one back if it serves another",
  PRIVATE_CA,
  (node) => {
    node.renew();
    const first = node.text("tls/cert.pem");
    writeFileSync(node.at("active"), "");
    const { code, output } = node.renew(["--now"]);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("ALARM") });
    expect(node.text("systemctl").match(/reload vault\.service/g)).toHaveLength(2);
    expect(node.text("tls/cert.pem")).toBe(first);
  },
);

const SECRET = { source: "secrets-manager" };

testNode(
  "the organisation's certificate is taken out of its secret, and again when it changes",
  SECRET,
  (node) => {
    node.secret("vault.corp.example");
    expect(node.renew().code).toBe(0);
    const first = node.text("tls/cert.pem");
    expect(node.renew().code).toBe(0);
    expect(node.text("tls/cert.pem")).toBe(first);
    node.secret("vault.corp.example");
    expect(node.renew().code).toBe(0);
    expect(node.text("tls/cert.pem")).not.toBe(first);
  },
);

describe("refuses from a secret", () => {
  const cases: readonly (readonly [string, (node: Node) => void, RegExp])[] = [
    ["another name", (node) => node.secret("www.corp.example"), /does not carry the name/],
    [
      "another key",
      (node) => node.secret("vault.corp.example", { private_key: node.text("ca/other.key") }),
      /key does not belong/,
    ],
    [
      "no key",
      (node) => node.secret("vault.corp.example", { private_key: undefined }),
      /no text named private_key/,
    ],
    [
      "a foreign chain",
      (node) => node.secret("vault.corp.example", { ca_chain: node.text("ca/other.pem") }),
      /no authority of the chain/,
    ],
    [
      "an expired certificate",
      (node) => node.secret("vault.corp.example", {}, "-1"),
      /has expired: it was good until/,
    ],
  ];
  for (const [what, prepare, says] of cases) {
    testNode(what, SECRET, (node) => {
      prepare(node);
      const { code, output } = node.renew();
      expect(code).toBe(1);
      expect(output).toMatch(says);
      expect(existsSync(node.at("tls/cert.pem"))).toBe(false);
    });
  }
});
