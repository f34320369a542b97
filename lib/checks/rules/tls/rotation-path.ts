import { fits } from "../../engine/assertions";
import { type Observation, pass, passIf, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { onListeners, onServer, type ServerContext } from "../../engine/server-assertions";
import { clusterGroups, MACHINES, missing } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { tcpListeners } from "../../host/listeners";
import type { NodeCommand } from "../../host/node-commands";
import { serviceCommands } from "../../host/service-commands";
import { isEnabled, type Timer, timersOf } from "../../host/timers";
import { VaultService } from "../../host/vault-service";
import { isWithin, writableFolders } from "../../host/writable-folders";

const DAY = 86_400;
const EXPECTED = "a timer whose service renews the certificate and has Vault reload it";

export const rotationPath = defineRule({
  id: "TLS-07",
  title: "Certificates are renewed long before they end",
  severity: "warning",
  since: "0.1.0",
  rationale: "A certificate that nobody renews ends on a weekend, and Vault with it for all its clients.",
  remediation:
    "Let a timer renew the certificate at least three times in its life and reload Vault by SIGHUP; keep its paths fixed and its files root's.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/configuration/listener/tcp",
    "https://www.freedesktop.org/software/systemd/man/252/systemd.timer.html",
  ],
  guide: ["C01", "S34"],
  controls: {
    soc2: ["CC6.1", "CC7.1"],
    pciDss: ["4.2.1", "12.3.3"],
    iso27001: ["A.8.24", "A.8.9"],
    nist80053: ["SC-17", "SC-12"],
  },
  claims: MACHINES,
  subjects: clusterGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onServer((server, context) => [
    ...renewal(context),
    ...onListeners(server, ({ settings }) =>
      ["tls_cert_file", "tls_key_file"].map((name) =>
        fits(
          settings.at(name),
          `${name} is a fixed path in a folder that nobody else writes`,
          (got) =>
            /^\/[\w./-]+$/.test(String(got)) &&
            !/^\/(tmp|var\/tmp|dev|run|home|proc)\//.test(String(got)) &&
            !writableFolders(context.host).some((folder) => isWithin(String(got), folder)),
        ),
      ),
    ),
    ...tcpListeners(server)
      .map(({ settings }) => settings.at("tls_cert_file").literal)
      .filter((path) => typeof path === "string")
      .slice(0, 1)
      .flatMap((path) => rootOwned(context.host, path.slice(0, path.lastIndexOf("/")))),
  ]),
});

function renewal({ host }: ServerContext): readonly Observation[] {
  const timers = timersOf(host).filter(({ service }) => reloads(host, serviceCommands(host, service)));
  if (timers.length === 0) return [missing(host, EXPECTED, EXPECTED)];
  const enabled = timers.filter(({ name }) => isEnabled(host, name));
  if (enabled.length === 0) {
    const said = {
      actual: `${timers.map(({ name }) => name).join(", ")} is enabled by nothing`,
      expected: EXPECTED,
    };
    return [
      host.isComplete ? passIf(false, said) : unknown({ ...said, reason: "it may be enabled elsewhere" }),
    ];
  }
  return [
    ...enabled.map((timer) => oftenEnough(timer, host)),
    ...reloadIsHangup(host),
    ...timers.flatMap(({ service }) => serviceCommands(host, service).flatMap(installed)),
  ];
}

/** A third of the life of a certificate; a day where nobody says how long that is. */
function oftenEnough({ name, period }: Timer, host: Host): Observation {
  const days = host.parsed("/etc/hardened-vault/certificates.json", validityIn, "validity");
  const most = days === undefined ? DAY : (days * DAY) / 3;
  const said = {
    actual:
      period === Number.POSITIVE_INFINITY
        ? `nothing but a boot starts ${name}`
        : `${name} elapses every ${period ?? "unknown number of"} s`,
    expected: `less than ${most} s, a third of the life of a certificate`,
  };
  if (period === undefined) return unknown({ ...said, reason: "its calendar is not read here" });
  return passIf(days === undefined ? period <= most : period < most, said);
}

function validityIn(content: string): number | undefined {
  try {
    const days = Number((JSON.parse(content) as { validityDays?: unknown }).validityDays);
    return Number.isFinite(days) ? days : undefined;
  } catch {
    return undefined;
  }
}

/** What a program puts in place as a certificate or a key is root's; nobody else writes it, and strangers read no key. */
function installed({ words, from }: NodeCommand): readonly Observation[] {
  const files = words.filter((word) => /(^|\/)(cert|key)\.pem$/.test(word));
  if (!words.some((word) => /(^|\/)install$/.test(word)) || files.length === 0) return [];
  const [owner, mode] = ["owner", "mode"].map((name) => optionOf(words, name));
  const bits = Number.parseInt(mode ?? "", 8);
  return [
    passIf((owner ?? "root") === "root" && (bits & 0o027) === 0, {
      actual: `${from} installs ${files.join(", ")} as ${owner ?? "root"}'s, ${mode ?? "no mode"}`,
      expected: "files of root's, 0640 or less",
    }),
  ];
}

/** Value of an option, `-m 0640`, `-m0640` or `--mode=0640`. */
function optionOf(words: readonly string[], name: string): string | undefined {
  const short = `-${name[0]}`;
  const index = words.findIndex((word) => word.startsWith(short) || word.startsWith(`--${name}=`));
  const word = words[index] ?? "";
  if (index === -1) return undefined;
  return word === short ? words[index + 1] : word.replace(/^--\w+=|^-\w/, "");
}

/** Whether one of these has Vault reload: by its unit, or by the signal itself. */
function reloads(host: Host, commands: readonly NodeCommand[]): boolean {
  const unit = VaultService.of(host)?.name ?? "vault.service";
  const names = new Set([unit, unit.replace(/\.service$/, "")]);
  return commands.some(({ words }) => {
    const program = words.map((word) => word.split("/").at(-1) ?? "");
    if (!words.some((word) => names.has(word))) return false;
    if (program.includes("systemctl")) {
      return (
        words.some((word) => /^(try-)?reload(-or-restart|-or-try-restart)?$/.test(word)) ||
        (words.includes("kill") && isHangup(words))
      );
    }
    return (
      program.some((word) => word === "pkill" || word === "killall" || word === "kill") && isHangup(words)
    );
  });
}

function isHangup(words: readonly string[]): boolean {
  return /(^| )(-HUP|-SIGHUP|-1|(-s|--signal)[ =]?(SIG)?HUP)( |$)/.test(words.join(" "));
}

/** What a reload of Vault's unit does is the signal that Vault reads its certificate again by. */
function reloadIsHangup(host: Host): readonly Observation[] {
  const service = VaultService.of(host);
  if (service === undefined) return [];
  const lines = service.unit.list("Service", "ExecReload");
  const said = { actual: `ExecReload=${lines.join(" ")}`, expected: "SIGHUP to the main process" };
  const isRight = lines.some(
    (line) => /(^|\/)kill\s/.test(line) && isHangup(line.split(/\s+/)) && /\$\{?MAINPID/.test(line),
  );
  return [isRight ? pass(said) : passIf(false, said)];
}

/** Files beside the certificate are root's, and nobody else's to write. */
function rootOwned(host: Host, folder: string): readonly Observation[] {
  return host.files
    .filter(({ path }) => isWithin(path, folder))
    .map(({ path, owner, mode }) =>
      passIf(owner === "root" && (mode & 0o022) === 0, {
        actual: `${path} is ${owner}'s, ${mode.toString(8)}`,
        expected: "files of root's that nobody else writes",
      }),
    );
}
