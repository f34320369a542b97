import { fits, oneOf } from "../../engine/assertions";
import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isAbsolutePath, onServer } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { type Json, Value } from "../../evidence/value";
import { VaultService } from "../../host/vault-service";
import { isWithin, writableFolders } from "../../host/writable-folders";

export const saneServerLog = defineRule({
  id: "CFG-08",
  title: "The server's log can be read by machines and tells no secrets",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "At the levels trace and debug, and with requests logged, secrets may stand in the log; filters and alarms need one form of line.",
  remediation: 'Set log_level = "info", log_format = "json" and log_requests_level = "off"; log to journald.',
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration#log_level",
    "https://developer.hashicorp.com/vault/docs/configuration/log-requests-level",
  ],
  guide: ["S15"],
  controls: {
    soc2: ["CC7.2"],
    pciDss: ["10.2.1", "3.3.1"],
    iso27001: ["A.8.15"],
    nist80053: ["AU-12", "SI-11"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, { host }) => [
    ...everywhere(server, host, "log_level", { whenAbsent: "info" }, isQuiet, "info, warn or error"),
    ...everywhere(server, host, "log_format", { whenAbsent: "standard" }, isJson, "json"),
    oneOf(server.at("log_requests_level"), ["off", ""], { whenAbsent: "off" }),
    ...logFile(server.at("log_file"), host),
    ...outputs(host),
    ...(VaultService.of(host)?.option("log-file") ?? []).flatMap((path) =>
      logFile(new Value("-log-file", path), host),
    ),
  ]),
});

/** A setting in the file, in the environment and on the command line: whichever wins, each must be right. */
function everywhere(
  server: Value,
  host: Host,
  name: string,
  options: { readonly whenAbsent: Json },
  condition: (value: Json) => boolean,
  expected: string,
): readonly Observation[] {
  const service = VaultService.of(host);
  const upper = name.toUpperCase();
  const over = [
    ...(service?.option(name.replace("_", "-")) ?? []).map((value) => new Value(`-${name}`, value)),
    ...(service?.environment ?? [])
      .filter((one) => one.name === `VAULT_${upper}` || one.name === `BAO_${upper}`)
      .map(({ name: variable, value }) => new Value(variable, value ?? "${environment}")),
  ];
  const own = server.at(name);
  const isReplaced = own.isAbsent && over.length > 0;
  return (isReplaced ? over : [own, ...over]).map((value) =>
    fits(value, `${value.path} is ${expected}`, condition, options),
  );
}

/** What the unit does with what Vault says: the journal keeps it. */
function outputs(host: Host): readonly Observation[] {
  const unit = VaultService.of(host)?.unit;
  if (unit === undefined) return [];
  return ["StandardOutput", "StandardError"].flatMap((key) => {
    const value = unit.value("Service", key) ?? "";
    if (value === "") return [];
    return [
      passIf(/^(inherit|journal|syslog|kmsg)(\+console)?$/.test(value), {
        actual: `${key}=${value}`,
        expected: `${key}=journal`,
      }),
    ];
  });
}

function isQuiet(value: Json): boolean {
  return ["", "info", "notice", "warn", "warning", "err", "error"].includes(
    String(value).trim().toLowerCase(),
  );
}

function isJson(value: Json): boolean {
  return String(value).trim().toLowerCase() === "json";
}

/** A file of its own lies where Vault may write. */
function logFile(value: Value, host: Host): readonly Observation[] {
  if (value.isAbsent || value.raw === "") return [];
  const { literal } = value;
  if (typeof literal !== "string") return [isAbsolutePath(value)];
  return [
    isAbsolutePath(value),
    passIf(
      writableFolders(host).some((folder) => isWithin(literal, folder)),
      { actual: `${value.path} = ${literal}`, expected: "a file in a folder that Vault may write in" },
    ),
  ];
}
