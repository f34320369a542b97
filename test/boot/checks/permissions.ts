import { type Deployment, deploymentOf } from "../../permissions/deployment";
import type { Target } from "../../permissions/parties";
import { simulate } from "../../permissions/simulator";
import type { Judgement, Trial } from "../../permissions/trial";
import { ACCOUNT } from "../../terraform/emulators";
import type { LoggedCall } from "../edge/protocol";
import type { Lab } from "../lab";
import type { Results } from "../results";

/** Names that services have in actions, where their endpoints are called otherwise. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** Calls that the checks themselves make on nodes to see them refused. */
const PROVOKED: readonly { readonly action: RegExp; readonly resource: RegExp; readonly role?: RegExp }[] = [
  { action: /^GetObject$/, resource: /\/life\/[^/]+\/shares\/attempt-\d+\.json$/ },
  { action: /^(Get|Delete)Object(Version)?$|^PutObject(Retention|LegalHold)$/, resource: /\.snap$/ },
  // A snapshot that another key seals; the ciphertext names that key, the call does not.
  { action: /^Decrypt$/, resource: /^$/, role: /-restore-drill-/ },
];

/** Roles that machines of this run have, by the names that a deployment gives them. */
const ROLES = ["node", "restore-drill"] as const;

/** Permissions of nodes that no call of this run uses, and why. */
const UNUSED: readonly { readonly permission: RegExp; readonly reason: string }[] = [
  {
    permission: /^\w+ logs:/,
    reason: "the CloudWatch agent ships logs; it is on Amazon Linux, not on the image of this test",
  },
  {
    permission: /^\w+ (ssm|ssmmessages|ec2messages):/,
    reason: "the SSM agent keeps sessions; it is not on the image of this test",
  },
  {
    permission: /^Unseal .* arn:aws:kms:eu-west-1:/,
    reason: "the replica of the seal key, for the day when the first Region is gone",
  },
  {
    permission: /^DecryptSessions /,
    reason: "the SSM agent decrypts what is typed; it is not on the image of this test",
  },
  {
    permission: /^(DecryptNodeBundle|DecryptSnapshots|EncryptClusterLife|EncryptSnapshots) kms:/,
    reason: "S3 calls KMS in the node's name, and that call does not pass the gateway",
  },
  {
    permission: /^(FetchNodeBundle s3:GetObject|(FetchRelease|FetchSnapshots) s3:GetObjectVersion) /,
    reason:
      "fetching is granted with and without a version; the bundle is fetched by version, release and snapshots by their names",
  },
  {
    permission: /^\w+ autoscaling:RecordLifecycleActionHeartbeat /,
    reason: "a hook that is completed in time needs none",
  },
];

interface Permission {
  readonly role: string;
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
}

/** Every call of a node against the policies of role, endpoint and resource; every permission against the calls. */
export async function permissionChecks(lab: Lab, results: Results): Promise<void> {
  const { certificateAuthorityArn } = lab.brought;
  const deployment = deploymentOf(lab.deployment.resources(), { authorityArn: certificateAuthorityArn }, {});
  const calls = lab.edge.calls().filter(
    ({ service, instance, action, accessKey }) =>
      service !== "metadata" &&
      instance !== undefined &&
      action !== "" &&
      // The account's own key, which a check lends to a machine.
      accessKey !== ACCOUNT,
  );
  const own = calls.filter(
    ({ action, resource, role = "", status, fault }) =>
      fault === undefined &&
      !(
        status === 403 &&
        PROVOKED.some(
          (one) => one.action.test(action) && one.resource.test(resource) && (one.role?.test(role) ?? true),
        )
      ),
  );

  await results.see("no call of a node was refused", () => {
    const refused = own.filter(({ status }) => status === 401 || status === 403);
    if (refused.length > 0) throw new Error(refused.slice(0, 10).map(describe).join("\n"));
  });
  await results.see(
    "the policies of role, endpoint and resource allow each call, as a simulator judges",
    async () => {
      const different = new Map(
        own.map(({ role, service, action, resource, context, ...call }) => [
          JSON.stringify([role, service, action, resource, context]),
          { role, service, action, resource, context, ...call },
        ]),
      );
      const wrong: string[] = [];
      for (const call of different.values()) {
        const { verdict, detail } = await judge(call, deployment);
        if (verdict !== "allowed") wrong.push(`${describe(call)}: ${verdict} (${detail})`);
      }
      results.note(`${own.length} calls of nodes, ${different.size} different ones`);
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
      if (different.size < 10) throw new Error("too few calls to say anything");
    },
  );
  // A section that was not asked for has launched no machine of its role.
  const roles = ROLES.filter(
    (role) => role === "node" || own.some((call) => roleOf(call, deployment) === role),
  );
  await results.see(`each permission of ${roles.join(" and ")} was used, or is not for a reason`, () => {
    const unused = roles
      .flatMap((role) => permissions(role, deployment))
      .filter((permission) => !own.some((call) => uses(call, permission, deployment)));
    const lines = new Map<string, Set<string>>();
    const unexplained: string[] = [];
    for (const { sid, action, resource } of unused) {
      const text = `${sid} ${action} ${resource}`;
      const reason = UNUSED.find((entry) => entry.permission.test(text))?.reason;
      if (reason === undefined) unexplained.push(text);
      else lines.set(reason, (lines.get(reason) ?? new Set()).add(`${sid}/${action}`));
    }
    for (const [reason, which] of lines) results.note(`not used: ${[...which].join(", ")} (${reason})`);
    if (unexplained.length > 0) throw new Error(`no call used\n${unexplained.join("\n")}`);
  });
}

