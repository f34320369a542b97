import { atLeast, is, names, oneOf } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Evidence } from "../../evidence/evidence";
import type { Host } from "../../evidence/host";
import type { NodeGroup } from "../../evidence/node-group";
import { type Volume, volumesOf } from "../../evidence/volumes";
import { commandsNamed, tell } from "../../host/commands";
import { auditFolder, raftFolder } from "../../host/service-folders";
import { unitsOf } from "../../host/units";
import { VaultService } from "../../host/vault-service";

const KEYS = [
  "aws_kms_key",
  "aws_kms_replica_key",
  "aws_kms_alias",
  "data.aws_kms_key",
  "data.aws_kms_alias",
];
/** A key that somebody owns; `alias/aws/ebs` is everybody's of the account. */
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:\d{12}:(key\/|alias\/(?!aws\/))/;
/** GiB: room for the system, and for data and log of a cluster that works. */
const LEAST = { root: 8, other: 20 } as const;

export const volumesApart = defineRule({
  id: "HOST-09",
  title: "System, data and audit log lie on volumes of their own, encrypted with a key of the account's own",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A log that fills the disk of the data stops the cluster; a volume without encryption, or with a key that everybody of the account may use, is read by who copies it.",
  remediation:
    "Three EBS volumes in the launch template, gp3 or io2, each with encrypted = true and a customer managed key; RequiresMountsFor of both folders in Vault's unit.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  ],
  guide: ["S12"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["3.5.1", "3.5.1.2"],
    iso27001: ["A.8.24"],
    nist80053: ["SC-28(1)"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, { evidence }) => {
    const volumes = volumesOf(group, evidence);
    return [
      ...separate(volumes),
      ...volumes.flatMap((volume) => judged(volume, evidence)),
      ...shared(evidence),
      ...mounts(group),
    ];
  },
});

function separate(volumes: readonly Volume[]): readonly Observation[] {
  const devices = new Set(volumes.map(({ name }) => name));
  return [
    passIf(devices.size === volumes.length && volumes.filter(({ isRoot }) => !isRoot).length >= 2, {
      actual: `volumes: ${volumes.map(({ name }) => name).join(", ") || "none"}`,
      expected: "one for the data and one for the audit log beside the root volume",
    }),
    passIf(
      volumes.some(({ isRoot }) => isRoot),
      {
        actual: volumes.some(({ isRoot }) => isRoot)
          ? "the root volume is set"
          : "the root volume is as the image has it",
        expected: "a root volume with settings of its own",
      },
    ),
  ];
}

function judged(
  { name, isRoot, encrypted, key, type, size }: Volume,
  { resources }: Evidence,
): readonly Observation[] {
  const called = (what: string) => ({ name: `${name} ${what}` });
  return [
    is(encrypted, true, called("encrypted")),
    names(key, resources, KEYS, { ...called("kms_key_id"), arn: KEY_ARN }),
    oneOf(type, ["gp3", "io2"], called("volume_type")),
    atLeast(size, isRoot ? LEAST.root : LEAST.other, called("volume_size")),
  ];
}

/** A volume that two machines write to is nobody's. */
function shared({ resources }: Evidence): readonly Observation[] {
  return none(
    resources
      .ofType("aws_ebs_volume")
      .filter((volume) => ["true", "1"].includes(String(volume.at("multi_attach_enabled").literal)))
      .map(({ address }) => `${address} can be attached to several machines`),
    "no volume that several machines share",
  );
}

/** Without its volumes Vault would start with an empty store on the root volume. */
function mounts(group: NodeGroup): readonly Observation[] {
  const { host } = group;
  const service = host === undefined ? undefined : VaultService.of(host);
  if (host === undefined || service === undefined) return [];
  const { unit } = service;
  const required = unit.words("Unit", "RequiresMountsFor");
  return [raftFolder(host), auditFolder(unit)]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      passIf(required.includes(folder), {
        actual: `RequiresMountsFor=${required.join(" ")}`,
        expected: `RequiresMountsFor has ${folder}`,
      }),
      ...mounted(folder, group, host),
    ]);
}

/** Nothing on a volume is a program, a device, or runs with its owner's rights. */
const OPTIONS = ["nodev", "noexec", "nosuid"];

/** The unit that puts a volume in its place, where units do that. */
function mounted(folder: string, group: NodeGroup, host: Host): readonly Observation[] {
  const units = unitsOf(host).filter(({ unit }) => unit.value("Mount", "Where") === folder);
  const expected = `a volume at ${folder} with ${OPTIONS.join(",")}`;
  const isElsewhere =
    !host.isComplete ||
    host.file("/etc/fstab") !== undefined ||
    commandsNamed(group, "mount").some(({ args }) => args.includes(folder));
  if (units.length === 0) {
    return isElsewhere ? [] : [passIf(false, { actual: `nothing is mounted at ${folder}`, expected })];
  }
  return [
    ...units.map(({ name, unit }) => {
      const options = (unit.value("Mount", "Options") ?? "defaults").split(",");
      return passIf(
        OPTIONS.every((option) => options.includes(option)),
        { actual: `${name}: Options=${options.join(",")}`, expected },
      );
    }),
    ...none(
      commandsNamed(group, "mount")
        .filter(
          ({ args }) =>
            args.includes(folder) && args.some((arg) => /(^|,)(remount|exec|suid|dev)(,|$)/.test(arg)),
        )
        .map(tell),
      "no volume that is mounted otherwise later",
    ),
  ];
}
