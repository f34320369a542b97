import { fits } from "../../engine/assertions";
import { fail, type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isAbsolutePath, isOff, onServer, type ServerContext } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import type { Value } from "../../evidence/value";
import { VaultService } from "../../host/vault-service";
import { isWithin, writableFolders } from "../../host/writable-folders";

export const pluginsContained = defineRule<NodeGroup | Resource>({
  id: "CFG-07",
  title: "Nothing that Vault writes can become a plugin",
  severity: "error",
  since: "0.1.0",
  rationale:
    "An audit device that writes into the folder of plugins makes a program of its own text: whoever may configure devices runs code on the node.",
  remediation:
    "Leave plugin_directory out, or make it root's and nobody else's, outside Vault's own folders; register plugins with sha256; keep allow_audit_log_prefixing false.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration#plugin_directory",
    "https://nvd.nist.gov/vuln/detail/CVE-2025-6000",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-5051",
  ],
  guide: ["S06"],
  controls: {
    soc2: ["CC6.8"],
    pciDss: ["2.2.4", "6.3.2"],
    iso27001: ["A.8.19"],
    nist80053: ["CM-11", "CM-7(5)", "SI-7"],
  },
  claims: [...MACHINES, "vault_plugin"],
  subjects: (context) => [...nodeGroups(context), ...context.evidence.resources.ofType("vault_plugin")],
  notApplicable: "no machine of this stack runs Vault, and no plugin is registered",
  check: (subject, context) =>
    subject instanceof NodeGroup
      ? onNodes(subject, context)
      : [
          fits(
            subject.at("sha256"),
            "sha256 of the plugin, 64 hexadecimal digits",
            (got) => typeof got === "string" && /^[0-9a-f]{64}$/i.test(got),
          ),
          fits(
            subject.at("command"),
            "a command in the folder of plugins, by its name alone",
            (got) => typeof got === "string" && /^[\w.-]*$/.test(got) && !got.startsWith(".."),
            { whenAbsent: "" },
          ),
        ],
});

const onNodes = onServer((server, context) => [
  isOff(server.at("allow_audit_log_prefixing")),
  ...directory(server.at("plugin_directory"), context),
  fits(
    server.at("plugin_file_permissions"),
    "plugin_file_permissions that let only the owner write",
    (got) => (Number.parseInt(String(got), 8) & 0o022) === 0,
    { whenAbsent: "0" },
  ),
  ...(VaultService.of(context.host)?.environment ?? [])
    .filter(({ name }) => /^(VAULT|BAO)_PLUGIN_(DIR|DIRECTORY)$/.test(name))
    .map(({ name, from }) => fail({ actual: `${name} of ${from}`, expected: "no folder of plugins" })),
]);

function directory(value: Value, { host }: ServerContext): readonly Observation[] {
  if (value.isAbsent || value.raw === "") {
    return [pass({ actual: "plugin_directory is not set", expected: "no folder of plugins" })];
  }
  const { literal } = value;
  if (typeof literal !== "string") return [isAbsolutePath(value)];
  const said = { actual: `plugin_directory = ${literal}`, expected: "a folder that root alone can write" };
  const writable = writableFolders(host).find(
    (folder) => isWithin(literal, folder) || isWithin(folder, literal),
  );
  if (writable !== undefined) return [fail({ ...said, reason: `Vault writes in ${writable}` })];
  const files = host.files.filter(({ path }) => isWithin(path, literal));
  if (files.length === 0) {
    return [isAbsolutePath(value), unknown({ ...said, reason: "who owns it cannot be seen" })];
  }
  return [
    isAbsolutePath(value),
    ...files.map(({ path, owner, mode }) =>
      passIf(owner === "root" && (mode & 0o022) === 0, {
        actual: `${path} is ${owner}'s, ${mode.toString(8)}`,
        expected: said.expected,
      }),
    ),
  ];
}
