import type { Host } from "../evidence/host";
import type { NodeGroup } from "../evidence/node-group";
import type { UnitFile } from "../host/unit-file";
import { VaultService } from "../host/vault-service";
import { type Observation, passIf } from "./observation";
import type { RuleContext } from "./rule";
import { missing, onHost } from "./subjects";

/** What a check of Vault's unit gets. */
export interface ServiceContext extends RuleContext {
  readonly host: Host;
  readonly group: NodeGroup;
}

/** Looks at the unit that starts Vault on a group's nodes. */
export function onService(
  check: (service: VaultService, context: ServiceContext) => readonly Observation[],
): (group: NodeGroup, context: RuleContext) => readonly Observation[] {
  return onHost((host, group, context) => {
    const service = VaultService.of(host);
    if (service !== undefined) return check(service, { ...context, host, group });
    return [missing(host, "a unit that starts Vault", "a systemd unit of Vault's own")];
  });
}

/**
 * What a setting of a unit says fits.
 *
 * @param expected in words
 * @param fits gets the last value; empty where it is not set
 */
export function directive(
  unit: UnitFile,
  [section, key]: readonly [section: string, key: string],
  expected: string,
  fits: (value: string) => boolean,
): Observation {
  const value = unit.value(section, key);
  return passIf(fits(value ?? ""), {
    actual: value === undefined ? `${key} is not set` : `${key}=${value}`,
    expected: `${key}: ${expected}`,
  });
}

/** A switch of a unit is on. */
export function switchedOn(unit: UnitFile, section: string, key: string): Observation {
  return directive(unit, [section, key], "yes", () => unit.isOn(section, key) === true);
}

/** Nothing bad was found; each that was is a failure of its own. */
export function none(found: readonly string[], expected: string): readonly Observation[] {
  if (found.length === 0) return [passIf(true, { actual: `none: ${expected}`, expected })];
  return [...new Set(found)].map((actual) => passIf(false, { actual, expected }));
}
