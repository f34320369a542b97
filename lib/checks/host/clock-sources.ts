import type { Host } from "../evidence/host";

/** What a configuration of chrony says. */
export interface ClockConfiguration {
  readonly path: string;
  /** Where the time comes from: addresses, names, `refclock`. */
  readonly sources: readonly string[];
  /** Lines by which others are served or may give orders. */
  readonly serving: readonly string[];
  /** Whether a clock that is far off is set right at the start. */
  readonly isStepped: boolean;
  /** Whether it is the main file of chrony, not one that is read beside it. */
  readonly isMain: boolean;
  /** Ports that are opened unless it says 0: `port` for clients, `cmdport` for orders. */
  readonly opened: readonly string[];
}

/** Configurations of chrony(8): Amazon Linux and Debian have theirs in different places. */
export function clockConfigurations(host: Host): readonly ClockConfiguration[] {
  return host
    .filesAt(/^\/etc\/(chrony\.conf|chrony\/chrony\.conf|chrony(\.d|\/conf\.d|\/sources\.d)\/[^/]+)$/)
    .map(({ path, content }) => {
      const lines = content
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !/^[!#;%]/.test(line))
        .map((line) => line.split(/\s+/));
      const named = (...names: readonly string[]) =>
        lines.filter(([name = ""]) => names.includes(name.toLowerCase()));
      return {
        path,
        sources: [
          ...named("server", "pool", "peer").map(([, source = ""]) => source),
          ...named("refclock", "sourcedir", "include", "confdir").map((line) => line.join(" ")),
        ],
        serving: [
          ...named("allow", "cmdallow", "bindcmdaddress", "local"),
          ...named("port", "cmdport").filter(([, port]) => port !== "0"),
        ].map((line) => line.join(" ")),
        isStepped: named("makestep", "rtcsync").length > 0,
        isMain: path.endsWith("/chrony.conf"),
        opened: ["port", "cmdport"].filter((name) => named(name).length === 0),
      };
    });
}
