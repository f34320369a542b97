import { remembered, rememberedOf } from "../../core/remembered";
import type { Host } from "../evidence/host";
import { execCommands, filesOfCommands, type NodeCommand } from "./node-commands";
import { UnitFile } from "./unit-file";

/** Commands of a service, and those of the scripts that it runs. */
export function serviceCommands(host: Host, service: string): readonly NodeCommand[] {
  return known(host)(service);
}

const known = rememberedOf((host: Host) => remembered(256, (service) => read(host, service)));

function read(host: Host, service: string): readonly NodeCommand[] {
  const unit = UnitFile.of(host, service);
  if (unit === undefined) return [];
  const own = ["ExecStartPre", "ExecStart", "ExecStartPost"]
    .flatMap((key) => unit.list("Service", key))
    .flatMap((line) => execCommands(line, service));
  const paths = new Set(own.flatMap(({ words }) => words));
  const called = () =>
    filesOfCommands(host).filter(([first]) => first !== undefined && paths.has(first.from));
  // A script may run another one.
  for (const { words } of called().flat()) for (const word of words) paths.add(word);
  return [...own, ...called().flat()];
}
