import { finder, resourcesOf, type Section } from "./summary";

type Block = Readonly<Record<string, unknown>>;

/** What the second stack would make inside Vault. */
export function summarizeInside(stackFolder: string): readonly Section[] {
  const resources = resourcesOf(stackFolder);
  const all = finder(resources);
  const list = (blocks: readonly Block[], of: (block: Block) => unknown) => blocks.map(of).sort().join("  ");
  const logins = Object.keys(resources)
    .filter((type) => /^vault_.*auth_backend_role$/.test(type))
    .flatMap(all);
  return [
    {
      title: "Inside Vault, by the second stack",
      head: ["what", "value"],
      rows: [
        ["audit devices", list(all("vault_audit"), ({ path }) => path)],
        ["login methods", list(all("vault_auth_backend"), ({ path }) => path)],
        [
          "engines",
          list(all("vault_mount"), ({ path, type }) => (path === type ? path : `${path} (${type})`)),
        ],
        ["policies", list(all("vault_policy"), ({ name }) => name)],
        ["limits of requests", list(all("vault_quota_rate_limit"), ({ name, rate }) => `${name} ${rate}/s`)],
        ["second factor", list(all("vault_identity_mfa_login_enforcement"), ({ name }) => name)],
      ],
    },
    {
      title: "Who may log in",
      head: ["role", "policies", "token", "at most"],
      rows: logins.map((role) => [
        String(role.role ?? role.role_name ?? role.name),
        String(role.token_policies),
        `${role.token_ttl} s`,
        `${role.token_max_ttl} s`,
      ]),
    },
  ];
}
