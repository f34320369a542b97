import { undecided } from "../../engine/assertions";
import { fail, pass, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import type { Resource } from "../../evidence/resource";
import { overlap, type PolicyPath, pathsOf } from "../../evidence/vault-policy";

export const leastPrivilegePolicies = defineRule({
  id: "TOK-03",
  title: "Policies of Vault allow what is needed, path by path",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever may write policies, audit devices or login methods is root; sudo on a glob reaches paths that its author never saw; a deny under a broad allow was dodged more than once (CVE-2025-5999, CVE-2026-12624, CVE-2026-3605).",
  remediation:
    "Name paths and capabilities; leave the settings of Vault to the policies that are for them; take sudo off globs and drop deny.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/policies",
    "CVE-2025-5999",
    "CVE-2026-12624",
    "CVE-2024-9180",
  ],
  guide: ["S11"],
  controls: {
    soc2: ["CC6.3"],
    pciDss: ["7.2.1", "7.2.2", "7.3.1"],
    iso27001: ["A.5.15", "A.8.2", "A.8.3"],
    nist80053: ["AC-3", "AC-6"],
  },
  claims: ["vault_policy"],
  subjects: ({ evidence }) => evidence.resources.ofType("vault_policy"),
  notApplicable: "this stack has no policy of Vault",
  check: (policy: Resource) => {
    const name = policy.at("name");
    const paths = pathsOf(policy.at("policy"));
    const expected = "named paths, with the capabilities that are needed";
    if (paths === undefined || name.literal === undefined) {
      const hidden = name.literal === undefined ? name : policy.at("policy");
      return [unknown({ actual: `${hidden.path} = ${hidden}`, expected, reason: undecided(hidden) })];
    }
    const found = [
      ...nameProblems(String(name.literal)),
      ...paths.flatMap((one) => problemsOf(one, String(name.literal))),
    ];
    return found.length > 0
      ? found.map((actual) => fail({ actual, expected }))
      : [pass({ actual: `${paths.length} paths`, expected })];
  },
});

/** Settings that make whoever changes them root, and the policies that are there for it, with what they may. */
const SETTINGS: readonly {
  readonly path: string;
  readonly capabilities: readonly string[];
  readonly by: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    path: "sys/policies/*",
    capabilities: ["create", "update", "patch", "delete"],
    by: { "hardened-terraform": ["create", "update", "delete"] },
  },
  { path: "sys/policy/*", capabilities: ["create", "update", "patch", "delete"], by: {} },
  {
    path: "sys/audit/*",
    capabilities: ["create", "update", "delete"],
    by: { "hardened-terraform": ["create", "update"] },
  },
  {
    path: "sys/auth/*",
    capabilities: ["create", "update", "delete"],
    by: { "hardened-terraform": ["create", "update", "delete"] },
  },
  {
    path: "sys/config/auditing/*",
    capabilities: ["create", "update", "delete"],
    by: { "hardened-terraform": ["create", "update", "delete"] },
  },
  {
    path: "identity/*",
    capabilities: ["create", "update", "patch", "delete"],
    by: { "hardened-terraform": ["create", "update", "delete"] },
  },
  {
    path: "sys/storage/raft/snapshot",
    capabilities: ["read", "create", "update"],
    by: { "hardened-snapshots": ["read"] },
  },
  { path: "sys/storage/raft/snapshot-force", capabilities: ["create", "update"], by: {} },
  { path: "sys/raw/*", capabilities: ["create", "read", "update", "delete", "list"], by: {} },
  {
    path: "sys/generate-root/*",
    capabilities: ["create", "update"],
    by: { "hardened-break-glass": ["create", "update"] },
  },
  {
    path: "sys/rekey/*",
    capabilities: ["create", "update"],
    by: { "hardened-break-glass": ["create", "update"] },
  },
  {
    path: "sys/rekey-recovery-key/*",
    capabilities: ["create", "update"],
    by: { "hardened-break-glass": ["create", "update"] },
  },
  { path: "sys/plugins/catalog/*", capabilities: ["create", "update", "delete"], by: {} },
  { path: "sys/seal", capabilities: ["create", "update"], by: {} },
];

/** Of identity, only what the second factor of people needs. */
const IDENTITY = /^identity\/(mfa|lookup)\//;

function problemsOf({ path, capabilities }: PolicyPath, policy: string): readonly string[] {
  const isGlob = /[*+]/.test(path);
  const has = (capability: string) => capabilities.includes(capability);
  return [
    ...(/^[+*/]*$/.test(path) ? [`${path} opens everything`] : []),
    ...(has("sudo") && isGlob ? [`sudo on ${path}`] : []),
    ...(has("deny") ? [`deny on ${path}, which an allow elsewhere may undo`] : []),
    ...SETTINGS.flatMap((setting) => {
      const granted = capabilities.filter((one) => setting.capabilities.includes(one));
      if (granted.length === 0 || !overlap(path, setting.path)) return [];
      const allowed = setting.path === "identity/*" && !IDENTITY.test(path) ? [] : (setting.by[policy] ?? []);
      const beyond = granted.filter((one) => !allowed.includes(one));
      return beyond.length === 0 ? [] : [`${beyond.join(", ")} on ${path}, which takes in ${setting.path}`];
    }),
  ];
}

function nameProblems(name: string): readonly string[] {
  return name === name.trim().toLowerCase() && !["root", ""].includes(name)
    ? []
    : [`the name ${JSON.stringify(name)}, which Vault takes for another`];
}
