import { NodeFact } from "../core/node-fact";
import { LateFile } from "../host/late-file";
import { type NodeFile, systemFile } from "../host/node-file";
import { VAULT_PATHS } from "../host/vault-paths";
import { foundation, foundationRequests } from "../vault/foundation";
import { FIRST_BOOT_FILE, initialise, OPERATORS_FILE } from "./initialise";
import type { Initialization } from "./initialization";
import { lifeStore } from "./life-store";
import { operatorProgram } from "./operator-program";
import type { Operators } from "./operators";
import { stateMachine } from "./state-machine";

/** What the files of the bootstrap depend on. */
export interface BootstrapFilesInput {
  readonly domainName: string;
  readonly nodeCount: number;
  readonly operators: Operators;
  readonly initialization: Initialization;
  /** Whether snapshots are restored in drills. @default false */
  readonly hasRestoreDrill?: boolean;
}

/** Every file that a node needs to initialise the cluster or to join it. Public keys only; nothing in them is secret. */
export function bootstrapFiles(input: BootstrapFilesInput): readonly NodeFile[] {
  const laid = foundation({
    region: NodeFact.awsRegion,
    domainName: input.domainName,
    nodes: input.nodeCount,
    auditFile: `${VAULT_PATHS.audit}/audit.log`,
    nodeRoleArn: "@NODE_ROLE_ARN@",
    configuratorRoleArn: "@CONFIGURATOR_ROLE_ARN@",
    ...(input.hasRestoreDrill === true
      ? { restoreDrill: { roleArn: "@DRILL_ROLE_ARN@", life: "@CLUSTER_LIFE@" } }
      : {}),
  });
  const requests = foundationRequests(laid).map((request) => ({ step: stepOf(request.path), ...request }));
  return [
    lifeStore(),
    initialise(),
    ...stateMachine(),
    ...(input.initialization.mode === "by-operator" ? [operatorProgram()] : []),
    operatorsFile(input.operators),
    json(FIRST_BOOT_FILE, requests),
  ];
}

/** What a request belongs to, as the journal of a node names it. */
function stepOf(path: string): string {
  if (path.startsWith("sys/audit/")) return path.replace("sys/audit/", "audit-");
  if (path.startsWith("sys/policies/")) return "policies";
  if (path.includes("/role/")) return "roles";
  if (path.includes("canary")) return "canary";
  return path.includes("autopilot") ? "autopilot" : "auth";
}

/** The keys are still being checked while the stack is built. */
function operatorsFile(operators: Operators): NodeFile {
  const { threshold } = operators;
  return new LateFile(
    systemFile(OPERATORS_FILE, ""),
    () => json(OPERATORS_FILE, { threshold, keys: operators.keys }).content,
  );
}

function json(path: string, content: object): NodeFile {
  return systemFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
