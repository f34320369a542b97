import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { commandsOn } from "./commands";

/** Who is given somebody else's rights by sudoers(5) or doas.conf(5): names, `%group`, `ALL`. */
export function privilegedNames(host: Host, group: NodeGroup): readonly string[] {
  const files = host
    .filesAt(/^\/(etc\/sudoers(\.d\/[^/]+)?|etc\/doas\.conf|usr\/lib\/sudo\/[^/]+)$/)
    .flatMap(({ content }) => content.replaceAll(/\\\n/g, " ").split("\n"));
  const commands = commandsOn(group);
  const writers = new Set(
    commands
      .filter(({ writesTo, words }) =>
        [...writesTo, ...words].some((word) => /^\/etc\/(sudoers|doas)/.test(word)),
      )
      .map(({ source, line }) => `${source}:${line}`),
  );
  const written = commands
    .filter(({ source, line }) => writers.has(`${source}:${line}`))
    .flatMap(({ args, hereDocument }) => [...args, ...(hereDocument?.split("\n") ?? [])]);
  return [...files, ...written].flatMap(namesIn);
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
