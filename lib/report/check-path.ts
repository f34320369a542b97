import { InputError } from "../checks/adapters/input-error";
import { type Loaded, load } from "../checks/adapters/load";
import type { WaiverFile } from "../checks/adapters/waiver-file";
import { type Judgement, judge } from "../checks/engine/judge";
import { bothPolicies } from "../checks/engine/organisation-policy";
import type { Pack } from "../checks/engine/pack";
import type { Profile } from "../checks/engine/profile";
import type { Rule } from "../checks/engine/rule";
import type { Waiver } from "../checks/engine/waiver";
import { NodeGroup } from "../checks/evidence/node-group";
import { acceptancesOf, recordOf } from "./acceptance";
import { type JudgedStack, type Report, reportOf } from "./report";

/** How what lies at a path is judged. */
export interface CheckOptions {
  readonly rules: readonly Rule[];
  /** Packs that rules were taken from, beside the library's own. */
  readonly packs: readonly Pack[];
  /** Profile of a stack, by the name that was recorded when it was synthesized, if any was. */
  readonly profileFor: (recorded: string | undefined) => Profile;
  /** @default - what was recorded when the stack was synthesized, alone */
  readonly waiverFile?: WaiverFile;
  /**
   * Whether what somebody accepted, attested and relaxed when a stack was synthesized counts for nothing, and neither does
   * the profile by which it was judged then; what the policy recorded forbids stays forbidden. @default false
   */
  readonly isRecordIgnored?: boolean;
  /** Version of this library. */
  readonly version: string;
  readonly now: Date;
}

/**
 * Judges what lies at a path.
 *
 * @throws InputError when there is nothing that can be judged, or no Vault in it
 */
export function checkPath(path: string, options: CheckOptions): Report {
  const { packs, version, now, waiverFile } = options;
  const all = load(path).map((read) => {
    const loaded = options.isRecordIgnored === true ? withoutRecord(read) : read;
    return {
      loaded,
      judgement: judgeBy(loaded, options, waiverFile?.waivers),
    };
  });
  const judged = all.filter(({ loaded, judgement }) => hasVault(loaded, judgement));
  if (judged.length === 0) {
    const names = all.map(({ loaded }) => loaded.evidence.name).join(", ");
    throw new InputError(
      `there is no Vault in ${names}: nothing to judge, which is not clean`,
      "Name the stack that Vault is in. Machines are known by their files, their user data, their names or their tags.",
    );
  }
  const judgements = shared(judged, waiverFile?.waivers ?? []).map(({ loaded, judgement, waivers }) => {
    const { evidence, file, sha256, framework } = loaded;
    const stack: JudgedStack = {
      name: evidence.name,
      form: evidence.form,
      file,
      sha256,
      profile: judgement.profile.name,
      ...(framework === undefined ? {} : { framework }),
    };
    const final = waivers === undefined ? judgement : judgeBy(loaded, options, waivers);
    return { stack, judgement: final, acceptances: acceptancesOf(loaded, final, waiverFile) };
  });
  return reportOf({
    judgements,
    ignoredRecords:
      options.isRecordIgnored === true
        ? judged.filter(({ loaded }) => loaded.hardening !== undefined).map(({ loaded }) => recordOf(loaded))
        : [],
    withoutVault: all.filter((one) => !judged.includes(one)).map(({ loaded }) => loaded.evidence.name),
    missingRules: [...new Set(judged.flatMap(({ loaded }) => missingRules(loaded, options)))],
    unchecked: judged.flatMap(({ loaded }) => loaded.unchecked),
    ...(waiverFile === undefined ? {} : { waiverFile: { file: waiverFile.file, sha256: waiverFile.sha256 } }),
    versions: { library: version, packs: packs.map(({ name, version: own }) => ({ name, version: own })) },
    now,
  });
}

/** What was recorded, as if nothing had been accepted and no rule of somebody's own had judged. */
function withoutRecord(loaded: Loaded): Loaded {
  if (loaded.hardening === undefined) return loaded;
  const hardening = { ...loaded.hardening, waivers: [], attestations: [], relaxations: [], ownRules: [] };
  return { ...loaded, hardening };
}

interface Judged {
  readonly loaded: Loaded;
  readonly judgement: Judgement;
}

/** Each waiver of a file belongs to the stacks in which it is used; one that is used nowhere is told of once. */
function shared(
  judged: readonly Judged[],
  waivers: readonly Waiver[],
): readonly (Judged & { readonly waivers?: readonly Waiver[] })[] {
  if (judged.length === 1 || waivers.length === 0) return judged;
  const isUsedIn = (waiver: Waiver, { judgement }: Judged) => judgement.usedWaivers.includes(waiver);
  return judged.map((one, index) => ({
    ...one,
    waivers: waivers.filter(
      (waiver) => isUsedIn(waiver, one) || (index === 0 && !judged.some((other) => isUsedIn(waiver, other))),
    ),
  }));
}

function judgeBy(loaded: Loaded, options: CheckOptions, waivers: readonly Waiver[] = []): Judgement {
  const { evidence, hardening } = loaded;
  const { rules, profileFor, waiverFile, isRecordIgnored, now } = options;
  const missing = missingRules(loaded, options);
  const isKnown = ({ rule }: { readonly rule: string }) => !missing.includes(rule);
  return judge(evidence, {
    rules,
    profile: profileFor(isRecordIgnored === true ? undefined : hardening?.profile),
    now,
    waivers: [...(hardening?.waivers ?? []).filter(isKnown), ...waivers],
    attestations: [...(hardening?.attestations ?? []).filter(isKnown), ...(waiverFile?.attestations ?? [])],
    relaxations: (hardening?.relaxations ?? []).filter(
      (one) => !one.rules.some((rule) => missing.includes(rule)),
    ),
    policy: bothPolicies(hardening?.policy ?? {}, waiverFile?.policy ?? {}),
  });
}

function missingRules({ hardening }: Loaded, { rules }: CheckOptions): readonly string[] {
  return (hardening?.ownRules ?? []).filter((id) => !rules.some((rule) => rule.id === id));
}

/** Whether there are machines that run Vault, or anything else of it that a rule speaks of. */
function hasVault({ evidence }: Loaded, { results }: Judgement): boolean {
  return (
    NodeGroup.of(evidence).length > 0 ||
    results.some(({ verdict, resource }) => resource !== "" && verdict !== "not-applicable")
  );
}
