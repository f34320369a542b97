import { type Observation, passIf, unknown } from "../../engine/observation";
import { missing } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { type Variable, VaultService } from "../../host/vault-service";

/** Variables of Vault's own, without its prefix, that change no setting, or that other rules judge by their value. */
const HARMLESS = new Set([
  "ADDR",
  "API_ADDR",
  "CACERT",
  "CLIENT_TIMEOUT",
  "CLUSTER_ADDR",
  "ENABLE_FILE_PERMISSIONS_CHECK",
  "LICENSE_PATH",
  "LOG_FORMAT",
  "LOG_LEVEL",
  "RAFT_DISABLE_MAP_POPULATE",
  "RAFT_INITIAL_MMAP_SIZE",
]);

/** Variables of AWS's own that say where, and neither who nor to whom else. */
const HARMLESS_OF_AWS = new Set([
  "AWS_DEFAULT_REGION",
  "AWS_MAX_ATTEMPTS",
  "AWS_REGION",
  "AWS_RETRY_MODE",
  "AWS_STS_REGIONAL_ENDPOINTS",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_USE_FIPS_ENDPOINT",
]);

/** Variables that change what any program trusts or loads. */
const OF_THE_SYSTEM = new Set(["LD_AUDIT", "LD_LIBRARY_PATH", "LD_PRELOAD", "SSL_CERT_DIR", "SSL_CERT_FILE"]);

/** What Vault's environment puts in the place of its file. */
export function environmentFindings(host: Host): readonly Observation[] {
  const service = VaultService.of(host);
  if (service === undefined) return [];
  const overriding = service.environment.filter(overrides);
  return [
    passIf(overriding.length === 0, {
      actual: overriding.map(({ name, from }) => `${name} is set by ${from}`).join(", "),
      expected: "no variable that takes the place of a setting",
    }),
    ...service.environmentFiles.map((path) => environmentFile(host, path)),
  ];
}

function overrides({ name, value }: Variable): boolean {
  const [, own] = /^(?:VAULT|BAO)_(.+)$/.exec(name) ?? [];
  if (own === "LOG_LEVEL") return value === undefined || /trace|debug/i.test(value);
  if (own !== undefined) return !HARMLESS.has(own);
  if (/^AWS_?/.test(name)) return !HARMLESS_OF_AWS.has(name);
  return OF_THE_SYSTEM.has(name);
}

/** systemd reads it as root; nobody else needs to. */
function environmentFile(host: Host, path: string): Observation {
  const expected = "a file of root's that nobody else reads or writes";
  const file = host.file(path);
  if (file === undefined) return missing(host, path, expected);
  const said = { actual: `${path} is ${file.owner}'s, ${file.mode.toString(8)}`, expected };
  // A script that writes a file says nothing of who may read it.
  if (!host.isComplete) return unknown({ ...said, reason: "who owns it cannot be seen" });
  return passIf(file.owner === "root" && (file.mode & 0o077) === 0, said);
}
