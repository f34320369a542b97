import type { Host } from "../evidence/host";

/** What rsyslog does with the audit lines that Vault hands to syslog. */
export interface SyslogPath {
  /** Where they are written. */
  readonly files: readonly string[];
  /** Every file that it writes. */
  readonly all: readonly string[];
  /** Longest message in bytes; the rest of a longer one is lost. */
  readonly longest: number;
  /** Whether lines that come too fast are dropped on the way. */
  readonly drops: readonly string[];
}

/** Files of rsyslog's configuration. */
const CONFIGURATION = /^\/etc\/rsyslog(\.conf|\.d\/[^/]+\.conf)$/;
const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
/** What rsyslog takes where nothing is said. */
const DEFAULT_LONGEST = 8096;

/** Reads rsyslog's configuration; `undefined` where there is none. */
export function syslogPath(host: Host): SyslogPath | undefined {
  const files = host.filesAt(CONFIGURATION);
  if (files.length === 0) return undefined;
  const text = files
    .map(({ content }) => content)
    .join("\n")
    .replaceAll(/^\s*#.*$/gm, "");
  const [, amount = "", unit = ""] = /maxMessageSize\s*=\s*"(\d+)\s*([kmg]?)b?"/i.exec(text) ?? [];
  const longest = amount === "" ? DEFAULT_LONGEST : Number(amount) * (UNITS[unit.toLowerCase()] ?? 1);
  return { files: auditFiles(text), all: filesIn(text), longest, drops: dropsIn(text) };
}

/** Files of the block that takes messages of Vault with the facility AUTH, and of old-style lines for `auth`. */
function auditFiles(text: string): readonly string[] {
  const blocks = [...text.matchAll(/\bif\s+([^{]*?)\s+then\s*\{([^}]*)\}/g)]
    .filter(
      ([, condition = ""]) =>
        /\$programname\s*==\s*'vault'/.test(condition) &&
        /'auth(priv)?'/.test(condition) &&
        !/\bnot\b/.test(condition),
    )
    .map(([, , body = ""]) => body);
  const first = blocks[0] ?? "";
  const written = filesIn(first);
  const classic = [...text.matchAll(/^\s*(?:[\w,*]+\.\w+;)*auth(?:,authpriv)?\.\*\s+-?(\/\S+)/gm)].map(
    ([, path = ""]) => path,
  );
  return [...written, ...classic];
}

/** Files that actions write. */
function filesIn(text: string): readonly string[] {
  return [...text.matchAll(/\baction\s*\(([^)]*)\)/g)]
    .map(([, settings = ""]) => settings)
    .filter((settings) => /type="omfile"/.test(settings))
    .flatMap((settings) => /\bfile="([^"]+)"/.exec(settings)?.[1] ?? []);
}

/** Inputs that drop by themselves: the journal's limit of 20000 lines in ten minutes, the socket's, discards of queues. */
function dropsIn(text: string): readonly string[] {
  const inputs = [...text.matchAll(/\b(?:module|input)\s*\(([^)]*)\)/g)].map(([, settings = ""]) => settings);
  const read = inputs.filter((settings) => /"im(journal|uxsock)"/.test(settings));
  if (read.length === 0 && !/\$ModLoad\s+im(journal|uxsock)/.test(text))
    return ["no input reads what Vault says"];
  return read
    .filter((settings) => {
      const interval = /Rate[Ll]imit\.?[Ii]nterval\s*=\s*"(\d+)"/.exec(settings)?.[1];
      return interval === undefined ? /"imjournal"/.test(settings) : interval !== "0";
    })
    .map((settings) => settings.replaceAll(/\s+/g, " ").trim());
}
