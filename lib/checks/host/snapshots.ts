import { rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import type { NodeCommand } from "./node-commands";
import { serviceCommands } from "./service-commands";
import { isEnabled, type Timer, timersOf } from "./timers";

/** A timer whose service takes snapshots of Vault. */
export interface SnapshotTimer {
  readonly timer: Timer;
  /** Commands of the service and its scripts, in their order. */
  readonly commands: readonly NodeCommand[];
  /** Whether something enables it. */
  readonly isEnabled: boolean;
}

/** The timers of a host by which snapshots are taken. */
export const snapshotTimers = rememberedOf((host: Host): readonly SnapshotTimer[] =>
  timersOf(host).flatMap((timer) => {
    const commands = serviceCommands(host, timer.service);
    if (!commands.some(saves)) return [];
    return [{ timer, commands, isEnabled: isEnabled(host, timer.name) }];
  }),
);

/** Whether a command asks Vault for a snapshot. */
export function saves({ words }: NodeCommand): boolean {
  const asks = words.some((word) => /(^|\/)sys\/storage\/raft\/snapshot$/.test(word));
  const snapshot = words.indexOf("snapshot");
  return (asks && !writes(words)) || (snapshot > 0 && words[snapshot + 1] === "save");
}

/** Whether a command puts a snapshot in the place of everything that a Vault holds. */
export function restores({ words }: Pick<NodeCommand, "words">): boolean {
  const sends = words.some((word) => /(^|\/)sys\/storage\/raft\/snapshot(-force)?$/.test(word));
  const snapshot = words.indexOf("snapshot");
  return (sends && writes(words)) || (snapshot > 0 && words[snapshot + 1] === "restore");
}

/** Whether a command looks through a snapshot offline. */
export function inspects({ words }: NodeCommand): boolean {
  const snapshot = words.indexOf("snapshot");
  return snapshot > 0 && words[snapshot + 1] === "inspect";
}

/** Whether a command stores a file in S3. */
export function uploads({ words }: NodeCommand): boolean {
  if (!words.some((word) => /(^|\/)aws$/.test(word))) return false;
  return (
    words.includes("put-object") ||
    (words.includes("s3") && ["cp", "mv", "sync"].includes(after(words, "s3")))
  );
}

/** Whether a request sends something. */
function writes(words: readonly string[]): boolean {
  return words.some((word) => /^(-X|--request=?)?(POST|PUT)$/.test(word));
}

function after(words: readonly string[], word: string): string {
  return words[words.indexOf(word) + 1] ?? "";
}
