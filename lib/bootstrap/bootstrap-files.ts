import { type NodeFile, systemFile } from "../host/node-file";
import { firstBoot } from "../vault/first-boot";
import { firstBootRequests } from "../vault/first-boot-requests";
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
}

/** Every file that a node needs to initialise the cluster or to join it. Public keys only; nothing in them is secret. */
export function bootstrapFiles(input: BootstrapFilesInput): readonly NodeFile[] {
  const { threshold, keys } = input.operators;
  const requests = firstBootRequests(
    firstBoot({
      domainName: input.domainName,
      nodeCount: input.nodeCount,
      region: "@AWS_REGION@",
      stsHost: "@STS_HOST@",
      nodeRoleArn: "@NODE_ROLE_ARN@",
      configuratorRoleArn: "@CONFIGURATOR_ROLE_ARN@",
    }),
  );
  return [
    lifeStore(),
    initialise(),
    ...stateMachine(),
    ...(input.initialization.mode === "by-operator" ? [operatorProgram()] : []),
    json(OPERATORS_FILE, { threshold, keys }),
    json(FIRST_BOOT_FILE, requests),
  ];
}

function json(path: string, content: object): NodeFile {
  return systemFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
