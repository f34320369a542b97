import { EXCEPTIONS, type Exception } from "./exceptions";
import type { Finding, Scan } from "./scan";

/** A scan held against the exceptions, both ways. */
export interface Comparison {
  readonly scan: Scan;
  /** How many findings have an exception. */
  readonly explained: number;
  /** Findings without one. */
  readonly unexplained: readonly Finding[];
  /** Exceptions of this example and form that explain nothing any more. */
  readonly unused: readonly Exception[];
}

/** Compares; an exception counts only where it says that it applies. */
export function compare(scan: Scan, exceptions: readonly Exception[]): Comparison {
  const applying = exceptions.filter(
    ({ forms, examples }) => forms.includes(scan.form) && (examples?.includes(scan.example) ?? true),
  );
  const unexplained = scan.findings.filter((finding) => !applying.some((one) => explains(one, finding)));
  return {
    scan,
    explained: scan.findings.length - unexplained.length,
    unexplained,
    unused: applying.filter((one) => !scan.findings.some((finding) => explains(one, finding))),
  };
}

/**
 * Refuses a scan that the exceptions do not explain to the last finding, or that no longer needs one of them.
 *
 * @returns its figures
 */
export function requireExplained(scan: Scan, exceptions: readonly Exception[] = EXCEPTIONS): string {
  const comparison = compare(scan, exceptions);
  const lines = problems(comparison);
  if (lines.length > 0) throw new Error(lines.join("\n"));
  return `${scan.passed} checks passed, ${scan.findings.length} failed, ${comparison.explained} of them explained`;
}

/** What is wrong, a line each; nothing when findings and exceptions agree. */
export function problems({ scan, unexplained, unused }: Comparison): readonly string[] {
  const where = `${scan.example}, ${scan.form}`;
  return [
    ...unexplained.map(
      ({ check, resource, title }) => `${where}: no exception for ${check} at ${resource}: ${title}`,
    ),
    ...unused.map(
      ({ check, resource }) =>
        `${where}: the exception for ${check} at ${resource} explains nothing any more`,
    ),
  ];
}

function explains({ check, resource }: Exception, finding: Finding): boolean {
  return check === finding.check && pattern(resource).test(finding.resource);
}

function pattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
