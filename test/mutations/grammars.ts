/** A line that says something. */
export interface Line {
  /** What it is known by in its file. */
  readonly key: string;
  /** Number of the line, from 0. */
  readonly index: number;
  /** What stands before and after its value. */
  readonly before: string;
  readonly after: string;
}

type Grammar = (content: string) => readonly Line[];

const WHOLE_LINE = { before: "", after: "" };

/** Units, journald.conf and their like: `Service.User`, the value behind the equals sign. */
const ini: Grammar = (content) => {
  let section = "";
  return meaningful(content).flatMap(({ text, index }) => {
    const heading = /^\[(.+)\]$/.exec(text)?.[1];
    if (heading !== undefined) {
      section = heading;
      return [];
    }
    const [, key = ""] = /^([^=]+)=/.exec(text) ?? [];
    return [{ key: `${section}.${key.trim()}`, index, before: `${key}=`, after: "" }];
  });
};

/** sysctl.d: the value behind ` = `. */
const sysctl: Grammar = (content) =>
  meaningful(content).map(({ text, index }) => {
    const [before = "", key = ""] = /^(\S+)\s*=\s*/.exec(text) ?? [];
    return { key, index, before, after: "" };
  });

/** Files whose lines begin with a word that says what they are about: chrony.conf. */
const words: Grammar = (content) =>
  meaningful(content).map(({ text, index }) => {
    const [before = "", key = ""] = /^(\S+)\s?/.exec(text) ?? [];
    return { key, index, before, after: "" };
  });

/** logrotate: directives by the files that they rotate. */
const logrotate: Grammar = (content) => {
  let section = "";
  return meaningful(content).flatMap(({ text, raw, index }) => {
    if (text.endsWith("{")) {
      section = text.slice(0, -1).trim();
      return [{ key: section, index, before: "", after: " {" }];
    }
    if (/^(\}|endscript)$/.test(text)) return [];
    const [, key = ""] = /^(\S+)/.exec(text) ?? [];
    const indent = /^\s*/.exec(raw)?.[0] ?? "";
    return [{ key: `${section.split(" ")[0]} ${key}`, index, before: indent, after: "" }];
  });
};

/** nftables: statements by their chain. */
const nftables: Grammar = (content) => {
  let chain = "";
  return meaningful(content).flatMap(({ text, index }) => {
    const named = /^chain (\S+)/.exec(text)?.[1];
    if (named !== undefined) chain = named;
    if (named !== undefined || /^(table|counter \S+ \{)|^\}$/.test(text)) return [];
    return [{ key: `${chain}: ${text}`, index, ...WHOLE_LINE }];
  });
};

/** Scripts: each line that does something. */
const script: Grammar = (content) =>
  meaningful(content)
    .filter(({ text }) => !/^(fi|done.*|else|esac|then|\}|\)|;;|FACTS|\*\) ;;|amazon-\*\) ;;)$/.test(text))
    .map(({ text, index }) => ({ key: text, index, ...WHOLE_LINE }));

/** Files whose lines stand for themselves: tmpfiles.d, sysusers.d, limits.d, rsyslog.conf, lists. */
const lines: Grammar = (content) =>
  meaningful(content)
    .filter(({ text }) => !/^[{}]$/.test(text))
    .map(({ text, index }) => ({ key: text, index, ...WHOLE_LINE }));

/** A file that is looked at as a whole. */
const opaque: Grammar = () => [];

const GRAMMARS: readonly (readonly [RegExp, Grammar])[] = [
  [/\.pem$/, opaque],
  [/\/sysctl\.d\//, sysctl],
  [/\/nftables\.conf$/, nftables],
  [/\/chrony(\/chrony)?\.conf$/, words],
  [/\/logrotate\.d\//, logrotate],
  [/\/systemd\/.*\.(conf|service|timer|mount|path|socket|slice|target)$/, ini],
  [/\.sh$|\/zshenv$|\/s?bin\//, script],
];

/** How the lines of a file are read. */
export function grammarOf(path: string): Grammar {
  return GRAMMARS.find(([pattern]) => pattern.test(path))?.[1] ?? lines;
}

function meaningful(
  content: string,
): readonly { readonly text: string; readonly raw: string; readonly index: number }[] {
  return content
    .split("\n")
    .map((raw, index) => ({ raw, text: raw.trim(), index }))
    .filter(({ text }) => text !== "" && !text.startsWith("#"));
}
