import { rememberedOf } from "../../core/remembered";
import type { NodeGroup } from "../evidence/node-group";
import { picked } from "./commands";
import { readSysctls, sysctlsOf } from "./sysctl";

const mayWrite = picked(
  ({ program, writesTo }) => program === "sysctl" || program === "tee" || writesTo.length > 0,
);

/** All values that a kernel setting gets: what files of sysctl.d(5) leave of it, and what commands set. */
export const kernelSettings = rememberedOf((group: NodeGroup): ReadonlyMap<string, readonly string[]> => {
  const { host } = group;
  const values = new Map<string, readonly string[]>();
  const add = (key: string, value: string) => values.set(key, [...(values.get(key) ?? []), value]);
  if (host !== undefined) {
    for (const [key, value] of sysctlsOf(host)) add(key, value);
    // systemd reads it among the others, sysctl --system after them all.
    for (const [key, value] of readSysctls(host.file("/etc/sysctl.conf")?.content ?? "")) add(key, value);
  }
  for (const { program, args, writesTo } of mayWrite(group)) {
    if (program === "sysctl") {
      for (const arg of args) {
        const [, key, value = ""] = /^([\w./-]+?)\s*=\s*(.*)$/.exec(arg) ?? [];
        if (key !== undefined && !key.startsWith("-")) add(key.replaceAll("/", "."), value);
      }
    }
    const targets = program === "tee" ? [...writesTo, ...args] : writesTo;
    for (const path of targets.filter((one) => one.startsWith("/proc/sys/"))) {
      add(path.slice("/proc/sys/".length).replaceAll("/", "."), args.join(" "));
    }
  }
  return values;
});
