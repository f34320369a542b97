import type { X509Certificate } from "node:crypto";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { onServer, type ServerContext } from "../../engine/server-assertions";
import { clusterGroups, MACHINES, missing } from "../../engine/subjects";
import type { HostFile } from "../../evidence/host";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { vaultResources } from "../../evidence/vault-resources";
import { certificatesIn, isWeak } from "../../host/certificates";
import { tcpListeners } from "../../host/listeners";
import { type NodeCommand, nodeCommands, nodeCommandsWith } from "../../host/node-commands";
import { parseShell } from "../../host/shell";

/** Resources that make a key, or a certificate with one, in Terraform. */
const IN_STATE = [
  "tls_private_key",
  "tls_self_signed_cert",
  "tls_locally_signed_cert",
  "tls_cert_request",
  "acme_certificate",
];
/** Resources that a key is given to, and the attribute. */
const TAKING_KEYS: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_acm_certificate", "private_key"],
  ["aws_iam_server_certificate", "private_key"],
];
/** Where the files of our nodes say it. */
const SETTINGS = "/etc/hardened-vault/certificates.json";
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const EXPECTED =
  "a certificate of AWS Private CA, of Vault's PKI or of a secret that the organisation's CA fills";

export const certificateFromCa = defineRule<NodeGroup | Resource>({
  id: "TLS-03",
  title: "Certificates come from an authority, and no key from Terraform",
  severity: "error",
  waivable: false,
  since: "0.1.0",
  rationale:
    "A key that Terraform makes stands in its state, and a certificate that signs itself teaches clients not to look.",
  remediation:
    "Use ServerCertificates.privateCa or ServerCertificates.secretsManager; take tls_* resources out and replace their keys.",
  sources: [
    "https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/private_key",
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-39829",
  ],
  guide: ["C01", "S02"],
  controls: {
    soc2: ["CC6.1", "CC6.7"],
    pciDss: ["4.2.1", "4.2.1.1", "3.6.1"],
    iso27001: ["A.8.24"],
    nist80053: ["SC-12", "SC-17"],
  },
  claims: MACHINES,
  subjects: (context) => [...clusterGroups(context), ...inState(context)],
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) =>
    subject instanceof NodeGroup
      ? [...onUserData(subject), ...onNodes(subject, context)]
      : [
          fail({
            actual: `${subject.address} puts a private key into the state`,
            expected: "keys that are made where they are used",
          }),
        ],
});

function inState({ evidence }: RuleContext): readonly Resource[] {
  const used = vaultResources(evidence);
  return [
    ...used.ofType(...IN_STATE),
    ...TAKING_KEYS.flatMap(([type, attribute]) =>
      used.ofType(type).filter((resource) => !resource.at(attribute).isAbsent),
    ),
  ];
}

function onUserData({ userData }: NodeGroup): readonly Observation[] {
  const commands = parseShell(userData?.text ?? "").map((command) => ({ ...command, from: "user data" }));
  return [
    ...(PRIVATE_KEY.test(userData?.text ?? "")
      ? [fail({ actual: "a private key stands in user data", expected: "keys that nobody can read there" })]
      : []),
    ...commands.flatMap(signsItself),
  ];
}

const onNodes = onServer((server, context) => {
  const { host } = context;
  const files = tcpListeners(server)
    .flatMap(({ settings }) => [settings.at("tls_cert_file"), settings.at("tls_key_file")])
    .flatMap(({ literal }) => (typeof literal === "string" ? (host.file(literal) ?? []) : []));
  return [
    source(context),
    ...[...new Set(files)].flatMap(written),
    ...host.files
      .filter(({ content }) => PRIVATE_KEY.test(content))
      .map(({ path }) =>
        fail({
          actual: `a private key stands in ${path}`,
          expected: "keys that are made or fetched by the node",
        }),
      ),
    ...nodeCommandsWith(host, "openssl").flatMap(signsItself),
  ];
});

/** Where the certificates come from: what the files of our nodes say, or what the scripts of others are seen to ask. */
function source({ host, group }: ServerContext): Observation {
  const named = host.parsed(SETTINGS, sourceIn, "certificates");
  if (named !== undefined) {
    const said = { actual: `certificates come from ${named || "nowhere"}`, expected: EXPECTED };
    return passIf(["private-ca", "secrets-manager"].includes(named), said);
  }
  if (host.isComplete) return missing(host, SETTINGS, EXPECTED);
  const commands = [...nodeCommands(host), ...parseShell(group.userData?.text ?? "")];
  const asking = commands.find(({ words }) => asksAuthority(words));
  if (asking !== undefined) return pass({ actual: asking.words.slice(0, 4).join(" "), expected: EXPECTED });
  return unknown({
    actual: "no source of certificates is seen",
    expected: EXPECTED,
    reason: "certificates may come with the image or another script",
  });
}

function sourceIn(content: string): string {
  try {
    return String((JSON.parse(content) as { source?: unknown }).source ?? "");
  } catch {
    return "";
  }
}

function asksAuthority(words: readonly string[]): boolean {
  const has = (...all: readonly string[]) => all.every((word) => words.includes(word));
  return (
    has("acm-pca", "issue-certificate") ||
    has("acm-pca", "get-certificate") ||
    has("secretsmanager", "get-secret-value") ||
    words.some((word) => /^pki[\w-]*\/(issue|sign)\//.test(word))
  );
}

/** A certificate that is among the files of a node: not signed by itself, and with a key of a sound size. */
function written({ path, content }: HostFile): readonly Observation[] {
  return certificatesIn(content)
    .slice(0, 1)
    .flatMap((certificate) => [
      passIf(!isSelfSigned(certificate), {
        actual: `${path} holds a certificate of ${certificate.issuer.replaceAll("\n", ", ")} for itself`,
        expected: EXPECTED,
      }),
      passIf(!isWeak(certificate), {
        actual: `${path} holds a certificate with a key of an unsound size`,
        expected: "RSA with 2048 to 8192 bits, or an elliptic curve",
      }),
    ]);
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject;
}

/** Commands of OpenSSL that sign a certificate with its own key, or make a key that is too small. */
function signsItself({ words, from }: Pick<NodeCommand, "from" | "words">): readonly Observation[] {
  const program = words.findIndex((word) => /(^|\/)openssl$/.test(word));
  if (program === -1) return [];
  const options = words.slice(program + 1);
  const isSelf =
    (options[0] === "req" && options.some((word) => /^-?-x509$/.test(word))) ||
    (options[0] === "x509" && options.includes("-signkey"));
  const bits = options
    .flatMap((word, index) => [
      /^rsa:(\d+)$/.exec(word)?.[1],
      /^rsa_keygen_bits:(\d+)$/.exec(word)?.[1],
      options[0] === "genrsa" && index === options.length - 1 ? /^(\d+)$/.exec(word)?.[1] : undefined,
    ])
    .filter((size) => size !== undefined)
    .map(Number);
  return [
    ...(isSelf ? [fail({ actual: `${from} signs a certificate with its own key`, expected: EXPECTED })] : []),
    ...bits.map((size) =>
      passIf(size >= 2048 && size <= 8192, {
        actual: `${from} makes an RSA key of ${size} bits`,
        expected: "RSA with 2048 to 8192 bits, or an elliptic curve",
      }),
    ),
  ];
}
