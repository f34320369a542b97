import { HardenedVaultError } from "../../lib/core/errors";
import {
  type HardenedServerProps,
  hardenedServerConfiguration,
  renderServerConfiguration,
  type ServerConfiguration,
  type ServerTarget,
} from "../../lib/server";

export const NEWEST: ServerTarget = { version: "2.1.2", edition: "community" };
export const ENTERPRISE: ServerTarget = { version: "2.1.2", edition: "enterprise" };
export const REASON = "accepted by the security team in its review";

export function hardened(props: Partial<HardenedServerProps> = {}): ServerConfiguration {
  return hardenedServerConfiguration({
    clusterName: "vault-prod",
    domainName: "vault.corp.example",
    ...props,
  });
}

/** The value at a path of the rendered document: `listener.0.tcp.address`. */
export function setting(configuration: ServerConfiguration, path: string, target = NEWEST): unknown {
  const document: unknown = JSON.parse(renderServerConfiguration(configuration, target));
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

/** Renders and returns the error. */
export function refusal(configuration: ServerConfiguration, target = NEWEST): HardenedVaultError {
  return problemOf(() => renderServerConfiguration(configuration, target));
}

export function problemOf(action: () => unknown): HardenedVaultError {
  try {
    action();
  } catch (error) {
    if (HardenedVaultError.isHardenedVaultError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Puts any value in the place of a prop, as a user without types would. */
export function put<T extends object>(object: T, prop: string, value: unknown): T {
  return { ...object, [prop]: value };
}
