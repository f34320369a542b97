/** A request, as far as it tells what is asked. */
export interface Request {
  readonly host: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** What is asked of whom. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** Keys of policies' conditions that the call itself brings. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The bucket in a name of S3, and its region; empty where the name has none; nothing for other names. */
export function bucketOfHost(host: string): { readonly bucket: string; readonly region: string } | undefined {
  const [, bucket = "", region = ""] = /^(?:(.+)\.)?s3\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host) ?? [];
  return region === "" ? undefined : { bucket, region };
}

/** What belongs to an object and has actions of its own, by its name in a query. */
const PARTS: Readonly<Record<string, string>> = {
  "legal-hold": "ObjectLegalHold",
  retention: "ObjectRetention",
};

/** Reads action and resource of a call to S3. */
export function objectCall(
  bucketOfName: string,
  { method, url, headers }: Omit<Request, "host" | "body">,
): Call {
  const { pathname, searchParams } = new URL(url, "https://s3");
  const parts = pathname.split("/").filter((part) => part !== "");
  const bucket = bucketOfName === "" ? (parts.shift() ?? "") : bucketOfName;
  const key = decodeURIComponent(parts.join("/"));
  const version = searchParams.has("versionId") ? "Version" : "";
  const actions: Readonly<Record<string, string>> = {
    GET: `GetObject${version}`,
    HEAD: `GetObject${version}`,
    PUT: "PutObject",
    POST: "PutObject",
    DELETE: `DeleteObject${version}`,
  };
  const part = Object.keys(PARTS).find((name) => searchParams.has(name));
  const prefix = searchParams.get("prefix");
  const condition = headers["if-none-match"];
  return {
    context: {
      ...(prefix === null ? {} : { "s3:prefix": prefix }),
      ...(condition === undefined ? {} : { "s3:if-none-match": String(condition) }),
      ...(version === "" ? {} : { "s3:VersionId": String(searchParams.get("versionId")) }),
    },
    action:
      key === ""
        ? method === "GET"
          ? "ListBucket"
          : `${method} bucket`
        : part !== undefined
          ? `${method === "GET" ? "Get" : "Put"}${PARTS[part]}`
          : (actions[method] ?? method),
    resource: key === "" ? bucket : `${bucket}/${key}`,
  };
}

/** Where the parameters of an action name what they are about. */
const NAMES = [
  "KeyId",
  "SecretId",
  "CertificateAuthorityArn",
  "Name",
  "logGroupName",
  "AutoScalingGroupName",
  "Namespace",
  "DocumentName",
  "InstanceId",
  "RoleArn",
] as const;

/** Reads action and resource of any other call: JSON with a target, or a form. */
export function apiCall({ headers, body }: Request): Call {
  const target = String(headers["x-amz-target"] ?? "");
  if (target !== "") {
    const parameters = parse(body);
    const name = NAMES.find((key) => typeof parameters[key] === "string");
    const template = parameters.TemplateArn;
    return {
      action: target.split(".").at(-1) ?? target,
      resource: name === undefined ? "" : String(parameters[name]),
      context: typeof template === "string" ? { "acm-pca:TemplateArn": template } : {},
    };
  }
  const form = new URLSearchParams(body);
  const name = NAMES.find((key) => form.has(key));
  const namespace = form.get("Namespace");
  return {
    action: form.get("Action") ?? "",
    resource: name === undefined ? "" : (form.get(name) ?? ""),
    context: namespace === null ? {} : { "cloudwatch:namespace": namespace },
  };
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** The access key that a request is signed with. */
export function accessKey({ headers, url }: Pick<Request, "headers" | "url">): string | undefined {
  const [, key] = /Credential=([^/]+)\//.exec(String(headers.authorization ?? "")) ?? [];
  return key ?? new URL(url, "https://any").searchParams.get("X-Amz-Credential")?.split("/")[0] ?? undefined;
}
