import type { Draft } from "../checks/support/draft";
import type { Editable } from "./editable";
import type { Place } from "./place";

/** A way to weaken what stands at a place. */
export interface Kind {
  /** What is done, in a few words. */
  readonly name: string;
  readonly apply: (draft: Draft, place: Place) => void;
  /** What the rule must say at least; `fail` says more. @default "fail" */
  readonly verdict?: "unknown";
}

/** It is taken out. */
export const removed: Kind = { name: "removed", apply: (draft, place) => place.remove(draft) };

/** It is there and says nothing. */
export const emptied: Kind = {
  name: "emptied",
  apply: (draft, place) => place.put(draft, Array.isArray(place.value(draft)) ? [] : ""),
};

/** Somebody decides when it is deployed: nobody can say now. */
export const decidedLater: Kind = {
  name: "decided by a variable",
  apply: (draft, place) => place.put(draft, "${var.decided_later}"),
  verdict: "unknown",
};

/** Other values, each a way of its own. */
export function becomes(...values: readonly Editable[]): readonly Kind[] {
  return values.map((value) => ({
    name: `becomes ${shown(value)}`,
    apply: (draft, place) => place.put(draft, value),
  }));
}

/** It leads to something that is not part of the stack: nobody can say what that is. */
export function elsewhere(name: string): Kind {
  return {
    name: `leads to ${name}, which is elsewhere`,
    apply: (draft, place) => place.put(draft, name),
    verdict: "unknown",
  };
}

/** A list gets another item, each a way of its own; what is one value becomes a list. */
export function joinedBy(...items: readonly Editable[]): readonly Kind[] {
  return items.map((item) => ({
    name: `joined by ${shown(item)}`,
    apply: (draft, place) => place.put(draft, [place.value(draft), item].flat()),
  }));
}

/** A list loses an item. */
export function without(...items: readonly Editable[]): readonly Kind[] {
  return items.map((item) => ({
    name: `without ${shown(item)}`,
    apply: (draft, place) =>
      place.put(
        draft,
        [place.value(draft)].flat().filter((one: Editable) => one !== item),
      ),
  }));
}

/** A list loses its first item. */
export const withoutFirst: Kind = {
  name: "without its first item",
  apply: (draft, place) => place.put(draft, [place.value(draft)].flat().slice(1)),
};

/** A text with something else in the place of a part of it. */
export function withText(from: string | RegExp, to: string): Kind {
  return {
    name: `with ${JSON.stringify(to)} for ${from instanceof RegExp ? from.source : JSON.stringify(from)}`,
    apply: (draft, place) => place.put(draft, String(place.value(draft)).replace(from, to)),
  };
}

/** Lines that come after it. */
export function followedBy(...lines: readonly string[]): readonly Kind[] {
  return lines.map((line) => ({
    name: `followed by ${shown(line)}`,
    apply: (draft, place) => {
      if (place.after === undefined) throw new Error(`${place.id} is no line`);
      place.after(draft, line);
    },
  }));
}

/** A setting of a unit, of systemd or of the kernel that a later file sets otherwise. */
export function overridden(...values: readonly string[]): readonly Kind[] {
  return values.map((value) => ({
    name: `overridden by a later file with ${shown(value)}`,
    apply: (draft, { id, beside }) => {
      if (beside === undefined) throw new Error(`${id} is on no machine`);
      const [place = "", setting = ""] = id.split(" ");
      const file = place.replace(/^[^/]*/, "");
      const [section = "", key = ""] = setting.split(/\.(.*)/s);
      const [path = "", content = ""] = file.includes("/sysctl.d/")
        ? ["/etc/sysctl.d/99-zzz-site.conf", `${setting} = ${value}\n`]
        : [laterFile(file), `[${section}]\n${key}=${value}\n`];
      beside(draft, path, content);
    },
  }));
}

/** `vault.service` to `vault.service.d/90-site.conf`, `journald.conf.d/99-x.conf` to `journald.conf.d/zz-site.conf`. */
function laterFile(file: string): string {
  return /\.d\/[^/]+$/.test(file) ? file.replace(/[^/]+$/, "zz-site.conf") : `${file}.d/90-site.conf`;
}

function shown(value: Editable): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text === "" ? '""' : text;
}
