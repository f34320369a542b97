import { uncertain } from "../../engine/assertions";
import { type Observation, pass, passIf, unknown } from "../../engine/observation";
import type { Evidence } from "../../evidence/evidence";
import { type ModuleCall, moduleCalls, type Program, programs } from "../../evidence/toolchain";
import { vaultResources } from "../../evidence/vault-resources";
import { isBounded } from "./version-constraint";

/** Programs that no plan shows, and code that others may change: what Terraform runs with all its rights. */
export function outsideCode(evidence: Evidence): readonly Observation[] {
  return [
    ...programs(evidence).map((program) => refused(program, evidence)),
    ...moduleCalls(evidence).flatMap((call) => [pinned(call), ...seen(call, evidence)]),
    ...uncertain(vaultResources(evidence).all.filter(({ mode }) => mode === "managed")),
  ];
}

/** On what is Vault's, a program can take away what the plan says, and stays unseen. */
function refused({ address, kind }: Program, evidence: Evidence): Observation {
  const isOfVault =
    /(^|\.)vault_/.test(address) || vaultResources(evidence).all.some((one) => one.address === address);
  return passIf(false, {
    actual: `${address} runs a program by ${kind}`,
    expected: "resources alone: what a program does is in no plan",
    reason: "it runs with everything that Terraform may do, in AWS and in Vault",
    ...(isOfVault ? { severity: "error" } : {}),
  });
}

/** A folder beside the configuration is as fixed as that is. */
function pinned({ address, source, version }: ModuleCall): Observation {
  const text = String(source.raw);
  const isFixed =
    /^\.{1,2}\//.test(text) ||
    (isOfRegistry(text) ? isBounded(String(version.literal)) : /[?&](ref|versionId)=[^&]+/.test(text));
  return passIf(isFixed, {
    actual: `${address} comes from ${source}${version.isAbsent ? "" : ` ${version}`}`,
    expected: "a folder of one's own, or code of one version: version, ?ref=",
  });
}

function isOfRegistry(source: string): boolean {
  return (
    !source.includes("::") &&
    /^([\w.-]+\.[a-z]+\/)?[\w-]+\/[\w-]+\/[\w-]+$/i.test(source) &&
    !/^(github\.com|bitbucket\.org)\//.test(source)
  );
}

/** A configuration does not have what modules make; a plan and a state have it among all. */
function seen({ address }: ModuleCall, { form }: Evidence): readonly Observation[] {
  const expected = "resources that can be seen";
  if (form !== "configuration") return [pass({ actual: `what ${address} makes is judged`, expected })];
  return [
    unknown({
      actual: `what ${address} makes is not part of this configuration`,
      expected,
      reason:
        "judge the plan, which has it: terraform show -json PLAN > plan.json; then waive this finding of the module",
    }),
  ];
}
