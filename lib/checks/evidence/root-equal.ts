import type { Evidence } from "./evidence";
import { madeInside } from "./inside-vault";
import { providerConfigurations } from "./provider-configurations";
import type { Resource } from "./resource";
import type { Value } from "./value";
import { overlap, pathsOf } from "./vault-policy";

/** Policies that make root's equal by their name, wherever their text is. */
const KNOWN = ["root", "hardened-break-glass", "hardened-terraform"];

/** Names of the policies whose holder is root's equal: he writes the policies of everybody, his own included. */
function rootEquals(evidence: Evidence): ReadonlySet<string> {
  const written = madeInside(evidence)
    .ofType("vault_policy")
    .filter((policy) => writesPolicies(policy.at("policy")))
    .flatMap((policy) => nameOf(policy.at("name")));
  return new Set([...KNOWN, ...written]);
}

/** Whether a policy, or one of those that a glob takes in, makes its holder root's equal. */
export function isRootEqual(name: string, evidence: Evidence): boolean {
  const source = name.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const pattern = new RegExp(`^${source}$`, "i");
  return [...rootEquals(evidence)].some((one) => pattern.test(one));
}

/** Whether a policy lets its holder write policies. */
export function writesPolicies(policy: Value): boolean {
  return (pathsOf(policy) ?? []).some(
    ({ path, capabilities }) =>
      overlap(path, "sys/policies/acl/*") &&
      capabilities.some((one) => ["create", "update", "patch"].includes(one)),
  );
}

/** What somebody gets policies by: a role or user of a login method, a role of tokens, an entity, a group. */
const GRANTS = ["token_policies", "policies", "allowed_policies", "allowed_policies_glob"];

/** Policies that a resource gives to whoever it lets in, references to them by their names. */
export function policiesGiven(resource: Resource, { resources }: Evidence): readonly (string | undefined)[] {
  return GRANTS.flatMap((name) => resource.at(name).items).flatMap((item) => {
    if (item.literal !== undefined)
      return String(item.literal)
        .split(",")
        .map((one) => one.trim());
    const named = resources.namedBy(item, "vault_policy");
    return named.length > 0 ? named.map((policy) => nameOf(policy.at("name"))[0]) : [undefined];
  });
}

function nameOf({ literal }: Value): readonly string[] {
  return typeof literal === "string" ? [literal] : [];
}

/** Names of the roles that the provider itself logs in with. */
export function rolesOfTerraform(evidence: Evidence): ReadonlySet<string> {
  const roles = providerConfigurations(evidence, "vault")
    .map(({ settings }) => settings.at("auth_login_aws.role").literal)
    .filter((role) => typeof role === "string");
  return new Set(roles.length > 0 ? roles : ["terraform"]);
}
