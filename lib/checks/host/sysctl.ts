import type { Host } from "../evidence/host";

/** Kernel settings of a host: all files of sysctl.d(5) in the order of their names, the last one counts. */
export function sysctlsOf(host: Host): ReadonlyMap<string, string> {
  const files = host
    .filesAt(/^\/(etc|run|usr\/lib|usr\/local\/lib)\/sysctl\.d\/[^/]+\.conf$/)
    .map((file) => [file.path.split("/").at(-1) ?? "", file.content] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // systemd reads /etc/sysctl.conf through a link of this name.
  const own = host.file("/etc/sysctl.conf");
  const all = own === undefined ? files : [...files, ["99-sysctl.conf", own.content] as const];
  const settings = new Map<string, string>();
  for (const [, content] of all.sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [key, value] of readSysctls(content)) settings.set(key, value);
  }
  return settings;
}

/** Settings of one file, in its order. */
export function readSysctls(content: string): readonly (readonly [key: string, value: string])[] {
  return content.split("\n").flatMap((line) => {
    const [, key, value = ""] = /^\s*-?([\w./-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || /^\s*[#;]/.test(line) ? [] : [[key.replaceAll("/", "."), value] as const];
  });
}
