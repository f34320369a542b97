import { HardenedVaultError } from "../../lib/core/errors";
import { type PathGrant, VaultPolicy } from "../../lib/vault/policy";

const read = (path: string): PathGrant => ({ path, capabilities: ["read"] });

test("a policy is rendered as JSON, paths and capabilities in a fixed order", () => {
  const policy = new VaultPolicy("payments-read", [
    { path: "secret/metadata/payments/*", capabilities: ["list", "read"] },
    { path: "secret/data/payments/+/key", capabilities: ["read"], requiredParameters: ["version"] },
    {
      path: "auth/token/create",
      capabilities: ["update", "create"],
      allowedParameters: { ttl: ["1h"], "*": [] },
    },
  ]);
  expect(policy.render()).toMatchSnapshot();
});

describe("refuses", () => {
  const cases: readonly (readonly [
    what: string,
    name: string,
    grants: readonly PathGrant[],
    says: RegExp,
  ])[] = [
    ["a name that Vault would take for root", " root", [read("a/b")], /name of its own/],
    ["a reserved name", "root", [read("a/b")], /name of its own/],
    ["no path", "p", [], /allows nothing/],
    ["no capability", "p", [{ path: "a", capabilities: [] }], /allows nothing at a/],
    ["a path twice", "p", [read("a/b"), read("a/b")], /path twice/],
    ["everything", "p", [read("*")], /opens everything/],
    ["everything one level down", "p", [read("+/*")], /opens everything/],
    ["a leading slash", "p", [read("/secret/data/x")], /leading or double slash/],
    ["a double slash", "p", [read("secret//x")], /leading or double slash/],
    ["a way up", "p", [read("secret/../x")], /CVE-2026-3605/],
    ["a glob in the middle", "p", [read("secret/*/x")], /at the end only/],
    ["a plus within a segment", "p", [read("secret/a+/x")], /one whole segment/],
    ["sudo on a glob", "p", [{ path: "sys/audit/*", capabilities: ["sudo"] }], /sudo on a glob/],
    ["a template by name", "p", [read("secret/data/{{identity.entity.name}}/x")], /CVE-2026-5006/],
    ["a template by metadata", "p", [read("secret/data/{{identity.entity.metadata.team}}")], /CVE-2026-5006/],
    ["deny", "p", [{ path: "a", capabilities: ["deny" as "read"] }], /CVE-2026-12624/],
    ["a misspelt capability", "p", [{ path: "a", capabilities: ["reed" as "read"] }], /did you mean read/],
  ];
  test.each(cases)("%s", (_, name, grants, says) => {
    let thrown: unknown;
    try {
      new VaultPolicy(name, grants);
    } catch (error) {
      thrown = error;
    }
    expect(HardenedVaultError.isHardenedVaultError(thrown) && thrown.code).toBe("VAULT_POLICY_INVALID");
    expect(String(thrown)).toMatch(says);
  });
});

test.each([
  "secret/data/{{identity.entity.id}}/*",
  "secret/data/{{ identity.entity.aliases.auth_aws_1a2b.id }}",
  "kv/+/x",
])("takes %s", (path) => expect(new VaultPolicy("p", [read(path)]).grants).toHaveLength(1));
