import type { Deployment } from "./deployment";
import type { Document } from "./parties";
import type { Trial } from "./trial";

type Statement = Document["Statement"][number];

/** One change to one statement of one policy of a deployment. */
export interface Edit {
  /** Readable: `node/node FetchBundle: without s3:GetObject`. */
  readonly id: string;
  readonly deployment: Deployment;
  /** Whether a trial's verdict could depend on it. */
  readonly concerns: (trial: Trial) => boolean;
}

/** A policy of a deployment, and how the deployment looks with another one in its place. */
interface Place {
  readonly id: string;
  readonly document: Document;
  readonly replace: (document: Document) => Deployment;
  readonly concerns: (trial: Trial) => boolean;
}

/** Every edit that takes one permission away: an action out of a statement that allows it. */
export function narrowings(deployment: Deployment): readonly Edit[] {
  return edits(deployment, (statement) =>
    statement.Effect !== "Allow"
      ? []
      : actionsOf(statement).map((action) => ({
          title: `without ${action}`,
          statement: { ...statement, Action: actionsOf(statement).filter((other) => other !== action) },
        })),
  );
}

/** Every edit that gives away more: any action of the service, any resource, no condition, no denial. */
export function widenings(deployment: Deployment): readonly Edit[] {
  return edits(deployment, (statement) => {
    if (statement.Effect === "Deny") return [{ title: "without the denial", statement: undefined }];
    const services = [...new Set(actionsOf(statement).map((action) => action.split(":")[0]))];
    return [
      ...services.map((service) => ({
        title: `with ${service}:*`,
        statement: { ...statement, Action: [...actionsOf(statement), `${service}:*`] },
      })),
      ...([statement.Resource].flat().includes("*")
        ? []
        : [{ title: "on any resource", statement: { ...statement, Resource: "*" } }]),
      ...(statement.Condition === undefined
        ? []
        : [{ title: "without its condition", statement: { ...statement, Condition: undefined } }]),
    ];
  });
}

function edits(
  deployment: Deployment,
  editsOf: (statement: Statement) => readonly { title: string; statement: Statement | undefined }[],
): readonly Edit[] {
  return placesOf(deployment).flatMap(({ id, document, replace, concerns }) =>
    document.Statement.flatMap((statement, index) =>
      editsOf(statement).map((edit) => ({
        id: `${id} ${statement.Sid}: ${edit.title}`,
        deployment: replace({
          ...document,
          Statement: document.Statement.flatMap((other, at) =>
            at !== index ? [other] : edit.statement === undefined ? [] : [edit.statement],
          ),
        }),
        concerns,
      })),
    ),
  );
}

/** The stack's own policies: those of its roles, of its keys, bucket, topic and roles, and of its endpoints. */
function placesOf(deployment: Deployment): readonly Place[] {
  const { principals, targets, endpoints } = deployment;
  return [
    ...Object.entries(principals).flatMap(([name, principal]) =>
      principal.assumedBy === "account"
        ? []
        : Object.entries(principal.policies).map(([policy, document]) => ({
            id: `${name}/${policy}`,
            document,
            replace: (other: Document) => ({
              ...deployment,
              principals: {
                ...principals,
                [name]: { ...principal, policies: { ...principal.policies, [policy]: other } },
              },
            }),
            concerns: (trial: Trial) => trial.principal === name,
          })),
    ),
    ...Object.entries(targets).flatMap(([name, target]) =>
      target.policy === undefined || /foreign|stranger|packages|administrator/.test(name)
        ? []
        : [
            {
              id: name,
              document: target.policy,
              replace: (policy: Document) => ({
                ...deployment,
                targets: { ...targets, [name]: { ...target, policy } },
              }),
              concerns: (trial: Trial) => trial.resource === name,
            },
          ],
    ),
    ...Object.entries(endpoints).map(([name, document]) => ({
      id: `endpoint ${name}`,
      document,
      replace: (policy: Document) => ({ ...deployment, endpoints: { ...endpoints, [name]: policy } }),
      concerns: (trial: Trial) => trial.through === name || trial.principal === "node",
    })),
  ];
}

function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat().map(String);
}
