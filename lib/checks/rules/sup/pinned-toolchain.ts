import { fits, is, present } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, stackWithVault } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import { insideVault } from "../../evidence/inside-vault";
import { Value } from "../../evidence/value";
import { outsideCode } from "./outside-code";
import { isBounded } from "./version-constraint";

/** Backends that encrypt and lock by themselves. */
const MANAGED = ["remote", "cloud", "azurerm", "gcs"];
/** Who publishes the providers that touch Vault. */
const SOURCES = /^((registry\.terraform\.io|registry\.opentofu\.org)\/)?(hashicorp\/)?(aws|vault)$/i;

export const pinnedToolchain = defineRule({
  id: "SUP-03",
  title: "Code that Terraform runs is pinned and seen, and the state is encrypted, locked and private",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "The state tells everything about the cluster, and whoever writes it, or a provider, writes the cluster; two runs at once break both. A provisioner or a module that nobody looked at does whatever it likes with all that Terraform may do.",
  remediation:
    "A version for each provider in required_providers; an S3 backend with encrypt, kms_key_id and use_lockfile (or one that does it by itself). Take provisioners out; pin modules, and judge the plan of a stack that calls some.",
  sources: [
    "https://developer.hashicorp.com/terraform/language/backend/s3",
    "https://developer.hashicorp.com/terraform/language/providers/requirements",
    "https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax",
  ],
  guide: ["S13"],
  controls: {
    soc2: ["CC8.1"],
    pciDss: ["6.3.2", "6.5.1", "3.5.1"],
    iso27001: ["A.8.28", "A.8.32"],
    nist80053: ["CM-2", "CM-8", "SR-4"],
  },
  claims: MACHINES,
  subjects: (context) =>
    insideVault(context.evidence).length > 0 ? [{ address: "" }] : stackWithVault(context),
  notApplicable: "no machine of this stack runs Vault, and nothing is inside one",
  check: (_, { evidence }) => {
    if (evidence.form === "configuration") {
      return [...providers(evidence), ...backend(evidence), ...outsideCode(evidence)];
    }
    return [
      ...outsideCode(evidence),
      unknown({
        actual: `a ${evidence.form} does not tell versions and backend`,
        expected: "pinned providers and a backend that is encrypted and locked",
        reason: "judge the configuration to know",
      }),
    ];
  },
});

function providers({ terraform, providers: configured }: Evidence): readonly Observation[] {
  const required = terraform.at("required_providers");
  const named = Object.keys((required.items[0]?.raw ?? {}) as object);
  const used = Object.keys((configured.raw ?? {}) as object).filter((name) =>
    ["aws", "vault"].includes(name),
  );
  return [
    ...none(
      used.filter((name) => !named.includes(name)).map((name) => `${name} is not in required_providers`),
      "a version for each provider",
    ),
    ...named.flatMap((name) => {
      const entry = required.at(name);
      const version = typeof entry.raw === "string" ? entry : entry.at("version");
      const source = entry.at("source");
      return [
        fits(
          version,
          `${name}: an exact version or one with an upper end`,
          (text) => isBounded(String(text)),
          { name: `${name} version` },
        ),
        ...(["aws", "vault"].includes(name)
          ? [
              fits(source, `${name}: HashiCorp's own`, (text) => SOURCES.test(String(text)), {
                name: `${name} source`,
                whenAbsent: `hashicorp/${name}`,
              }),
            ]
          : []),
      ];
    }),
  ];
}

function backend({ terraform }: Evidence): readonly Observation[] {
  const all = Object.keys((terraform.at("backend").items[0]?.raw ?? {}) as object);
  const kinds = [...all, ...(terraform.at("cloud").isAbsent ? [] : ["cloud"])];
  const [kind = "local"] = kinds;
  const expected = "a backend that is encrypted, locked and private";
  if (MANAGED.includes(kind)) return [passIf(true, { actual: `backend ${kind}`, expected })];
  if (kind !== "s3") return [passIf(false, { actual: `backend ${kind}`, expected })];
  const s3 = new Value("backend s3", terraform.at("backend.s3").raw);
  const locks = [s3.at("use_lockfile"), s3.at("dynamodb_table")].filter(
    ({ isAbsent, literal }) => !isAbsent && literal !== false && literal !== "false" && literal !== "",
  );
  const acl = s3.at("acl");
  return [
    is(s3.at("encrypt"), true),
    present(s3.at("kms_key_id"), {
      reason: "with the bucket's default key, everybody who may read the bucket reads the state",
    }),
    passIf(locks.length > 0, {
      actual: `use_lockfile ${s3.at("use_lockfile")}, dynamodb_table ${s3.at("dynamodb_table")}`,
      expected: "a lock",
    }),
    fits(acl, "a private acl", (text) => ["private", "bucket-owner-full-control"].includes(String(text)), {
      whenAbsent: "private",
    }),
    ...["endpoint", "endpoints"].map((name) =>
      fits(
        s3.at(name),
        `${name} with TLS`,
        (got) =>
          [typeof got === "object" && got !== null ? Object.values(got) : got]
            .flat()
            .every((one) => !/^http:/i.test(String(one))),
        { whenAbsent: "" },
      ),
    ),
    is(s3.at("insecure"), false, { whenAbsent: false }),
    is(s3.at("skip_s3_checksum"), false, { whenAbsent: false }),
  ];
}
