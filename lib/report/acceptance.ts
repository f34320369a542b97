import * as path from "node:path";
import { HARDENING_FILE } from "../checks/adapters/hardening-file";
import type { Loaded } from "../checks/adapters/load";
import type { WaiverFile } from "../checks/adapters/waiver-file";
import type { Judgement } from "../checks/engine/judge";

/** Something that counted for a stack, and whose word it was. */
export interface Acceptance {
  readonly kind: "attestation" | "relaxation" | "waiver";
  /** Name of the stack. */
  readonly stack: string;
  /** The file that it stands in: the one that was given, or the one that was recorded beside the stack. */
  readonly file: string;
  /** Ids of the rules that it speaks of. */
  readonly rules: readonly string[];
  /** Who approved or attested it; the name of a relaxation. */
  readonly by: string;
  readonly reason: string;
}

/** The file beside a stack in which a synthesis recorded what was accepted. */
export function recordOf({ file }: Loaded): string {
  return path.join(path.dirname(file), HARDENING_FILE);
}

/** What counted for a stack: waivers and relaxations that something was accepted for, and what was attested. */
export function acceptancesOf(
  loaded: Loaded,
  judgement: Judgement,
  waiverFile: WaiverFile | undefined,
): readonly Acceptance[] {
  const stack = loaded.evidence.name;
  const fileOf = (given: readonly unknown[] | undefined, one: unknown) =>
    waiverFile !== undefined && given?.includes(one) === true ? waiverFile.file : recordOf(loaded);
  return [
    ...judgement.usedWaivers.map((waiver) => ({
      kind: "waiver" as const,
      stack,
      file: fileOf(waiverFile?.waivers, waiver),
      rules: [waiver.rule],
      by: waiver.approvedBy,
      reason: waiver.reason,
    })),
    ...judgement.usedRelaxations.map(({ rules, name, reason }) => ({
      kind: "relaxation" as const,
      stack,
      file: recordOf(loaded),
      rules,
      by: name,
      reason,
    })),
    ...judgement.attestations.map((attestation) => ({
      kind: "attestation" as const,
      stack,
      file: fileOf(waiverFile?.attestations, attestation),
      rules: [attestation.rule],
      by: attestation.attestedBy,
      reason: attestation.statement,
    })),
  ];
}

/** Whose word counted, a line for each file. */
export function countedIn(acceptances: readonly Acceptance[]): readonly string[] {
  return [...new Set(acceptances.map(({ file }) => file))].map((file) => {
    const own = acceptances.filter((one) => one.file === file);
    const counts = (["waiver", "relaxation", "attestation"] as const)
      .map((kind) => [kind, own.filter((one) => one.kind === kind).length] as const)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}${count === 1 ? "" : "s"}`);
    return `counted: ${counts.join(", ")} of ${file}`;
  });
}
