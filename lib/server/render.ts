import { renderExtraSettings } from "./extra-settings";
import { renderFields } from "./fields";
import { isPlainObject, type JsonObject } from "./json";
import { requireLiterals } from "./literals";
import { DEFAULT_RAFT_PATH } from "./raft";
import { plain, type Relaxation } from "./relaxable";
import { refused, type Scope, within } from "./scope";
import type { ServerConfiguration } from "./server-configuration";
import { NEVER_AT_TOP, SERVER_DEFAULTS, SERVER_FIELDS, SERVER_KEYS } from "./server-fields";
import type { ServerTarget } from "./settings-by-version";

/**
 * Validates a configuration and renders it as the one file that the server reads: JSON, keys in a fixed order.
 *
 * A default that the server does not know is left out; a setting that the user chose is an error then.
 *
 * @throws SETTING_INVALID, REASON_REQUIRED, LITERAL_REQUIRED, CIDR_WORLD, SETTING_UNKNOWN_TO_VERSION, EDITION_MISMATCH
 */
export function renderServerConfiguration(configuration: ServerConfiguration, target: ServerTarget): string {
  return `${JSON.stringify(write(configuration, target).document, undefined, 2)}\n`;
}

/**
 * Validates a configuration for any server and lists the relaxations in it, in the order of the document.
 *
 * @throws what {@link renderServerConfiguration} throws, except for the version and the edition
 */
export function relaxationsOf(configuration: ServerConfiguration): readonly Relaxation[] {
  return write(configuration).relaxations;
}

function write(
  configuration: ServerConfiguration,
  target?: ServerTarget,
): { readonly document: JsonObject; readonly relaxations: readonly Relaxation[] } {
  const relaxations: Relaxation[] = [];
  const scope: Scope = { what: "", target, relaxed: (relaxation) => relaxations.push(relaxation) };
  if (!isPlainObject(configuration)) {
    requireLiterals("the server configuration", configuration);
    throw refused({ ...scope, what: "the server configuration" }, configuration, "an object with settings");
  }
  const { extraSettings, ...settings } = configuration;
  const known = renderFields(scope, SERVER_FIELDS, settings);
  checkTtls(scope, configuration);
  checkDirectories(scope, configuration);
  checkSeals(scope, configuration);
  const extra = renderExtraSettings(scope, extraSettings, SERVER_KEYS, NEVER_AT_TOP);
  return { document: { ...known, ...extra }, relaxations };
}

function checkTtls(scope: Scope, { defaultLeaseTtl, maxLeaseTtl }: ServerConfiguration): void {
  const usual = plain(defaultLeaseTtl ?? SERVER_DEFAULTS.defaultLeaseTtl);
  const longest = plain(maxLeaseTtl ?? SERVER_DEFAULTS.maxLeaseTtl);
  if (!usual.isLongerThan(longest)) return;
  throw refused(
    within(scope, "default_lease_ttl"),
    usual.toString(),
    `a duration up to max_lease_ttl, which is ${longest}`,
  );
}

function checkDirectories(scope: Scope, configuration: ServerConfiguration): void {
  const data = configuration.storage.raft.path ?? DEFAULT_RAFT_PATH;
  const audit = configuration.auditDirectory ?? SERVER_DEFAULTS.auditDirectory;
  refuseOverlap(within(scope, "auditDirectory"), audit, { "storage.raft.path": data });
  refuseOverlap(within(scope, "plugin_directory"), configuration.pluginDirectory, {
    "storage.raft.path": data,
    "the audit logs": audit,
    log_file: configuration.logFile,
  });
  refuseOverlap(within(scope, "log_file"), configuration.logFile, { "storage.raft.path": data });
}

function refuseOverlap(
  scope: Scope,
  directory: string | undefined,
  others: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, other] of Object.entries(others)) {
    if (directory === undefined || other === undefined) continue;
    if (!`${directory}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${directory}/`)) continue;
    throw refused(
      scope,
      directory,
      `a path apart from ${name}, ${other}: what Vault writes there must not become a plugin or damage the data`,
    );
  }
}

function checkSeals(scope: Scope, { seals, enableMultiseal }: ServerConfiguration): void {
  const enabled = seals.filter(({ disabled }) => plain(disabled ?? false) === false);
  if (enabled.length === 0) throw refused(within(scope, "seal"), undefined, "a seal that is not disabled");
  if (enabled.length === 1 || enableMultiseal === true) return;
  throw refused(
    within(scope, "enable_multiseal"),
    enableMultiseal,
    "true with several enabled seals",
    "keep one seal, mark the one that a migration leaves as disabled, or enable several seals (Enterprise)",
  );
}
