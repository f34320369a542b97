import { undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import { withoutExpressions } from "../../evidence/resource-pattern";
import { type Json, Value } from "../../evidence/value";
import { each, exact, type Look, withTls } from "./looks";

/** How the address of a database says that nobody listens, by what it begins with or who speaks it. */
interface Speech {
  readonly speaks: RegExp;
  /** What must be there; nothing where TLS is the rule. */
  readonly secure?: RegExp;
  readonly open: RegExp;
}

const SPEECH: readonly Speech[] = [
  {
    speaks: /^(postgres|redshift|yugabyte|cockroach)/,
    secure: /sslmode=verify-(full|ca)\b/,
    open: /sslmode=(disable|allow|prefer|require)\b/,
  },
  {
    speaks: /^mongo/,
    secure: /(tls|ssl)=true\b|^mongodb\+srv:/,
    open: /(tls|ssl)=false\b|tlsInsecure=true/i,
  },
  {
    speaks: /^mysql/,
    secure: /[?&]tls=(true|custom|[\w-]*ca)\b/,
    open: /[?&]tls=(false|preferred|skip-verify)\b/,
  },
  { speaks: /^(mssql|sqlserver)/, open: /encrypt=(disable|false|optional)\b|TrustServerCertificate=true/i },
];

/** Accounts that may do everything. */
const ADMINISTRATOR = /\bSUPERUSER\b|ALL (PRIVILEGES )?ON \*\.\*|\bsysadmin\b/i;

/** Connections of the database engine, and whom it makes. */
export const DATABASE_PINS: Readonly<Record<string, Look>> = {
  vault_database_secret_backend_connection: (resource) => [
    ...(resource.at("allowed_roles").isAbsent ? [] : [exact(resource, "allowed_roles")]),
    ...connections(resource.attributes).flatMap(secured),
  ],
  vault_database_secret_backend_role: (role) => [
    each(role.at("creation_statements"), "no administrator", (statement) => !ADMINISTRATOR.test(statement)),
  ],
  vault_database_secrets_mount: (resource) => connections(resource.attributes).flatMap(secured),
};

interface Connection {
  readonly kind: string;
  readonly settings: Value;
}

/** Each block of a kind of database; what is written by path is one, of the kind of its plugin. */
function connections(attributes: Value): readonly Connection[] {
  const blocks = Object.entries((attributes.raw ?? {}) as Readonly<Record<string, Json>>).filter(
    ([key, value]) => typeof value === "object" && value !== null && !META.has(key),
  );
  return [
    ...(attributes.at("connection_url").isAbsent
      ? []
      : [{ kind: String(attributes.at("plugin_name").raw), settings: attributes }]),
    ...blocks.flatMap(([kind, value]) =>
      new Value(kind, value).items
        .filter(({ raw }) => typeof raw === "object" && raw !== null && !Array.isArray(raw))
        .map((settings) => ({ kind, settings })),
    ),
  ];
}

const META = new Set(["allowed_roles", "data", "lifecycle", "root_rotation_statements", "dynamic"]);

function secured({ kind, settings }: Connection): readonly Observation[] {
  const url = settings.at("connection_url");
  const authority = ["tls_ca", "tls_certificate_key", "ca_cert"].some((name) => !isEmpty(settings.at(name)));
  const tls = settings.at("tls");
  return [
    ...(url.isAbsent ? [] : [spoken(kind, url, authority)]),
    ...["url", "host", "hosts"].map((name) => withTls(settings.at(name))),
    ...(kind === "redis" || (!tls.isAbsent && String(tls.raw) !== "true")
      ? [
          passIf(String(tls.raw) === "true", {
            actual: `tls of ${settings.path} = ${tls}`,
            expected: "a connection with TLS",
          }),
        ]
      : []),
  ];
}

function spoken(kind: string, url: Value, hasAuthority: boolean): Observation {
  const text = withoutExpressions(String(url.raw));
  const scheme = /^([a-z]+)(\+srv)?:/i.exec(text)?.[1]?.toLowerCase() ?? "";
  const speech = SPEECH.find(({ speaks }) => speaks.test(scheme) || speaks.test(kind));
  const said = {
    actual: `${url.path} = ${text.replace(/\/\/[^@/]*@/, "//…@")}`,
    expected: "a connection with TLS, to a database whose certificate is verified",
  };
  if (speech?.open.test(text) === true || /^http:/i.test(text)) return passIf(false, said);
  const isSecure =
    speech?.secure === undefined || speech.secure.test(text) || (hasAuthority && kind !== "postgresql");
  if (!isSecure && !url.isKnown && url.reference !== undefined) {
    return unknown({ ...said, reason: undecided(url) });
  }
  return passIf(isSecure, said);
}

function isEmpty(value: Value): boolean {
  return value.isAbsent || value.raw === "";
}
