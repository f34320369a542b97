import type { Draft } from "../checks/support/draft";
import type { Editable } from "./editable";
import { grammarOf, type Line } from "./grammars";
import type { Place } from "./place";

/** What places on the machine for restore drills begin with. */
export const DRILL = "drill:";

/** A machine: what its places begin with, and its files. */
interface Machine {
  readonly prefix: string;
  readonly files: (draft: Draft) => Draft["files"];
}

const NODE: Machine = { prefix: "", files: ({ files }) => files };
const DRILL_MACHINE: Machine = { prefix: DRILL, files: ({ drill }) => drill };

/** A text that is edited: a file of a machine, or a script in the configuration. */
interface Holder {
  readonly read: (draft: Draft) => string;
  readonly write: (draft: Draft, text: string) => void;
}

/** Everything that the files of the machines say, and who owns them. */
export function filePlaces(draft: Draft): readonly Place[] {
  return [NODE, DRILL_MACHINE].flatMap((machine) => placesOn(machine, draft));
}

function placesOn(machine: Machine, draft: Draft): readonly Place[] {
  const { prefix, files } = machine;
  return [...files(draft).keys()].flatMap((path) => {
    const holder: Holder = {
      read: (one) => files(one).get(path)?.content ?? "",
      write: (one, text) => {
        Object.assign(files(one).get(path) ?? {}, { content: text });
      },
    };
    const name = `${prefix}${path}`;
    const places = [
      ...rightsOf(name, path, machine),
      ...(path.endsWith(".json") ? jsonPlaces(name, holder, draft) : textPlaces(name, holder, draft)),
    ];
    return places.map((place) => ({
      ...place,
      beside: (one: Draft, other: string, content: string) => {
        files(one).set(other, { path: other, owner: "root", group: "root", mode: 0o644, content });
      },
    }));
  });
}

/** The commands of the scripts that machines are started with. */
export function userDataPlaces(draft: Draft): readonly Place[] {
  return Object.keys(draft.configuration.locals ?? {}).flatMap((name) =>
    textPlaces(
      `${/[_-]drill[_-]/.test(name) ? DRILL : ""}user-data.sh`,
      {
        read: ({ configuration }) => configuration.locals[name],
        write: ({ configuration }, text) => {
          configuration.locals[name] = text;
        },
      },
      draft,
    ),
  );
}

function rightsOf(name: string, path: string, { files }: Machine): readonly Place[] {
  return (["owner", "group", "mode"] as const).map((right) => ({
    id: `${name} (${right})`,
    value: (draft: Draft) => files(draft).get(path)?.[right],
    put: (draft: Draft, value: Editable) => {
      Object.assign(files(draft).get(path) ?? {}, { [right]: value });
    },
    remove: (draft: Draft) => {
      files(draft).delete(path);
    },
  }));
}

function textPlaces(name: string, holder: Holder, draft: Draft): readonly Place[] {
  return grammarOf(name)(holder.read(draft)).map((line) => lineAt(name, line, holder));
}

function lineAt(name: string, { key, index, before, after }: Line, holder: Holder): Place {
  const lines = (draft: Draft) => holder.read(draft).split("\n");
  const splice = (draft: Draft, from: number, count: number, ...inserted: readonly string[]) => {
    const all = lines(draft);
    all.splice(from, count, ...inserted);
    holder.write(draft, all.join("\n"));
  };
  return {
    id: `${name} ${key}`,
    value: (draft) => {
      const line = lines(draft)[index] ?? "";
      return line.slice(before.length, line.length - after.length);
    },
    put: (draft, value) => splice(draft, index, 1, `${before}${value}${after}`),
    remove: (draft) => splice(draft, index, 1),
    after: (draft, line) => splice(draft, index + 1, 0, line),
  };
}

function jsonPlaces(name: string, holder: Holder, draft: Draft): readonly Place[] {
  const json = JSON.parse(holder.read(draft));
  return leavesOf(json, []).map((keys) => {
    const change = (one: Draft, edit: (parent: Editable, key: string | number) => void) => {
      const whole = JSON.parse(holder.read(one));
      edit(at(whole, keys.slice(0, -1)), keys.at(-1) as string | number);
      holder.write(one, `${JSON.stringify(whole, null, 2)}\n`);
    };
    return {
      id: `${name} ${keys.join(".")}`,
      value: (one: Draft) => at(JSON.parse(holder.read(one)), keys),
      put: (one: Draft, value: Editable) =>
        change(one, (parent, key) => {
          parent[key] = value;
        }),
      remove: (one: Draft) =>
        change(one, (parent, key) => {
          delete parent[key];
        }),
    };
  });
}

function at(value: Editable, keys: readonly (string | number)[]): Editable {
  return keys.reduce((inner, key) => inner?.[key], value);
}

function leavesOf(
  value: Editable,
  keys: readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [keys];
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) return [keys];
    return value.flatMap((item, index) => leavesOf(item, [...keys, index]));
  }
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...keys, key]));
}
