import { type Box, type BoxOf, type Edge, words } from "./graph";
import { serviceOf } from "./network";
import { SERVICES } from "./stores";
import { type Block, many, type Resource, type Statement, type Synthesized, statements } from "./synthesized";

/** One arrow for every resource that a role may call, and the boxes of those that the stack does not make. */
export function calls(stack: Synthesized, boxOf: BoxOf): { boxes: readonly Box[]; edges: readonly Edge[] } {
  const boxes: Box[] = [];
  const edges = stack.all("aws_iam_role_policy").flatMap(({ block }) =>
    statements(block.policy)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap((statement) =>
        many(statement.Resource).flatMap((resource) => {
          const outside = isMade(resource) ? [] : externalBox(resource);
          boxes.push(...outside);
          const targets = [...made(stack, boxOf, resource), ...outside.map(({ id }) => id)];
          return targets
            .filter((to) => !boxOf(block.role).includes(to))
            .flatMap((to) => callsTo(stack, boxOf, to, block, statement));
        }),
      ),
  );
  return {
    boxes: [...new Map(boxes.map((box) => [box.id, box])).values()],
    edges: [...edges, ...keyUsers(stack, boxOf)],
  };
}

/** The calls of a role to a box: machines call through an endpoint, AWS services do not. */
function callsTo(
  stack: Synthesized,
  boxOf: BoxOf,
  to: string,
  { role }: Block,
  { Sid, Action }: Statement,
): readonly Edge[] {
  const [found] = stack.referred(role);
  if (found === undefined) return [];
  const isMachine = stack.pointing("aws_iam_instance_profile", "role", found).length > 0;
  const endpoints = isMachine ? endpointsTo(stack, to, Action) : [];
  const starts =
    endpoints.length > 0 ? endpoints.flatMap(({ address }) => boxOf(idOf(address))) : boxOf(role);
  const what = Sid === undefined ? many(Action).join(", ") : words(Sid);
  const label = isMachine && endpoints.length === 0 ? `${what} (no endpoint leads there)` : what;
  return starts.map((from) => ({ from, to, kind: "call", labels: [label] }));
}

const idOf = (address: string) => `\${${address}.id}`;

/** The endpoints through which a service is called; one leads to its own region alone. */
function endpointsTo(stack: Synthesized, to: string, actions: Statement["Action"]): readonly Resource[] {
  const [service] = String(many(actions)[0]).split(":");
  const [target] = stack.referred(idOf(to));
  return stack
    .all("aws_vpc_endpoint")
    .filter(({ block }) => serviceOf(block.service_name) === service)
    .filter((endpoint) => target === undefined || stack.regionOf(endpoint) === stack.regionOf(target));
}

/** Named by the stack: log groups and groups of nodes. Event buses are drawn as messages. */
const NAMED = /(?::log-group:|autoScalingGroupName\/|:event-bus\/)(.*?)(?::\*)?$/;

/** Whether a resource of a statement is the stack's own. */
function isMade(resource: string): boolean {
  return NAMED.test(resource) || /\$\{aws_/.test(resource);
}

function made(stack: Synthesized, boxOf: BoxOf, resource: string): readonly string[] {
  const name = NAMED.exec(resource)?.[1];
  const byName = [...stack.all("aws_cloudwatch_log_group"), ...stack.all("aws_autoscaling_group")]
    .filter(({ block }) => block.name === name)
    .flatMap(({ address }) => boxOf(`\${${address}.arn}`));
  return [...byName, ...boxOf(resource)];
}

const EXTERNAL: Readonly<Record<string, Pick<Box, "kind" | "title">>> = {
  "acm-pca": { kind: "authority", title: "AWS Private CA" },
  kms: { kind: "key", title: "KMS key" },
  s3: { kind: "store", title: "S3 bucket" },
  secretsmanager: { kind: "store", title: "Secret" },
};

/** A resource that the stack's user has; none for a pattern that fits many. */
function externalBox(arn: string): readonly Box[] {
  const [, , service = "", , , ...rest] = arn.replaceAll(/\$\{[^}]*\}/g, "").split(":");
  const name = rest.join(":").replace(/([0-9a-f]{8})-[0-9a-f-]{27}/, "$1-…");
  if (name === "" || name.endsWith("*")) return [];
  const { kind, title } = EXTERNAL[service] ?? { kind: "store", title: service };
  const cut = name.indexOf("/");
  const lines = service === "s3" ? [name.slice(0, cut), name.slice(cut + 1)] : [name.slice(cut + 1)];
  return [{ id: arn, kind, frame: SERVICES, title: `${title} (your own)`, lines, claims: [] }];
}

/** Who may use a key by the key's own policy, besides the account that administers it. */
function keyUsers(stack: Synthesized, boxOf: BoxOf): readonly Edge[] {
  return [...stack.all("aws_kms_key"), ...stack.all("aws_kms_replica_key")].flatMap((key: Resource) =>
    statements(key.block.policy).flatMap((statement) =>
      stack.referred(statement.Principal).flatMap(({ address }) => {
        const role = `\${${address}.arn}`;
        return boxOf(idOf(key.address)).flatMap((to) => callsTo(stack, boxOf, to, { role }, statement));
      }),
    ),
  );
}
