import type { Draft } from "./draft";
import type { Production } from "./production";
import type { EditCase, OverrideCase } from "./rule-cases";

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

/** Part of the address of the machines that the production example runs Vault on. */
export const NODES = "aws_launch_template.vault_nodes";
/** Where Vault's configuration lies. */
export const SERVER_FILE = "/etc/vault.d/vault.json";
/** Where Vault's unit lies. */
export const UNIT_FILE = "/etc/systemd/system/vault.service";

type More = Partial<Pick<EditCase, "on" | "profile" | "says">>;

/** A change of Vault's configuration. */
export function server(when: string, change: (configuration: Editable) => void, more: More = {}): EditCase {
  return { when, on: NODES, edit: (draft) => draft.server(change), ...more };
}

/** A change of the listener of clients. */
export function clients(when: string, change: (listener: Editable) => void, more: More = {}): EditCase {
  return server(when, ({ listener }) => change(listener[0].tcp), more);
}

/** A change of the listener of health checks. */
export function health(when: string, change: (listener: Editable) => void, more: More = {}): EditCase {
  return server(when, ({ listener }) => change(listener[1].tcp), more);
}

/** A change of anything that is seen on the nodes. */
export function nodes(when: string, edit: (draft: Draft) => void, more: More = {}): EditCase {
  return { when, on: NODES, edit, ...more };
}

/** A change of the text of Vault's unit. */
export function unit(when: string, change: (content: string) => string, more: More = {}): EditCase {
  return nodes(when, (draft) => draft.edit(UNIT_FILE, change), more);
}

/** A line more in a section of Vault's unit. */
export function unitLine(line: string, more: More = {}): EditCase {
  return unit(`the unit says ${line}`, (text) => text.replace("[Service]\n", `[Service]\n${line}\n`), more);
}

/** A file more on the nodes. */
export function file(
  draft: Draft,
  path: string,
  content: string,
  { owner = "root", mode = 0o644 }: { readonly owner?: string; readonly mode?: number } = {},
): void {
  draft.files.set(path, { path, owner, group: "root", mode, content });
}

/** The nodes of somebody else: a script at their boot, and nothing else that is known. */
export function onlyUserData(draft: Draft, script: string): void {
  draft.forgetFiles();
  draft.resource("aws_launch_template").user_data = Buffer.from(script).toString("base64");
}

/** Nothing of the nodes can be seen. */
export const FILES_ELSEWHERE: EditCase = nodes("nothing is known of the nodes' files", (draft) =>
  onlyUserData(draft, "#!/bin/sh\n# Vault comes with the image\n"),
);

/** There is no machine. */
export const NO_NODES: EditCase = {
  when: "no machine runs Vault",
  on: "",
  edit: (draft) => {
    draft.forgetFiles();
    draft.remove("aws_launch_template");
  },
};

/** An override of Vault's configuration in the bundle. */
export function overriding(
  when: string,
  change: (configuration: Editable) => void,
  more: More = {},
): OverrideCase {
  return { when, on: NODES, override: (production) => overrideServer(production, change), ...more };
}

/** A weak configuration, and an override that takes the weakness back. */
export function repairing(
  when: string,
  weaken: (configuration: Editable) => void,
  repair: (configuration: Editable) => void,
): OverrideCase {
  return {
    when,
    on: NODES,
    override: (production) => {
      overrideServer(production, weaken);
      overrideServer(production, repair);
    },
  };
}

function overrideServer(production: Production, change: (configuration: Editable) => void): void {
  production.vault.bundle.override(SERVER_FILE, (content) => {
    const configuration = JSON.parse(content) as Editable;
    change(configuration);
    return `${JSON.stringify(configuration, null, 2)}\n`;
  });
}
