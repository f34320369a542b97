import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { inFolder } from "../host/tools";
import type { ExampleName } from "../support/synthesized-examples";
import type { Finding, Form, Scan } from "./scan";

// Pinned: a new version brings new checks, and the list of exceptions is made for this one.
const PACKAGE = "checkov==3.3.30";
const ROOT = path.dirname(require.resolve("cdktf-hardened-vault/package.json"));
const ENVIRONMENT = path.join(ROOT, ".cache/scanners-1");
/** Written last: an installation that was cut short has none and is made anew. */
const COMPLETE = path.join(ENVIRONMENT, "complete");

/** Whether checkov is in the project's own virtual environment. */
export function hasCheckov(): boolean {
  return existsSync(COMPLETE);
}

/** Installs checkov into a virtual environment of the project, once. */
export function installCheckov(note: (text: string) => void): void {
  if (hasCheckov()) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  note(`installing ${PACKAGE} into ${path.relative(ROOT, ENVIRONMENT)} (once)`);
  mkdirSync(path.dirname(ENVIRONMENT), { recursive: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ["python3", ["-m", "venv", ENVIRONMENT]],
    [program("python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr } = spawnSync(command, [...args], { encoding: "utf8", timeout: 600_000 });
    if (status !== 0) throw new Error(`${PACKAGE} could not be installed:\n${stderr.trimEnd()}`);
  }
  writeFileSync(COMPLETE, `${PACKAGE}\n`);
}

/** Scans a synthesized stack. */
export function scanStack(stackFolder: string, example: ExampleName): Scan {
  return inFolder((folder) => {
    // A folder of its own: what lies beside the stack is none of this scan's business.
    cpSync(path.join(stackFolder, "cdk.tf.json"), path.join(folder, "cdk.tf.json"));
    return scan(folder, ["--framework", "terraform_json", "--directory", folder], example, "json");
  });
}

/** Scans a plan, as `terraform show -json PLAN` writes it; best a plan of what was applied, in which all is known. */
export function scanPlan(planJsonFile: string, example: ExampleName): Scan {
  return inFolder((folder) => {
    const file = path.join(folder, "plan.json");
    cpSync(planJsonFile, file);
    return scan(folder, ["--framework", "terraform_plan", "--file", file], example, "plan");
  });
}

/** The command that scans, for who wants to watch it. */
export function command(
  args: readonly string[],
  home: string,
): { program: string; args: string[]; env: NodeJS.ProcessEnv } {
  return {
    program: program("checkov"),
    args: [...args, "--skip-download", "--compact", "--quiet", "--output", "json"],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: home,
      // Else it asks a package registry for a newer version of itself.
      CKV_SKIP_PACKAGE_UPDATE_CHECK: "True",
    },
  };
}

interface Report {
  readonly results?: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
    }[];
  };
  readonly summary?: { readonly passed: number; readonly parsing_errors: number };
}

function scan(folder: string, args: readonly string[], example: ExampleName, form: Form): Scan {
  const { program: checkov, args: all, env } = command(args, folder);
  const { stdout, stderr } = spawnSync(checkov, all, {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { results, summary } = parse(stdout, stderr);
  // A file that it cannot parse is no failure in its eyes: it ends with 0.
  if (results === undefined || summary === undefined || summary.parsing_errors > 0 || summary.passed === 0) {
    const figures = `${summary?.parsing_errors ?? 0} parsing errors, ${summary?.passed ?? 0} checks passed`;
    throw new Error(`checkov did not read ${example}, ${form}: ${figures}\n${lastLines(stderr)}`);
  }
  const findings = results.failed_checks.map(
    ({ check_id, check_name, resource }): Finding => ({ check: check_id, resource, title: check_name }),
  );
  return { example, form, passed: summary.passed, findings };
}

function parse(stdout: string, stderr: string): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`checkov gave no report:\n${lastLines(`${stdout}${stderr}`)}`);
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-5).join("\n");
}

function program(name: string): string {
  return path.join(ENVIRONMENT, "bin", name);
}
