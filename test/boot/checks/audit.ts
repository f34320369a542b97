import { until } from "../command";
import { activeNode, requireEqual, type Session, WRITTEN } from "./session";

/** File of each audit device on a node. */
export const AUDIT_FILES = {
  file: "/var/log/vault/audit.log",
  syslog: "/var/log/vault-syslog/audit.log",
} as const;

interface Entry {
  readonly time: string;
  readonly type: string;
  readonly error?: string;
  readonly auth?: {
    readonly display_name?: string;
    readonly token_type?: string;
    readonly policies?: readonly string[];
  };
  readonly request: {
    readonly path: string;
    readonly operation: string;
    readonly remote_address: string;
    readonly data?: unknown;
  };
  readonly response?: { readonly auth?: { readonly client_token?: string } };
}

/** What an auditor looks for (the guide's "What gets logged") is in the files of both devices. */
export async function auditChecks({ lab, results, root, secrets }: Session): Promise<void> {
  const secret = `secret-${Math.random().toString(36).slice(2)}`;
  const client = "10.20.1.44";
  await results.check("deeds for the audit log: a write, a refusal, a token made and revoked", async () => {
    await root.must("POST", `${WRITTEN}/audited`, { value: secret });
    const { auth } = (await root.must("POST", "auth/token/create", {
      policies: ["default"],
      ttl: "5m",
      display_name: "audited",
    })) as {
      auth: { client_token: string };
    };
    const refused = await root.as(auth.client_token).try("GET", `${WRITTEN}/audited`);
    requireEqual("a read without a policy for it", refused.status, 403);
    await root.must("POST", "auth/token/revoke", { token: auth.client_token });
  });
  const active = await activeNode(lab);
  for (const [device, file] of Object.entries(AUDIT_FILES)) {
    await results.see(
      `audit device ${device}: who, when, from where, how; refusals; tokens made and revoked`,
      async () => {
        const entries = await until("the revocation is in the file", 30, async () => {
          const read = await readEntries(await active.machine.run(["cat", file]));
          return read.some(({ request }) => request.path === "auth/token/revoke") ? read : undefined;
        });
        const of = (path: string, type: string) =>
          entries.filter((entry) => entry.request.path === path && entry.type === type);
        const find = (what: string, found: Entry | undefined): Entry => {
          if (found === undefined) throw new Error(`${what} is not in ${file}`);
          return found;
        };
        const written = find(
          "the write",
          of(`${WRITTEN}/audited`, "request").find(({ request }) => request.operation !== "read"),
        );
        requireEqual("from where", written.request.remote_address, client);
        if (Number.isNaN(Date.parse(written.time))) throw new Error(`no time: ${written.time}`);
        if (!(written.auth?.policies ?? []).includes("root"))
          throw new Error("the write does not say with which policies");
        find(
          "the refusal",
          of(`${WRITTEN}/audited`, "response").find(
            ({ error }) => error?.includes("permission denied") === true,
          ),
        );
        const made = find(
          "the new token",
          of("auth/token/create", "response").find(({ response }) => response?.auth !== undefined),
        );
        if (made.response?.auth?.client_token?.startsWith("hmac-sha256:") !== true)
          throw new Error("the new token is not hashed");
        find("the revocation", of("auth/token/revoke", "response")[0]);
        const login = entries.find(
          ({ request, type }) => request.path.startsWith("auth/aws/login") && type === "response",
        );
        find("a login with its method", login);
      },
    );
    await results.see(`audit device ${device}: nothing secret, only hashes`, async () => {
      const text = await active.machine.run(["cat", file]);
      for (const value of [secret, ...secrets]) {
        if (text.includes(value)) throw new Error(`${value.slice(0, 6)}... stands in ${file}`);
      }
    });
  }
}

/** Lines of JSON; a syslog line may have something before it. */
async function readEntries(text: string): Promise<readonly Entry[]> {
  return text
    .split("\n")
    .filter((line) => line.includes("{"))
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Entry);
}
