import type { ExampleName } from "../support/synthesized-examples";
import type { Emulators } from "../terraform/emulators";
import { type Certificates, deploymentOf, type StateResource } from "./deployment";
import { emulate, surround } from "./emulator/emulate";
import { isHosted } from "./emulator/hosted";
import type { Principal } from "./parties";
import { type JudgedTrial, requireAsExpected, summaryOf } from "./report";
import { misspeltActions, simulate } from "./simulator";
import { trialsFor } from "./table";

/** Fewer refusals than this over the API would mean that the table was not tried. */
const REFUSALS = 60;

/**
 * Tries the whole table on an applied stack: every line by the simulator over the documents in the state, and over the
 * API what the enforcing emulator hosts.
 *
 * @returns figures, a line each
 * @throws when a call is judged otherwise than the table says
 */
export async function tryPermissions(
  example: ExampleName,
  stack: { readonly resources: readonly StateResource[]; readonly certificates: Certificates },
  folder: string,
  emulators: Emulators,
): Promise<readonly string[]> {
  const foreign = await surround(folder, emulators);
  const deployment = deploymentOf(stack.resources, stack.certificates, foreign);
  const misspelt = await misspeltActions(deployment);
  if (misspelt.length > 0) throw new Error(`AWS has no actions ${misspelt.join(", ")}`);

  const trials = trialsFor(example, deployment);
  const simulated: JudgedTrial[] = [];
  for (const trial of trials)
    simulated.push({ trial, judge: "simulator", judgement: await simulate(trial, deployment) });
  const hosted = trials.filter((trial) =>
    isHosted(trial, deployment.principals[trial.principal] as Principal),
  );
  const judgements = await emulate(hosted, deployment, folder, emulators);
  const emulated = hosted.map((trial): JudgedTrial => {
    const judgement = judgements[trial.id] ?? { verdict: "no verdict", detail: "not tried" };
    return { trial, judge: "emulator", judgement };
  });

  requireAsExpected([...simulated, ...emulated]);
  const refused = emulated.filter(({ judgement }) => judgement.verdict === "refused").length;
  if (refused < REFUSALS) throw new Error(`only ${refused} calls were refused over the API`);
  return summaryOf([...simulated, ...emulated]);
}
