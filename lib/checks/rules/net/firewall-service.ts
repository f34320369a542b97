import { fail, type Observation, passIf, unknown } from "../../engine/observation";
import type { Host } from "../../evidence/host";
import type { Firewall } from "../../host/firewall";
import { reachable, type ShellCommand } from "../../host/shell";
import { UnitFile } from "../../host/unit-file";
import { VaultService } from "../../host/vault-service";

/** Where the filter is told. */
const PLACES = ["/etc/nftables.conf", "/etc/sysconfig/nftables.conf", "/etc/nftables/main.nft", "/dev/stdin"];
const SERVICE = /^nftables(\.service)?$/;

/** The filter is loaded at every boot, before Vault, and nothing takes it away. */
export function firewallService(host: Host, firewall: Firewall, userData: string): readonly Observation[] {
  const scripts = host
    .filesAt(/^\/usr\/local\/(s?bin|lib)\/.+|\.sh$/)
    .filter(({ content }) => /nft|tables/.test(content))
    .filter(({ path, content }) => path.endsWith(".sh") || /^#!.*\b(ba|da)?sh\b/.test(content))
    .flatMap(({ path }) => host.parsed(path, reachable, "reachable") ?? []);
  // What user data says itself comes after the steps that it starts.
  const commands = [...scripts, ...(/nft|tables/.test(userData) ? reachable(userData) : [])];
  return [
    enabled(host, commands),
    ...before(host),
    ...loads(host),
    ...undone(commands, firewall),
    read(host, commands),
  ];
}

function enabled(host: Host, commands: readonly ShellCommand[]): Observation {
  const switching = commands.filter(
    ({ words }) => /(^|\/)systemctl$/.test(words[0] ?? "") && words.some((word) => SERVICE.test(word)),
  );
  const verbs = switching.flatMap(({ words }) =>
    words.filter((word) => ["enable", "reenable", "disable", "mask", "stop"].includes(word)),
  );
  const isStarted = switching.some(({ words }) =>
    words.some((word) => ["--now", "start", "restart", "reload", "reload-or-restart"].includes(word)),
  );
  const isLinked = host.filesAt(/\.wants\/nftables\.service$/).length > 0;
  const preset = host
    .filesAt(/\/system-preset\/[^/]+\.preset$/)
    .some(({ content }) => /^enable nftables/m.test(content));
  const said = {
    actual:
      verbs.length > 0
        ? `systemctl ${verbs.join(", ")} nftables.service`
        : "nothing enables nftables.service",
    expected: "nftables.service is enabled and started",
  };
  const last = verbs.filter((verb) => verb !== "reenable").at(-1) ?? (isLinked || preset ? "enable" : "");
  if (last === "" && !host.isComplete) {
    return unknown({ ...said, reason: "another script or the image may enable it" });
  }
  return passIf(last === "enable" && (isStarted || verbs.length === 0), said);
}

/** Vault starts after the filter, and not without it. */
function before(host: Host): readonly Observation[] {
  const service = VaultService.of(host);
  if (service === undefined) return [];
  const has = (...keys: readonly string[]) =>
    keys.some((key) => service.unit.words("Unit", key).some((word) => SERVICE.test(word)));
  return [
    passIf(has("After") && has("Requires", "BindsTo", "Requisite"), {
      actual: `${service.name} is ${has("After") ? "after" : "not after"} nftables.service and ${has("Requires", "BindsTo", "Requisite") ? "requires" : "does not require"} it`,
      expected: "vault.service starts after nftables.service and requires it",
    }),
  ];
}

/** A unit or drop-in of the stack's own still loads the rules. */
function loads(host: Host): readonly Observation[] {
  const dropIns = host
    .filesAt(/\/systemd\/system\/(nftables\.service\.d\/[^/]+\.conf|nftables\.service)$/)
    .filter(({ content }) => /^ExecStart\s*=/m.test(content))
    .map(({ content }) => new UnitFile([content]).list("Service", "ExecStart"));
  return dropIns.map((lines) =>
    passIf(
      lines.some((line) => /\bnft\b.*\s(-f|--file)\s/.test(line)),
      {
        actual: `nftables.service runs ${lines.join("; ") || "nothing"}`,
        expected: "nftables.service loads the rules",
      },
    ),
  );
}

/** Commands that open the filter again. */
function undone(commands: readonly ShellCommand[], firewall: Firewall): readonly Observation[] {
  return commands
    .filter(({ words }) => {
      const [program = "", ...rest] = words.map((word) => word.replaceAll(/["']/g, ""));
      const text = rest.join(" ");
      if (/(^|\/)nft$/.test(program) && closesOnly(rest, firewall)) return false;
      if (/(^|\/)nft$/.test(program)) {
        const files = rest.filter((word) => word.startsWith("/"));
        return (
          /\b(flush|delete|destroy|insert|add)\b/.test(text) ||
          (/(^| )(-f|--file)( |$)/.test(text) && files.some((file) => !PLACES.includes(file)))
        );
      }
      return (
        /(^|\/)ip6?tables(-nft)?$/.test(program) && /(^| )(-F|--flush|-P|--policy|-I|-A|-X)( |$)/.test(text)
      );
    })
    .map(({ words }) => fail({ actual: words.join(" "), expected: "nothing changes the filter afterwards" }));
}

/** Whether a command changes a set that no rule admits anybody by: all that it can do more is to drop. */
function closesOnly(words: readonly string[], firewall: Firewall): boolean {
  const [verb = "", kind = "", , , name = ""] = words;
  if (!["add", "delete", "flush"].includes(verb) || !["element", "set"].includes(kind) || name === "")
    return false;
  const admitting = ["input", "output", "forward"]
    .flatMap((hook) => firewall.base(hook))
    .flatMap((chain) => firewall.accepting(chain));
  return !admitting.some(({ text }) => text.split(/\s+/).includes(`@${name}`));
}

/** Amazon Linux reads a place of its own, Debian another: what is in one must be found from the other. */
function read(host: Host, commands: readonly ShellCommand[]): Observation {
  const place = "/etc/sysconfig/nftables.conf";
  const isThere = host.file(place) !== undefined || commands.some(({ writesTo }) => writesTo.includes(place));
  const said = {
    actual: isThere ? `${place} takes the rules in` : `nothing is in ${place}`,
    expected: `rules where nftables.service of Amazon Linux reads them: ${place}`,
  };
  return isThere || host.isComplete
    ? passIf(isThere, said)
    : unknown({ ...said, reason: "another script or the image may put it there" });
}
