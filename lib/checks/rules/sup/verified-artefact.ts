import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups, onHost } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Host } from "../../evidence/host";
import type { NodeGroup } from "../../evidence/node-group";
import { commandsNamed, type NodeCommand, picked, tell } from "../../host/commands";
import { downloadsOn, isSaved, pipedToInterpreter } from "../../host/downloads";
import { RELEASE_FILE, releasesOn } from "../../host/release-on-node";
import { artefactBuckets } from "./artefact-buckets";

/** Places from which strangers could hand over something else at every boot. */
const PUBLIC = /^https?:\/\/(?!([\w.-]+\.)?(s3[.-]|amazonaws\.com)|[$@{]|169\.254\.|127\.|localhost)/i;

export const verifiedArtefact = defineRule({
  id: "SUP-02",
  title: "What is installed comes from a place of one's own and is checked before it runs",
  severity: "error",
  since: "0.1.0",
  rationale:
    "What a node fetches at boot and runs unchecked is root on every node for whoever holds that place, or its key, for an hour.",
  remediation:
    "Mirror the release into S3 and pin its SHA-256; check the sum before anything is unpacked; no package repository, key or script of others at boot.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/install/install-binary",
    "https://www.hashicorp.com/trust/security",
  ],
  guide: ["C13", "S10"],
  controls: {
    soc2: ["CC6.8", "CC8.1"],
    pciDss: ["6.3.2", "6.5.1"],
    iso27001: ["A.8.19", "A.5.21"],
    nist80053: ["CM-14", "SI-7(1)", "SR-11"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    ...commands(group),
    ...bundle(group),
    ...artefactBuckets(context.evidence),
    ...onHost((host) => [...pinned(host, group), ...repositories(host)])(group, context),
  ],
});

function commands(group: NodeGroup): readonly Observation[] {
  return [
    ...none(pipedToInterpreter(group).map(tell), "nothing fetched and run unseen"),
    ...none(trusting(group).map(tell), "no key and no repository that a boot begins to trust"),
    ...none(
      commandsNamed(group, "curl", "wget", "rpm", "dnf", "yum", "dpkg", "pip", "pip3")
        .filter((command) => isSaved(command) && command.args.some((arg) => PUBLIC.test(arg)))
        .map(tell),
      "nothing from a public place",
    ),
    ...none(
      commandsNamed(group, "dnf", "yum", "rpm", "apt", "apt-get", "zypper", "microdnf")
        .filter(skipsSignature)
        .map(tell),
      "no package without its signature",
    ),
    ...none(
      downloadsOn(group)
        .filter(({ isVerified }) => !isVerified)
        .map(({ command }) => `${tell(command)} is used unchecked`),
      "a sum that is checked before what was fetched is used",
    ),
  ];
}

/** User data of a node whose files are known fetches them, and checks them. */
function bundle(group: NodeGroup): readonly Observation[] {
  const { userData, host } = group;
  const expected = "user data that fetches the node's files and checks their sum";
  if (userData?.isKnown === false) {
    return [
      unknown({
        actual: "user data is known when it is deployed",
        expected,
        reason: "what it runs cannot be seen",
      }),
    ];
  }
  if (host?.isComplete !== true) return [];
  const isChecked = downloadsOn(group).some(
    ({ command, isVerified }) => command.source === "user data" && isVerified,
  );
  return [
    passIf(isChecked, {
      actual: `user data ${isChecked ? "checks" : "does not check"} what it fetches`,
      expected,
    }),
  ];
}

const trusting = picked(trustsAtBoot);

function trustsAtBoot({ program, args }: NodeCommand): boolean {
  if (program === "apt-key" || program === "add-apt-repository" || program === "yum-config-manager")
    return true;
  if (program === "rpm" || program === "rpmkeys") return args.includes("--import");
  if (program === "gpg") return args.some((arg) => /^--(import|recv-keys?|keyserver|dearmor)$/.test(arg));
  if (["dnf", "yum"].includes(program))
    return args.includes("config-manager") && args.some((arg) => /add-?repo/.test(arg));
  // Registries where anybody publishes.
  if (/^(pip3?|pipx|gem|cargo|snap|flatpak|npm|go)$/.test(program))
    return args.some((arg) => ["install", "i", "ci"].includes(arg));
  if (/^python3?$/.test(program)) return args.includes("pip") && args.includes("install");
  // A package of Vault comes from a repository, whatever version that has today.
  return ["apt", "apt-get"].includes(program) && args.some((arg) => /^vault([-=]|$)/.test(arg));
}

function skipsSignature({ args }: NodeCommand): boolean {
  return args.some((arg) =>
    /nogpgcheck|nosignature|nodigest|allow-unauthenticated|no-gpg-checks|AllowUnauthenticated|gpgcheck=(0|no|false)/i.test(
      arg,
    ),
  );
}

/** The sum that an archive must have, for the archive that is named. */
function pinned(host: Host, group: NodeGroup): readonly Observation[] {
  const [release] = releasesOn(group).filter(({ from }) => from === RELEASE_FILE);
  if (release === undefined) {
    const isChecked = downloadsOn(group).some(
      ({ command, isVerified }) =>
        isVerified && command.args.some((arg) => /(vault|bao)[\w.+$}{-]*\.zip/.test(arg)),
    );
    return isChecked && !host.isComplete
      ? []
      : [missing(host, RELEASE_FILE, "an archive of Vault with its SHA-256")];
  }
  const { sha256 = "", file = "", version, architecture = "" } = release;
  return [
    passIf(/^[0-9a-f]{64}$/.test(sha256) && !/^(.)\1+$/.test(sha256), {
      actual: `${RELEASE_FILE}: sha256 ${sha256 || "is not set"}`,
      expected: "the SHA-256 of the archive",
    }),
    passIf(file.includes(version) && file.includes(architecture) && version !== "", {
      actual: `${RELEASE_FILE}: ${file || "no file"} for ${version} ${architecture}`,
      expected: "the archive of this version and architecture",
    }),
  ];
}

/** Repositories that files of the node add or open. */
function repositories(host: Host): readonly Observation[] {
  const lines = host
    .filesAt(/^\/etc\/(yum\.repos\.d\/|dnf\/|yum\.conf|apt\/(sources\.list|apt\.conf))/)
    .flatMap(({ path, content }) => content.split("\n").map((line) => `${path}: ${line.trim()}`));
  return none(
    lines.filter((line) =>
      /gpgcheck\s*=\s*(0|no|false)|trusted=yes|hashicorp\.com|AllowUnauthenticated|sslverify\s*=\s*(0|no|false)/i.test(
        line,
      ),
    ),
    "only the distribution's signed repositories",
  );
}