function judge(call: LoggedCall, deployment: Deployment): Promise<Judgement> {
  const target = targetOf(call, deployment);
  const name = `logged:${target.arn}`;
  const known: Deployment = { ...deployment, targets: { ...deployment.targets, [name]: target } };
  const trial: Trial = {
    id: describe(call),
    principal: roleOf(call, deployment),
    action: actionOf(call),
    resource: name,
    when: call.context,
    expected: "allowed",
    why: "a node of this run called it",
  };
  return simulate(trial, known);
}

function targetOf({ service, resource }: LoggedCall, { targets }: Deployment): Target {
  const all = Object.values(targets);
  const found = all.find(({ arn }) => arn === resource);
  if (found !== undefined) return found;
  const named = (arn: string): Target => ({ arn, accountId: ACCOUNT });
  switch (service) {
    case "s3": {
      const [bucket = ""] = resource.split("/");
      const policy = all.find(({ arn }) => arn === `arn:aws:s3:::${bucket}`)?.policy;
      return {
        arn: `arn:aws:s3:::${resource}`,
        accountId: ACCOUNT,
        ...(policy === undefined ? {} : { policy }),
      };
    }
    case "kms":
      // Decrypt names no key; the ciphertext does. The seal's is the one that nodes use by themselves.
      return targets["key:seal"] ?? named("*");
    case "autoscaling":
      return targets.group ?? named("*");
    case "secretsmanager":
      return named(resource);
    default:
      return named(resource.startsWith("arn:") ? resource : "*");
  }
}

function actionOf({ service, action }: LoggedCall): string {
  return `${PREFIXES[service] ?? service}:${action}`;
}

/** The role that a call was made with. */
function roleOf({ role }: LoggedCall, { principals }: Deployment): string {
  return ROLES.find((name) => principals[name]?.name?.endsWith(`/${role}`)) ?? "node";
}

function permissions(role: string, { principals }: Deployment): readonly Permission[] {
  return Object.values(principals[role]?.policies ?? {}).flatMap(({ Statement }) =>
    Statement.flatMap((statement) =>
      [statement.Action].flat().flatMap((action) =>
        [statement.Resource].flat().map((resource) => ({
          role,
          sid: String(statement.Sid),
          action: String(action),
          resource: String(resource),
        })),
      ),
    ),
  );
}

function uses(call: LoggedCall, { role, action, resource }: Permission, deployment: Deployment): boolean {
  if ((call.status >= 400 && call.status !== 412) || roleOf(call, deployment) !== role) return false;
  const pattern = new RegExp(`^${resource.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
  return actionOf(call) === action && pattern.test(targetOf(call, deployment).arn);
}

function describe({ service, action, resource, status, instance }: LoggedCall): string {
  return `${instance}: ${service}:${action} ${resource} -> ${status}`;
}
