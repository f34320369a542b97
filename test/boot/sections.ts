import { auditChecks } from "./checks/audit";
import { badInputChecks } from "./checks/bad-input";
import { clockChecks } from "./checks/clock";
import { configurationChecks } from "./checks/configuration";
import { failureChecks, refreshChecks } from "./checks/failures";
import { hostChecks } from "./checks/host";
import { killedInitialiserChecks } from "./checks/killed-initialiser";
import { operatorChecks } from "./checks/operators";
import { otherChoiceChecks } from "./checks/other-choices";
import { outageChecks } from "./checks/outages";
import { permissionChecks } from "./checks/permissions";
import { recoveryChecks } from "./checks/recover-with-shares";
import { renewalChecks } from "./checks/renewal";
import { restoreChecks } from "./checks/restore";
import { deletedChecks } from "./checks/restore-after-a-delete";
import { restoreDrillChecks } from "./checks/restore-drill";
import { otherRegionChecks } from "./checks/restore-in-the-other-region";
import { secretChecks } from "./checks/secrets";
import type { Session } from "./checks/session";
import { snapshotChecks } from "./checks/snapshots";
import { sealKeyChecks } from "./checks/stop-the-deletion-of-the-seal-key";
import { wireChecks } from "./checks/wire";
import type { ExecTrace } from "./exec-trace";

/** What is looked at once a cluster stands. */
export type Section = (session: Session, trace: ExecTrace | undefined) => Promise<void>;

/** A section, with its name. */
export type NamedSection = readonly [string, Section];

/**
 * The sections of a run by the name that `--only` takes, in their order: each finds the cluster that the one before left;
 * from `bad-input` on the cluster is given up.
 */
export const SECTIONS: Readonly<Record<string, Section>> = {
  audit: auditChecks,
  host: hostChecks,
  wire: wireChecks,
  snapshots: snapshotChecks,
  "restore-drill": restoreDrillChecks,
  renewal: renewalChecks,
  outages: outageChecks,
  clock: clockChecks,
  failures: failureChecks,
  refresh: refreshChecks,
  configuration: configurationChecks,
  "recover-with-shares": recoveryChecks,
  operators: operatorChecks,
  permissions: ({ lab, results }) => permissionChecks(lab, results),
  secrets: secretChecks,
  "stop-the-deletion-of-the-seal-key": sealKeyChecks,
  restore: restoreChecks,
  "restore-after-a-delete": deletedChecks,
  "restore-in-the-other-region": otherRegionChecks,
  "bad-input": ({ lab, results }) => badInputChecks(lab, results),
  "killed-initialiser": ({ lab, results }) => killedInitialiserChecks(lab, results),
  "other-choices": otherChoiceChecks,
};

/** Sections that judge what others do. */
const NEEDED: Readonly<Record<string, readonly string[]>> = { permissions: ["snapshots", "restore-drill"] };

/** The sections of a list of names, with those that they need. @throws Error for a name that no section has */
export function sectionsOf(names: string | undefined): readonly NamedSection[] {
  if (names === undefined) return Object.entries(SECTIONS);
  const wanted = names.split(",").filter((name) => name !== "");
  const unknown = wanted.find((name) => SECTIONS[name] === undefined);
  if (unknown !== undefined) {
    throw new Error(`no section ${unknown}; there are ${Object.keys(SECTIONS).join(", ")}`);
  }
  const all = [...wanted, ...wanted.flatMap((name) => NEEDED[name] ?? [])];
  return Object.entries(SECTIONS).filter(([name]) => all.includes(name));
}
