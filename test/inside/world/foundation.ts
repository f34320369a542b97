import settings from "../../../examples/production/settings.json";
import { bootstrapFiles } from "../../../lib/bootstrap/bootstrap-files";
import { FIRST_BOOT_FILE } from "../../../lib/bootstrap/initialise";
import { Initialization } from "../../../lib/bootstrap/initialization";
import { Operators } from "../../../lib/bootstrap/operators";
import type { VaultClient } from "../vault-client";
import { CONFIGURATOR_ROLE, NODE_ROLE, roleArn } from "./parties";

interface FirstBootRequest {
  readonly method: string;
  readonly path: string;
  readonly body: object;
}

/** Sends what a node of the production example sends at its first boot, with the facts that it would fill in. */
export async function layFoundation(root: VaultClient): Promise<void> {
  const facts: Readonly<Record<string, string>> = {
    AWS_REGION: settings.region,
    NODE_ROLE_ARN: roleArn(NODE_ROLE),
    CONFIGURATOR_ROLE_ARN: roleArn(CONFIGURATOR_ROLE),
  };
  const file = bootstrapFiles({
    domainName: settings.domainName,
    nodeCount: settings.nodes.count,
    operators: Operators.pgp(settings.operators, { threshold: 3 }),
    initialization: Initialization.atFirstBoot(),
  }).find(({ path }) => path === FIRST_BOOT_FILE);
  const text = (file?.content ?? "").replaceAll(/@([A-Z][A-Z0-9_]*)@/g, (mark, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`no fact for ${mark}`);
    return fact;
  });
  for (const { method, path, body } of JSON.parse(text) as readonly FirstBootRequest[]) {
    await root.must(method, path, body);
  }
}
