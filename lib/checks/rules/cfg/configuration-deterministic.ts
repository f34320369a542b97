import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { onServer } from "../../engine/server-assertions";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import type { Value } from "../../evidence/value";
import { blocksOf, tcpListeners } from "../../host/listeners";
import { serverCommands, VaultService } from "../../host/vault-service";
import { environmentFindings } from "./environment-findings";

/** Blocks that a server has once. */
const SINGLE = ["telemetry", "reporting"];
/** Blocks of which a server has one type, once. */
const SINGLE_OF_A_TYPE = ["storage", "ha_storage", "backend", "service_registration"];

export const configurationDeterministic = defineRule({
  id: "CFG-09",
  title: "One file alone says how Vault is configured",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Files that are merged, keys that stand twice and variables of the environment put something else in the place of what was reviewed.",
  remediation:
    "Start one server with one -config that names a file; write each key once; keep Vault's environment empty and its files root's, 0600.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration",
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/docs/commands#environment-variables",
  ],
  guide: ["S13"],
  controls: {
    soc2: ["CC8.1"],
    pciDss: ["2.2.1", "1.2.8"],
    iso27001: ["A.8.9", "A.8.32"],
    nist80053: ["CM-2", "CM-6"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => [
    ...oneCommand(host),
    ...oneFile(host),
    ...onceEach(server, host),
    ...environmentFindings(host),
  ]),
});

function oneCommand(host: Host): readonly Observation[] {
  const commands = serverCommands(host);
  const expected = "one unit that starts one server";
  if (commands.length === 0) return [missing(host, "a unit that starts Vault", expected)];
  const units = commands.map(([unit]) => unit).join(", ");
  return [passIf(commands.length === 1, { actual: `servers are started by ${units}`, expected })];
}

function oneFile(host: Host): readonly Observation[] {
  const service = VaultService.of(host);
  if (service === undefined) return [];
  const named = service.option("config");
  const expected = "-config once, with the path of a file";
  const actual = `-config ${named.length === 0 ? "is not given" : named.join(", ")}`;
  const [only, ...more] = named;
  const read = host.serverFiles.map(({ path }) => path);
  return [
    passIf(only !== undefined && more.length === 0 && isFile(only), { actual, expected }),
    ...(only !== undefined && isFile(only) && (host.isComplete || read.length > 0)
      ? [
          passIf(read.includes(only) && read.length === 1, {
            actual: `${actual}; Vault's files are ${read.join(", ")}`,
            expected: "no other file of Vault's configuration",
          }),
        ]
      : []),
  ];
}

function isFile(path: string): boolean {
  return /^\/.*\/[^/]+\.(json|hcl)$/.test(path);
}

function onceEach(server: Value, host: Host): readonly Observation[] {
  const repeated = host.serverFiles.flatMap(({ path, repeated: keys }) =>
    keys.map((key) => `${key} in ${path}`),
  );
  const addresses = tcpListeners(server).map(({ settings }) => settings.path);
  const methods = blocksOf(server, "user_lockout").map(({ type }) => `user_lockout ${type}`);
  const seals = blocksOf(server, "seal").map(
    ({ type, settings }) => `seal ${settings.at("name").raw ?? type}`,
  );
  const twice = [...addresses, ...methods, ...seals].filter((one, index, all) => all.indexOf(one) !== index);
  const several = [
    ...SINGLE.filter((name) => server.at(name).items.length > 1),
    ...SINGLE_OF_A_TYPE.filter((name) => blocksOf(server, name).length > 1),
  ];
  return [
    passIf(repeated.length + twice.length + several.length === 0, {
      actual: [...repeated, ...twice, ...several].map((name) => `${name} stands more than once`).join(", "),
      expected: "each key and each block of its kind once",
    }),
  ];
}
