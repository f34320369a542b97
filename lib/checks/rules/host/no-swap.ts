import { is } from "../../engine/assertions";
import { settingIs } from "../../engine/kernel-assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { directive, none, onService, type ServiceContext } from "../../engine/unit-assertions";
import { commandsNamed, systemctl, tell } from "../../host/commands";
import { unitsOf } from "../../host/units";

export const noSwap = defineRule({
  id: "HOST-03",
  title: "No memory of Vault is swapped or hibernated to a disk",
  severity: "error",
  since: "0.1.0",
  rationale:
    "With integrated storage memory is not locked, so only a machine without swap keeps the keyring off its disks.",
  remediation:
    "MemorySwapMax=0 in the unit; swapoff --all, no swap in fstab, swap.target and zram masked; no hibernation.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://www.freedesktop.org/software/systemd/man/252/systemd.resource-control.html",
  ],
  guide: ["C05", "S07"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["3.3.1", "2.2.6"],
    iso27001: ["A.8.12"],
    nist80053: ["SC-28", "SC-4"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    is(group.template.at("hibernation_options.configured"), false, {
      whenAbsent: false,
      reason: "hibernation writes all memory to the root volume",
    }),
    is(group.template.at("hibernation"), false, { whenAbsent: false }),
    ...none(
      [
        ...commandsNamed(group, "swapon", "mkswap", "zramctl", "fallocate")
          .filter(({ program, args }) => program !== "fallocate" || args.some((arg) => arg.includes("swap")))
          .map(tell),
        ...systemctl(group, "unmask", "enable", "start", "restart")
          .filter(({ unit }) => /swap|zram/.test(unit))
          .map(({ command }) => tell(command)),
        ...(/^#cloud-config[\s\S]*^swap:/m.test(group.userData?.text ?? "") ? ["user data makes swap"] : []),
      ],
      "nothing makes swap",
    ),
    ...onService(({ unit }, service) => [
      directive(unit, ["Service", "MemorySwapMax"], "0", (value) => /^0[KMGT%]?$/.test(value)),
      ...settingIs(service, "vm.swappiness", /^[01]$/, "0"),
      ...files(service),
      ...commands(service),
    ])(group, context),
  ],
});

/** Swap that files would make. */
function files({ host }: ServiceContext): readonly Observation[] {
  const tables = host
    .filesAt(/^\/etc\/fstab$/)
    .flatMap(({ content }) => content.split("\n"))
    .filter((line) => !line.trim().startsWith("#") && line.trim().split(/\s+/)[2] === "swap");
  const swapUnits = unitsOf(host)
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".swap"));
  const generator = "/etc/systemd/zram-generator.conf";
  const devices = host
    .filesAt(/\/systemd\/zram-generator\.conf(\.d\/[^/]+\.conf)?$/)
    .filter(({ content }) => /^\s*\[/m.test(content))
    .map(({ path }) => `${path} makes a device`);
  return [
    ...none(
      [...tables.map((line) => `/etc/fstab: ${line.trim()}`), ...swapUnits, ...devices],
      "no file that makes swap",
    ),
    host.file(generator) === undefined
      ? missing(host, generator, "an empty zram-generator.conf, which keeps swap out of memory as well")
      : passIf(true, { actual: `${generator} is there`, expected: `${generator} without a device` }),
  ];
}

/** Swap of the image is switched off now and for every boot to come. */
function commands({ host, group }: ServiceContext): readonly Observation[] {
  const masked = systemctl(group, "mask").map(({ unit }) => unit);
  const wanted: readonly (readonly [is: boolean, what: string])[] = [
    [
      commandsNamed(group, "swapoff").some(({ args }) => args.some((arg) => ["-a", "--all"].includes(arg))),
      "swapoff --all",
    ],
    [
      commandsNamed(group, "sed").some(
        ({ args }) =>
          args.includes("/etc/fstab") &&
          args.some((arg) => /^(-i|--in-place)/.test(arg)) &&
          args.some((arg) => /swap.*\/(d|s?.*#)/.test(arg)),
      ),
      "swap taken out of /etc/fstab",
    ],
    [masked.includes("swap.target"), "systemctl mask swap.target"],
    [masked.includes("zramswap.service"), "systemctl mask zramswap.service"],
  ];
  return wanted.map(([is, what]) =>
    is ? passIf(true, { actual: what, expected: what }) : missing(host, what, what),
  );
}
