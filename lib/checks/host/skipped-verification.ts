import { remembered, rememberedOf } from "../../core/remembered";
import type { Host, HostFile } from "../evidence/host";
import type { Json } from "../evidence/value";
import { filesOfCommands, isScript, type NodeCommand } from "./node-commands";
import type { ShellCommand } from "./shell";
import { UnitFile } from "./unit-file";

/** A place that tells a program not to verify whom it speaks to. */
export interface SkippedVerification {
  /** What stands there. */
  readonly what: string;
  /** Whether it is sure; else a variable decides. */
  readonly isKnown: boolean;
}

const FALSE_OPTION = /sslverify=(0|false|no|off)$/i;
const APT_OPTION = /Verify-(Peer|Host)=["']?(false|no|0|off)/i;
const VAULT_OPTION = /^--?tls-skip-verify(=(?!f|0)\S*)?$/i;
const TEMPLATE_OPTION = /^--?(vault-)?ssl-verify=(false|0|f)$/i;
const WGET_OPTION = /^--no-check-cert(ificate)?$/;

/** Options of programs that turn verification off. Short options of curl are written together. */
const OPTIONS: ReadonlyMap<string, RegExp> = new Map([
  ["curl", /^(-[^-AbcCdDeEFhHKmoPQrtTuUwxXyYz]*k\w*|--insecure|--proxy-insecure|--doh-insecure)$/],
  ["wget", WGET_OPTION],
  ["wget2", WGET_OPTION],
  ["vault", VAULT_OPTION],
  ["bao", VAULT_OPTION],
  ["openbao", VAULT_OPTION],
  ["consul-template", TEMPLATE_OPTION],
  ["envconsul", TEMPLATE_OPTION],
  ["aws", /^--no-verify-ssl$/],
  ["yum", FALSE_OPTION],
  ["dnf", FALSE_OPTION],
  ["microdnf", FALSE_OPTION],
  ["git", FALSE_OPTION],
  ["apt", APT_OPTION],
  ["apt-get", APT_OPTION],
  ["pip", /^--trusted-host/],
  ["pip3", /^--trusted-host/],
]);

/** Variables that turn verification off when they are on. */
const ON = new Set([
  "VAULT_SKIP_VERIFY",
  "BAO_SKIP_VERIFY",
  "GIT_SSL_NO_VERIFY",
  "CURL_INSECURE",
  "CONSUL_TEMPLATE_SKIP_VERIFY",
]);
/** Variables that turn verification off when they are off. */
const OFF = new Set([
  "PYTHONHTTPSVERIFY",
  "NODE_TLS_REJECT_UNAUTHORIZED",
  "VAULT_SSL_VERIFY",
  "CONSUL_HTTP_SSL_VERIFY",
]);
/** Addresses of Vault that must not be plain. */
const ADDRESS = new Set(["VAULT_ADDR", "BAO_ADDR", "VAULT_AGENT_ADDR", "BAO_AGENT_ADDR"]);

/** Keys of configurations, without `_` and `-`, that turn verification off when they are on, and when they are off. */
const KEYS_ON = new Set([
  "insecure",
  "insecureskipverify",
  "insecuretls",
  "noverifyssl",
  "skiptlsverify",
  "skipverify",
  "sslskipverify",
  "tlsskipverify",
]);
const KEYS_OFF = new Set([
  "checkcertificate",
  "sslverify",
  "tlsverify",
  "verifypeer",
  "verifyssl",
  "verifytls",
]);

/** Each key, variable and option above has one of these in it. */
const WORDS = /insecure|verify|check[_-]?cert|unauthorized|http:|^\s*-k\b/im;

const TRUE = /^(1|t|true|yes|on)$/i;
const FALSE = /^(0|f|false|no|off)$/i;

/** Everything on a host that skips verification. */
export function skippedOn(host: Host): readonly SkippedVerification[] {
  // Most files have no word of it, and need not be read.
  const worded = host.files.filter(({ content }) => isWorded(content));
  return [
    ...filesOfCommands(host).flatMap(skippedByAll),
    ...worded.flatMap((file) => [...variablesOf(file), ...settingsOf(file)]),
  ];
}

const isWorded = remembered(256, (content) => WORDS.test(content));

const skippedByAll = rememberedOf((commands: readonly NodeCommand[]) =>
  commands.flatMap((command) => skippedBy(command, command.from)),
);

/** What a command skips. */
export function skippedBy(
  { words, assignments }: Pick<ShellCommand, "assignments" | "words">,
  from: string,
): readonly SkippedVerification[] {
  const found: SkippedVerification[] = [];
  for (const [start, program] of words.entries()) {
    const option = OPTIONS.get(program.slice(program.lastIndexOf("/") + 1));
    if (option === undefined) continue;
    for (const word of words.slice(start + 1)) {
      if (option.test(word)) found.push({ what: `${from}: ${program} ${word}`, isKnown: true });
    }
  }
  for (const word of [...assignments, ...words]) found.push(...skippedByVariable(word, from));
  return found;
}

/** What an assignment skips: `VAULT_SKIP_VERIFY=1`. */
export function skippedByVariable(assignment: string, from: string): readonly SkippedVerification[] {
  const equals = assignment.indexOf("=");
  if (equals === -1) return [];
  const name = assignment.slice(0, equals).trimStart();
  if (!ON.has(name) && !OFF.has(name) && !ADDRESS.has(name)) return [];
  const value = assignment
    .slice(equals + 1)
    .replaceAll(/["']/g, "")
    .trim();
  const what = `${from}: ${name}=${value}`;
  if (ADDRESS.has(name)) return /^http:/i.test(value) ? [{ what, isKnown: true }] : [];
  if (/[$@]/.test(value)) return [{ what, isKnown: false }];
  return (ON.has(name) ? !FALSE.test(value) && value !== "" : FALSE.test(value))
    ? [{ what, isKnown: true }]
    : [];
}

/** What keys of a document skip, at any depth. */
export function skippedIn(value: Json | undefined, from: string, path = ""): readonly SkippedVerification[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = path === "" ? key : `${path}.${key}`;
    return typeof inner === "object"
      ? skippedIn(inner as Json, from, place)
      : skippedByKey(key, inner, `${from}: ${place}`);
  });
}

function skippedByKey(key: string, value: Json, what: string): readonly SkippedVerification[] {
  const name = key.toLowerCase().replaceAll(/[_-]/g, "");
  if (!KEYS_ON.has(name) && !KEYS_OFF.has(name)) return [];
  const text = String(value).trim();
  if (text.includes("${")) return [{ what: `${what} = ${text}`, isKnown: false }];
  return (KEYS_ON.has(name) ? TRUE : FALSE).test(text) ? [{ what: `${what} = ${text}`, isKnown: true }] : [];
}

/** Variables that a file sets for services or sessions. */
function variablesOf({ path, content }: HostFile): readonly SkippedVerification[] {
  if (path.includes("/systemd/")) {
    const unit = new UnitFile([content]);
    return [...unit.list("Service", "Environment"), ...unit.list("Manager", "DefaultEnvironment")]
      .flatMap((line) => line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
      .flatMap((word) => skippedByVariable(word.replace(/^["']|["']$/g, ""), path));
  }
  if (!/\.env$|\/environment(\.d\/.*)?$|\/(default|sysconfig)\//.test(path)) return [];
  return content.split("\n").flatMap((line) => skippedByVariable(line.replace(/^\s*export\s+/, ""), path));
}

/** Settings of a configuration: JSON as such, else lines of a key and a value. */
function settingsOf(file: HostFile): readonly SkippedVerification[] {
  const { path, content } = file;
  if (path.endsWith("curlrc")) {
    return content
      .split("\n")
      .filter((line) => /^\s*(-k|-*insecure)\b/.test(line))
      .map((line) => ({ what: `${path}: ${line.trim()}`, isKnown: true }));
  }
  if (isScript(file)) return [];
  if (content.trimStart().startsWith("{")) {
    try {
      return skippedIn(JSON.parse(content) as Json, path);
    } catch {
      return [];
    }
  }
  return content.split("\n").flatMap((line) => {
    const [, key = "", value = ""] =
      /^\s*(?:- )?["']?([\w.-]+)["']?\s*[:=]\s*["']?([^\s"',;#]+)["']?/.exec(line) ?? [];
    return key === "" ? [] : skippedByKey(key.split(".").at(-1) ?? "", value, `${path}: ${key}`);
  });
}
