import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { commandsOn, picked } from "./commands";

/** Who is given somebody else's rights by sudoers(5) or doas.conf(5): names, `%group`, `ALL`. */
export function privilegedNames(host: Host, group: NodeGroup): readonly string[] {
  const files = host
    .filesAt(/^\/(etc\/sudoers(\.d\/[^/]+)?|etc\/doas\.conf|usr\/lib\/sudo\/[^/]+)$/)
    .flatMap(({ content }) => content.replaceAll(/\\\n/g, " ").split("\n"));
  return [...files, ...linesWritten(group)].flatMap(namesIn);
}

const naming = picked(({ writesTo, words }) =>
  [...writesTo, ...words].some((word) => word.startsWith("/etc/sudoers") || word.startsWith("/etc/doas")),
);

/** What commands write that name such a file in their line. */
function linesWritten(group: NodeGroup): readonly string[] {
  const lines = new Set(naming(group).map(({ source, line }) => `${source}:${line}`));
  if (lines.size === 0) return [];
  return commandsOn(group)
    .filter(({ source, line }) => lines.has(`${source}:${line}`))
    .flatMap(({ args, hereDocument }) => [...args, ...(hereDocument?.split("\n") ?? [])]);
}

function namesIn(line: string): readonly string[] {
  const text = line.trim().replace(/^["']|["']$/g, "");
  const alias = /^User_Alias\s+\w+\s*=\s*(.+)$/.exec(text)?.[1];
  const users = alias ?? /^((?:[^\s,=]+\s*,\s*)*[^\s,=]+)\s+[^=]+=/.exec(text)?.[1];
  const permitted = /^permit\s+(?:\w+\s+)*?(:?[\w-]+)(\s+as|\s+cmd|$)/.exec(text)?.[1];
  if (permitted !== undefined) return [permitted.replace(":", "%")];
  if (users === undefined || /^(#(?!\d)|Defaults|[A-Z]\w*_Alias\b)/.test(alias === undefined ? text : ""))
    return [];
  return users.split(/\s*,\s*/);
}
