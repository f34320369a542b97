import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import { kernelSettings } from "../host/kernel-settings";
import { type Observation, passIf } from "./observation";
import { missing } from "./subjects";

/** Every value that a kernel setting gets fits. */
export function settingIs(
  { host, group }: { readonly host: Host; readonly group: NodeGroup },
  key: string,
  fits: RegExp,
  expected: string,
): readonly Observation[] {
  const values = kernelSettings(group).get(key);
  const said = `${key} = ${expected}`;
  if (values === undefined) return [missing(host, `the kernel setting ${key}`, said)];
  return values.map((value) => passIf(fits.test(value), { actual: `${key} = ${value}`, expected: said }));
}
