import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import type { Json, Value } from "../evidence/value";
import { type Listener, tcpListeners } from "../host/listeners";
import { vaultFlag, vaultNumber, vaultSeconds } from "../host/vault-literals";
import { type AssertionOptions, fits } from "./assertions";
import { fail, type Observation, unknown } from "./observation";
import type { RuleContext } from "./rule";
import { missing, onHost } from "./subjects";

/** What a check of Vault's configuration gets. */
export interface ServerContext extends RuleContext {
  readonly host: Host;
  readonly group: NodeGroup;
}

/** Looks at Vault's configuration on a group's nodes; says why where it cannot be read. */
export function onServer(
  check: (server: Value, context: ServerContext) => readonly Observation[],
): (group: NodeGroup, context: RuleContext) => readonly Observation[] {
  return onHost((host, group, context) => {
    const { server, serverFiles } = host;
    if (server !== undefined) return check(server, { ...context, host, group });
    const expected = "a configuration of Vault that can be read";
    const problem = serverFiles.find(({ value }) => value === undefined)?.problem;
    if (problem === undefined) return [missing(host, "Vault's configuration", expected)];
    const said = { actual: problem, expected };
    return [
      host.isComplete
        ? fail(said)
        : unknown({ ...said, reason: "what is in Vault's configuration decides this" }),
    ];
  });
}

/** Looks at each listener that is reached by TCP; a server without one serves nobody. */
export function onListeners(
  server: Value,
  check: (listener: Listener) => readonly Observation[],
): readonly Observation[] {
  const listeners = tcpListeners(server);
  if (listeners.length > 0) return listeners.flatMap(check);
  const value = server.at("listener");
  const said = { actual: `listener = ${value}`, expected: 'a listener "tcp"' };
  return [
    value.isAbsent || value.isKnown ? fail(said) : unknown({ ...said, reason: "listeners are not known" }),
  ];
}

/** A path of a file that does not depend on where Vault is started. */
export function isAbsolutePath(value: Value, options: AssertionOptions = {}): Observation {
  return fits(
    value,
    `${value.path} is an absolute path`,
    (got) => typeof got === "string" && /^\/[^\0]+$/.test(got),
    options,
  );
}

/** A switch of Vault's configuration is on, in any spelling. */
export function isOn(value: Value, options: AssertionOptions = {}): Observation {
  return fits(value, `${value.path} is true`, (got) => vaultFlag(got) === true, options);
}

/** A switch of Vault's configuration is off, in any spelling; absent is off. */
export function isOff(value: Value, options: AssertionOptions = {}): Observation {
  return fits(value, `${value.path} is false`, (got) => vaultFlag(got) === false, {
    whenAbsent: false,
    ...options,
  });
}

/** A number or size of Vault's configuration lies in a range, both ends included. */
export function numberWithin(
  value: Value,
  [least, most]: readonly [number, number],
  options: AssertionOptions = {},
): Observation {
  return fits(value, `${value.path} from ${least} to ${most}`, within(vaultNumber, least, most), options);
}

/** A length of time of Vault's configuration lies in a range of seconds, both ends included. */
export function secondsWithin(
  value: Value,
  [least, most]: readonly [number, number],
  options: AssertionOptions = {},
): Observation {
  const expected =
    most === Number.POSITIVE_INFINITY
      ? `${value.path} of ${least} s or more`
      : `${value.path} from ${least} s to ${most} s`;
  return fits(value, expected, within(vaultSeconds, least, most), options);
}

function within(read: (value: Json) => number | undefined, least: number, most: number) {
  return (value: Json): boolean => {
    const number = read(value);
    return number !== undefined && number >= least && number <= most;
  };
}
