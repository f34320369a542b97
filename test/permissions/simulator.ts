import {
  anonymousPrincipal,
  type EvaluationResult,
  runSimulation,
  runUnsafeSimulation,
  type Simulation,
} from "@cloud-copilot/iam-simulate";
import { REGION } from "../terraform/emulators";
import type { Deployment } from "./deployment";
import type { Document, Principal, Target } from "./parties";
import type { Judgement, Trial } from "./trial";

/** Services whose endpoint has another name than their actions. */
const ENDPOINTS: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

/** Needs no permission of the caller's (AWS STS API reference, `GetCallerIdentity`); endpoints can refuse it all the same. */
const WHO_AM_I = "sts:GetCallerIdentity";
const ASKED_FREELY: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: WHO_AM_I, Resource: "*" }],
};

/** Lets the policy simulator judge one trial over the documents of a deployment. */
export async function simulate(trial: Trial, deployment: Deployment): Promise<Judgement> {
  const principal = deployment.principals[trial.principal];
  const target = deployment.targets[trial.resource];
  if (principal === undefined || target === undefined) throw new Error(`${trial.id}: not in the deployment`);
  const endpoint = endpointOf(trial, deployment);
  const { cluster, life } = deployment;
  const snapshots = deployment.targets["bucket:snapshots"]?.arn ?? "";
  const judgement = await run(trial, { cluster, life, snapshots, principal, target, endpoint });
  if (trial.through === undefined || judgement.verdict !== "refused") return judgement;
  // What is refused through an endpoint must be refused by the endpoint's policy, not by another.
  const without = await run(trial, { cluster, life, snapshots, principal, target });
  return without.verdict === "allowed"
    ? judgement
    : { verdict: "no verdict", detail: "refused without the endpoint, too" };
}

/** The endpoint of a trial: the named one, and the service's own for all that machines of the stack call, who have no other way. */
function endpointOf(
  { principal, action, through, when }: Trial,
  { endpoints }: Deployment,
): Document | undefined {
  if (through !== undefined) {
    if (endpoints[through] === undefined) throw new Error(`no endpoint ${through}`);
    return endpoints[through];
  }
  if (!["node", "restore-drill"].includes(principal) || when?.["kms:ViaService"] !== undefined)
    return undefined;
  const [service] = action.split(":") as [string];
  return endpoints[ENDPOINTS[service] ?? service];
}

interface Circumstances {
  readonly cluster: string;
  readonly life: string;
  /** ARN of the bucket of snapshots. */
  readonly snapshots: string;
  readonly principal: Principal;
  readonly target: Target;
  readonly endpoint?: Document;
}

async function run(
  { action, when }: Trial,
  { cluster, life, snapshots, principal, target, endpoint }: Circumstances,
): Promise<Judgement> {
  const anonymous = principal.name === undefined;
  const owner = target.arn === "*" ? principal.accountId : target.accountId;
  const service = principal.name?.endsWith(".amazonaws.com") === true;
  const simulation: Simulation = knownKeys({
    request: {
      principal: principal.name ?? anonymousPrincipal,
      action,
      resource: { resource: target.arn, accountId: owner },
      contextVariables: {
        ...(anonymous || service ? {} : { "aws:PrincipalAccount": principal.accountId }),
        ...(action.startsWith("kms:") ? { "kms:CallerAccount": principal.accountId } : {}),
        "aws:RequestedRegion": REGION,
        "aws:ResourceAccount": owner,
        "aws:SecureTransport": "true",
        ...Object.fromEntries(
          Object.entries(when ?? {}).map(([key, value]) => [
            key,
            value.replace("@CLUSTER@", cluster).replace("@LIFE@", life).replace("@SNAPSHOTS@", snapshots),
          ]),
        ),
      },
    },
    identityPolicies: [
      ...Object.entries(principal.policies).map(([name, policy]) => ({ name, policy })),
      ...(action === WHO_AM_I ? [{ name: "AWS itself", policy: ASKED_FREELY }] : []),
    ],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: target.policy,
    vpcEndpointPolicies: endpoint === undefined ? undefined : [{ name: "endpoint", policy: endpoint }],
  });
  // Its data has no resource for this action, but CloudWatch Logs authorizes it on `log-group::log-stream:`.
  if (action === "logs:DescribeLogGroups") return verdictOf(runUnsafeSimulation(simulation, {}));
  const result = await runSimulation(simulation, {});
  if (result.resultType === "error") return { verdict: "no verdict", detail: JSON.stringify(result.errors) };
  const ignored = result.resultType === "single" ? (result.result.ignoredContextKeys ?? []) : [];
  const unheeded = Object.keys(knownKeys(when ?? {})).filter((key) =>
    ignored.some((other) => other.toLowerCase() === key.toLowerCase()),
  );
  if (unheeded.length > 0)
    return { verdict: "no verdict", detail: `not a key of ${action}: ${unheeded.join(", ")}` };
  return verdictOf(result.overallResult);
}

function verdictOf(detail: EvaluationResult): Judgement {
  return { verdict: detail === "Allowed" ? "allowed" : "refused", detail };
}

/**
 * Renames the keys of encryption contexts, in policies and request alike: the simulator knows them as a pattern that it
 * does not match, and drops them.
 */
function knownKeys<T>(documents: T): T {
  return JSON.parse(
    JSON.stringify(documents).replaceAll(
      '"kms:EncryptionContext:',
      '"aws:PrincipalTag/kms:EncryptionContext:',
    ),
  );
}

/** Actions in the policies of a deployment that AWS does not have. Wildcards are judged by the trials. */
export async function misspeltActions(deployment: Deployment): Promise<readonly string[]> {
  const documents = [
    ...Object.values(deployment.principals).flatMap(({ policies }) => Object.values(policies)),
    ...Object.values(deployment.targets).flatMap(({ policy }) => (policy === undefined ? [] : [policy])),
    ...Object.values(deployment.endpoints),
  ];
  const actions = new Set(
    documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => [Action].flat().map(String))),
  );
  const misspelt: string[] = [];
  for (const action of actions) {
    if (action.includes("*")) continue;
    const result = await runSimulation(
      {
        request: {
          principal: "arn:aws:iam::123456789012:role/any",
          action,
          resource: { resource: "*", accountId: "123456789012" },
          contextVariables: {},
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === "error" && result.errors.message === "invalid.action") misspelt.push(action);
  }
  return misspelt;
}
