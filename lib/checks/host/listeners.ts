import { isLoopback, splitSocket } from "../../server/addresses";
import { Value } from "../evidence/value";

/** A block with a type: `listener "tcp"`, `storage "raft"`. */
export interface TypedBlock {
  readonly type: string;
  readonly settings: Value;
}

/**
 * Blocks of a name in all the forms that Vault takes: a list of `{tcp: {}}`, one of them alone, `{tcp: [{}, {}]}`, and a
 * block that holds its type.
 */
export function blocksOf(server: Value, name: string): readonly TypedBlock[] {
  return server.at(name).items.flatMap((entry) => {
    const { raw } = entry;
    if (typeof raw !== "object" || raw === null) return [];
    if (typeof entry.at("type").raw === "string") return [{ type: typeOf(entry, ""), settings: entry }];
    return Object.keys(raw).flatMap((type) =>
      entry.at(type).items.map((settings) => ({ type: typeOf(settings, type), settings })),
    );
  });
}

function typeOf(settings: Value, key: string): string {
  const { literal } = settings.at("type");
  return (typeof literal === "string" ? literal : key).toLowerCase();
}

/** An address that Vault serves its API on by TCP. */
export interface Listener {
  readonly settings: Value;
  /** Its port; `undefined` where it is not known. */
  readonly port: number | undefined;
  /** Whether only this machine reaches it. */
  readonly isLoopback: boolean;
}

/** Where a listener listens if it does not say. */
const ADDRESS = "127.0.0.1:8200";

/** The listeners of a server that are reached by TCP. */
export function tcpListeners(server: Value): readonly Listener[] {
  return blocksOf(server, "listener")
    .filter(({ type }) => type !== "unix")
    .map(({ settings }) => {
      const address = settings.at("address");
      const { host, port } = splitSocket(String(address.raw ?? ADDRESS));
      return {
        settings: named(settings, address),
        port: Number.isInteger(port) ? port : undefined,
        isLoopback: isLoopback(host),
      };
    });
}

/** People know a listener by its address, not by its number. */
function named(settings: Value, address: Value): Value {
  return new Value(`listener ${address.isAbsent ? ADDRESS : address.raw}`, settings.raw);
}
