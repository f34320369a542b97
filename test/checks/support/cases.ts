import type { Draft } from "./draft";
import type { Production } from "./production";
import type { EditCase, OverrideCase } from "./rule-cases";

/** The machines, as most rules name them. */
export const NODES = "aws_launch_template.vault_nodes";
/** Vault's unit. */
export const UNIT = "/etc/systemd/system/vault.service";
/** A drop-in of it. */
export const DROP_IN = "/etc/systemd/system/vault.service.d/50-local.conf";

/** A stack without any machine of Vault's. */
export const NO_MACHINE: EditCase = {
  when: "no machine runs Vault",
  on: "",
  edit: (draft) => draft.remove("aws_launch_template"),
};

/** What is on the machines comes from somewhere else. */
export const UNSEEN: EditCase = {
  when: "nobody can see what is on the nodes",
  on: NODES,
  edit: (draft) => draft.forgetFiles(),
};

/** A file with something in it replaced. */
export function replacing(
  when: string,
  path: string,
  from: RegExp | string,
  to: string,
  says?: RegExp,
): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => draft.edit(path, (content) => content.replace(from, to)),
  };
}

/** A file more. */
export function adding(when: string, path: string, content: string, says?: RegExp): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => addFile(draft, path, content),
  };
}

/** Puts a file of root's onto the nodes. */
export function addFile(draft: Draft, path: string, content: string, mode = 0o644): void {
  draft.files.set(path, { path, owner: "root", group: "root", mode, content });
}

/** A drop-in of Vault's unit. */
export function dropIn(when: string, lines: string, says?: RegExp): EditCase {
  return adding(when, DROP_IN, `[Service]\n${lines}\n`, says);
}

/** A file that is not there. */
export function without(path: string, says?: RegExp): EditCase {
  return {
    when: `${path} is not there`,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => {
      if (!draft.files.delete(path)) throw new Error(`no file ${path}`);
    },
  };
}

/** A step of the node's that does something more. */
export function running(when: string, command: string, says?: RegExp): EditCase {
  return adding(when, "/usr/local/lib/hardened-vault/steps.d/99-more.sh", `#!/bin/sh\n${command}\n`, says);
}

/** User data that does something more. */
export function booting(when: string, command: string, says?: RegExp): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => {
      const [name = ""] = Object.keys(draft.configuration.locals);
      draft.configuration.locals[name] += `${command}\n`;
    },
  };
}

/** A file of the bundle that is overridden. */
export function overriding(when: string, path: string, from: RegExp | string, to: string): OverrideCase {
  return { when, on: NODES, override: (production) => change(production, path, from, to) };
}

/** A file that is made weak, and made right by an override. */
export function mending(when: string, path: string, good: string, weak: string): OverrideCase {
  return {
    when,
    on: NODES,
    override: (production) => {
      change(production, path, good, weak);
      change(production, path, weak, good);
    },
  };
}

function change({ vault }: Production, path: string, from: RegExp | string, to: string): void {
  vault.bundle.override(path, (content) => {
    const changed = content.replace(from, () => to);
    if (changed === content) throw new Error(`nothing changed in ${path}`);
    return changed;
  });
}
