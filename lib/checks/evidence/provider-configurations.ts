import type { Evidence } from "./evidence";
import type { Resource } from "./resource";
import { type Json, Value } from "./value";

/** A provider as it is configured. */
export interface ProviderConfiguration {
  /** What resources call it: `vault`, `vault.other`. */
  readonly key: string;
  readonly settings: Value;
}

/** Who a provider is, by its source: `hashicorp/vault` under whatever name. */
type Kind = "aws" | "vault";

/** All configurations of a provider, also those under another local name; in a plan, its expressions as what they are. */
export function providerConfigurations(evidence: Evidence, kind: Kind): readonly ProviderConfiguration[] {
  const { providers, form } = evidence;
  const all = Object.entries((providers.raw ?? {}) as Readonly<Record<string, Json>>);
  if (form !== "configuration") {
    return all
      .map(([key, shown]) => ({ key: key.replace(/^.*:/, ""), shown: new Value("", shown) }))
      .filter(({ key, shown }) => isOf(kind, key.split(".")[0] ?? "", shown.at("full_name")))
      .map(({ key, shown }) => ({ key, settings: new Value(key, constants(shown.at("expressions").raw)) }));
  }
  const required = evidence.terraform.at("required_providers");
  return all
    .filter(([name]) => isOf(kind, name, required.at(`${name}.source`)))
    .flatMap(([name, configured]) =>
      new Value(`provider.${name}`, configured).items.map((settings) => {
        const { literal: alias } = settings.at("alias");
        return { key: alias === undefined ? name : `${name}.${alias}`, settings };
      }),
    );
}

function isOf(kind: Kind, name: string, source: Value): boolean {
  return name === kind || String(source.literal).split("/").at(-1) === kind;
}

/**
 * Which Vault a resource is in: the address that its provider speaks to, or the provider's name where the address is
 * not known. Two providers may be two ways to log in to one Vault.
 */
export function vaultOf(resource: Resource, evidence: Evidence): string {
  const { raw } = resource.at("provider");
  const key = typeof raw === "string" ? raw.replace(/^\$\{(.*)\}$/, "$1") : "vault";
  const found = providerConfigurations(evidence, "vault").find((one) => one.key === key);
  const address = found?.settings.at("address").raw;
  return typeof address === "string" ? address.replace(/\/+$/, "") : key;
}

/** The namespace that a resource is in, that of its provider before its own. */
export function namespaceOf(resource: Resource): string {
  const { raw } = resource.at("namespace");
  return raw === undefined || raw === null ? "" : String(raw).replaceAll(/^\/+|\/+$/g, "");
}

/** Expressions of a plan: constants as they are, everything else as not known. */
function constants(shown: Json | undefined): Json {
  if (Array.isArray(shown)) return (shown as readonly Json[]).map(constants);
  if (typeof shown !== "object" || shown === null) return null;
  if ("constant_value" in shown) return (shown as Readonly<Record<string, Json>>).constant_value ?? null;
  if ("references" in shown) return "${(expression)}";
  const entries = Object.entries(shown as Readonly<Record<string, Json>>);
  return Object.fromEntries(entries.map(([key, inner]) => [key, constants(inner)]));
}
