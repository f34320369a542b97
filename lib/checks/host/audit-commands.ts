import type { NodeGroup } from "../evidence/node-group";
import { Resource } from "../evidence/resource";
import type { Json } from "../evidence/value";
import { commandsNamed, type NodeCommand } from "./commands";
import { requests } from "./initialisation";

/** Audit devices that scripts on the nodes enable: `vault audit enable file file_path=...`, or a request to `sys/audit/`. */
export function enabledDevices(group: NodeGroup): readonly Resource[] {
  return [
    ...commandsNamed(group, "vault", "bao").flatMap((command) => deviceOf(command, group) ?? []),
    ...commandsNamed(group, "vault_api", "curl").flatMap((command) => requested(command, group) ?? []),
  ];
}

/** What is asked for as JSON among the words of a command. */
function requested(command: NodeCommand, { address }: NodeGroup): Resource | undefined {
  if (!requests(command, /(^|\/)sys\/audit\/[^/]+$/)) return undefined;
  const body = command.words.find((word) => /^\{.*\}$/s.test(word)) ?? "";
  try {
    const attributes: Record<string, Json> = JSON.parse(body);
    return new Resource({ address, type: "vault_audit", mode: "managed", attributes });
  } catch {
    return undefined;
  }
}

function deviceOf({ args }: NodeCommand, { address }: NodeGroup): Resource | undefined {
  const at = args.indexOf("enable");
  if (at < 1 || args[at - 1] !== "audit") return undefined;
  const rest = args.slice(at + 1);
  const flags = rest.filter((word) => word.startsWith("-"));
  const [type = "", ...settings] = rest.filter((word) => !word.startsWith("-"));
  const options = settings
    .filter((setting) => setting.includes("="))
    .map((setting): readonly [string, Json] => {
      const equals = setting.indexOf("=");
      return [setting.slice(0, equals), asWritten(setting.slice(equals + 1))];
    });
  return new Resource({
    address,
    type: "vault_audit",
    mode: "managed",
    attributes: {
      type,
      local: flags.some((flag) => /^--?local(=true)?$/.test(flag)),
      options: Object.fromEntries(options),
    },
  });
}

/** What a variable of the shell holds is not known. */
function asWritten(value: string): string {
  return /\$/.test(value) ? "${shell}" : value;
}
