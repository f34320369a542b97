import { type Observation, passIf } from "../../engine/observation";
import type { Host } from "../../evidence/host";
import { reachableGroups } from "../../host/sandbox";
import type { UnitFile } from "../../host/unit-file";
import { unitsOf } from "../../host/units";
import { DIRECTIVES, SWITCHES } from "./sandbox-directives";

/** A setting of a unit and whether it holds. */
type Floor = readonly (readonly [key: string, holds: (value: string, unit: UnitFile) => boolean])[];

const isSwitchedOn =
  (key: string) =>
  (_: string, unit: UnitFile): boolean =>
    unit.isOn("Service", key) === true;

const EVERY: Floor = [
  ["LimitCORE", (value) => /^0(:0)?$/.test(value)],
  ["UMask", (value) => (Number.parseInt(value, 8) & 0o077) === 0o077],
  ["NoNewPrivileges", isSwitchedOn("NoNewPrivileges")],
  ["ProtectHome", (value, unit) => value === "tmpfs" || unit.isOn("Service", "ProtectHome") === true],
  ["RestrictAddressFamilies", (value) => value !== "" && !value.startsWith("~")],
];

/** Of what talks to others. */
const CONNECTED: Floor = [
  ["ProtectSystem", (value) => value === "strict"],
  ...["PrivateTmp", "ProtectKernelModules", "ProtectKernelTunables"].map(
    (key) => [key, isSwitchedOn(key)] as const,
  ),
];

/** What a program that is no server of Go's needs, and Vault does not. */
const NEEDED = ["MemoryDenyWriteExecute", "PrivateMounts", "PrivateUsers"];
/** Settings that keep an account in. */
const KEPT = [
  "DevicePolicy",
  "KeyringMode",
  "ProtectProc",
  "SystemCallArchitectures",
  "SystemCallErrorNumber",
];

/** Of what runs under an account of its own: nearly Vault's own sandbox. */
const UNPRIVILEGED: Floor = [
  ...SWITCHES.filter((key) => !NEEDED.includes(key)).map((key) => [key, isSwitchedOn(key)] as const),
  ...DIRECTIVES.filter(({ key }) => KEPT.includes(key)).map(({ key, holds }) => [key, holds] as const),
  [
    "CapabilityBoundingSet",
    (_, unit) =>
      unit.assigned("Service", "CapabilityBoundingSet").join("") === "" &&
      unit.keys("Service").includes("CapabilityBoundingSet"),
  ],
  [
    "SystemCallFilter",
    (_, unit) =>
      /^[^~]/.test(unit.list("Service", "SystemCallFilter")[0] ?? "") &&
      reachableGroups(unit, ["@privileged"]).groups.length === 0,
  ],
  [
    "InaccessiblePaths",
    (_, unit) => unit.words("Service", "InaccessiblePaths").some((path) => path.endsWith("/root")),
  ],
];

/** Programs that serve Vault: less than its sandbox, and never none. */
export function servicesBeside(host: Host, vault: string): readonly Observation[] {
  return unitsOf(host)
    .filter(
      ({ name, unit }) =>
        name !== vault && name.endsWith(".service") && unit.list("Service", "ExecStart").length > 0,
    )
    .map(({ name, unit }) => {
      const lacking = floorOf(unit).filter(([key, holds]) => !holds(unit.value("Service", key) ?? "", unit));
      return passIf(lacking.length === 0, {
        actual:
          lacking.length === 0
            ? `${name} is kept in`
            : `${name} lacks ${lacking.map(([key]) => key).join(", ")}`,
        expected: "services of the node that are kept in as well",
        severity: "warning",
      });
    });
}

function floorOf(unit: UnitFile): Floor {
  const families = unit.words("Service", "RestrictAddressFamilies").filter(Boolean);
  const isConnected = families.length === 0 || families.some((family) => /^~|^AF_INET6?$/.test(family));
  const user = unit.value("Service", "User") ?? "root";
  return [
    ...EVERY,
    ...(isConnected ? CONNECTED : []),
    ...(["root", "0", ""].includes(user) ? [] : UNPRIVILEGED),
  ];
}
