import type { Draft } from "../checks/support/draft";
import type { Editable } from "./editable";
import type { Place } from "./place";

/** A step on the way to an attribute; `json` goes into a text that is JSON. */
type Step = { readonly key: string | number } | "json";

/** Every attribute of the configuration. A list of plain values is one attribute, JSON in a text is looked into. */
export function terraformPlaces({ configuration }: Draft): readonly Place[] {
  return Object.entries(configuration).flatMap(([section, content]) => {
    if (section === "//") return [];
    if (section !== "resource" && section !== "data")
      return placesBelow(content, [{ key: section }], section);
    const prefix = section === "data" ? "data." : "";
    return Object.entries(content as Editable).flatMap(([type, byName]) =>
      Object.entries(byName as Editable).flatMap(([name, block]) =>
        Object.keys(block as Editable)
          .filter((attribute) => attribute !== "//")
          .flatMap((attribute) =>
            placesBelow(
              (block as Editable)[attribute],
              [section, type, name, attribute].map((key) => ({ key })),
              `${prefix}${type}#${name}.${attribute}`,
            ),
          ),
      ),
    );
  });
}

function placesBelow(value: Editable, steps: readonly Step[], id: string): readonly Place[] {
  const json = jsonIn(value);
  if (json !== undefined) return placesBelow(json, [...steps, "json"], id);
  if (typeof value !== "object" || value === null) return [placeAt(steps, id)];
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) return [placeAt(steps, id)];
    return value.flatMap((item, index) =>
      placesBelow(item, [...steps, { key: index }], `${id}.${item?.Sid ?? index}`),
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return [placeAt(steps, id)];
  return entries.flatMap(([key, inner]) => placesBelow(inner, [...steps, { key }], `${id}.${key}`));
}

/** The object that a text is the JSON of. */
function jsonIn(value: Editable): Editable {
  if (typeof value !== "string" || !/^\s*\{\s*"/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function placeAt(steps: readonly Step[], id: string): Place {
  return {
    id,
    value: ({ configuration }) => read(configuration, steps),
    put: (draft, value) => {
      edited(draft.configuration, steps, (holder, key) => {
        holder[key] = value;
      });
    },
    remove: (draft) => {
      edited(draft.configuration, steps, (holder, key) => {
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
      });
    },
  };
}

function read(value: Editable, steps: readonly Step[]): Editable {
  return steps.reduce((inner, step) => (step === "json" ? JSON.parse(inner) : inner?.[step.key]), value);
}

/** Edits the last step of a way; a text on the way is written anew. Returns what takes the place of the value. */
function edited(
  value: Editable,
  steps: readonly Step[],
  change: (holder: Editable, key: string | number) => void,
): Editable {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step === "json") return JSON.stringify(edited(JSON.parse(value), rest, change));
  if (rest.length === 0) change(value, step.key);
  else value[step.key] = edited(value[step.key], rest, change);
  return value;
}
