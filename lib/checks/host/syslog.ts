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
  /** What new files are denied; `undefined` where the distribution's unit decides. */
  readonly umask: number | undefined;
  /** Files that everybody may read or write, as they are made. */
  readonly open: readonly string[];
  /** Whose they are, where that is said. */
  readonly owners: readonly string[];
  /** What takes messages from other machines. */
  readonly listening: readonly string[];
}

/** Files of rsyslog's configuration. */
const CONFIGURATION = /^\/etc\/rsyslog(\.conf|\.d\/[^/]+\.conf)$/;
const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
/** What rsyslog takes where nothing is said. */
const DEFAULT_LONGEST = 8096;
const DEFAULT_MODE = "0644";

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
  return {
    files: auditFiles(text),
    all: filesIn(text),
    longest,
    drops: dropsIn(text),
    listening: [
      ...text.matchAll(
        /\b(?:module|input)\s*\([^)]*"im(?:udp|tcp|ptcp|relp|gssapi|dtls)"[^)]*\)|^\s*\$(?:UDPServerRun|InputTCPServerRun|InputPTCPServerRun|InputRELPServerRun)\b.*/gm,
      ),
    ].map(([line]) => line.replaceAll(/\s+/g, " ").trim()),
    ...modesIn(text),
  };
}

/** Modes of new files: what an action asks for, less what the umask takes away. */
function modesIn(text: string): Pick<SyslogPath, "umask" | "open" | "owners"> {
  const said = [...text.matchAll(/\bumask\s*=\s*"([0-7]+)"|^\s*\$UMASK\s+([0-7]+)/gim)].at(-1);
  const umask = said === undefined ? undefined : Number.parseInt(said[1] ?? said[2] ?? "", 8);
  const byDefault =
    [...text.matchAll(/^\s*\$FileCreateMode\s+([0-7]+)/gim)].at(-1)?.[1] ??
    /"builtin:omfile"[^)]*\bfileCreateMode\s*=\s*"([0-7]+)"/i.exec(text)?.[1] ??
    DEFAULT_MODE;
  const open = outputsIn(text).filter((settings) => {
    const mode = /\bfileCreateMode\s*=\s*"([0-7]+)"/i.exec(settings)?.[1] ?? byDefault;
    return (Number.parseInt(mode, 8) & ~(umask ?? 0) & 0o007) !== 0;
  });
  return {
    umask,
    open: open.map((settings) => /\bfile="([^"]+)"/.exec(settings)?.[1] ?? settings.trim()),
    owners: outputsIn(text).flatMap((settings) => /\bfileOwner="([^"]+)"/i.exec(settings)?.[1] ?? []),
  };
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
  return outputsIn(text).flatMap((settings) => /\bfile="([^"]+)"/.exec(settings)?.[1] ?? []);
}

/** Settings of actions that write files. */
function outputsIn(text: string): readonly string[] {
  return [...text.matchAll(/\baction\s*\(([^)]*)\)/g)]
    .map(([, settings = ""]) => settings)
    .filter((settings) => /type="omfile"/.test(settings));
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
