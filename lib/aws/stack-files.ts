import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { type ISynthesisSession, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";

type Content = () => string | Uint8Array;

/**
 * Files that a stack writes beside its `cdk.tf.json`. They are written after validation passed and never before, so a
 * refused stack leaves nothing; what an earlier synthesis left in the same folders is removed first.
 */
export class StackFiles extends Construct {
  /** The files of the stack that a construct is in. */
  public static of(scope: Construct): StackFiles {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild(ID) as StackFiles | undefined) ?? new StackFiles(stack);
  }

  private readonly writers = new Map<string, (target: string) => void>();

  private constructor(stack: TerraformStack) {
    super(stack, ID);
    addCustomSynthesis(this, { onSynthesize: (session) => this.write(stack, session) });
  }

  /**
   * A file with rendered content.
   *
   * @param relativePath path below the stack's folder
   * @param content called when the file is written
   * @returns the path as Terraform, which runs in that folder, finds it
   */
  public add(relativePath: string, content: Content): string {
    return this.register(relativePath, (target) => writeFileSync(target, content()));
  }

  /**
   * A folder whose files are known only when they are written.
   *
   * @param entries path below the folder and content of each file
   */
  public addTree(relativePath: string, entries: () => readonly (readonly [string, string])[]): void {
    this.register(relativePath, (folder) => {
      for (const [file, content] of entries()) {
        const target = path.join(folder, file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    });
  }

  /** A copy of a file of this machine. */
  public addCopy(relativePath: string, source: string): string {
    return this.register(relativePath, (target) => copyFileSync(source, target));
  }

  private register(relativePath: string, writer: (target: string) => void): string {
    this.writers.set(relativePath, writer);
    return relativePath;
  }

  private write(stack: TerraformStack, session: ISynthesisSession): void {
    requireJudged(stack);
    const { synthesizedStackPath } = session.manifest.forStack(stack);
    const folder = path.join(session.manifest.outdir, path.dirname(synthesizedStackPath));
    for (const top of new Set([...this.writers.keys()].map((file) => file.split("/")[0] as string))) {
      rmSync(path.join(folder, top), { recursive: true, force: true });
    }
    for (const [file, writer] of this.writers) {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writer(target);
    }
  }
}

const ID = "hardened-vault-files";

/** Read under its symbol: what judges may come from another copy of this package. */
interface Judged {
  readonly attached?: readonly unknown[];
  readonly visitors?: ReadonlySet<unknown>;
  readonly hasPassed?: boolean;
}

/** The last net: a stack that must be judged and was not, however that came about, is not written. */
function requireJudged(stack: TerraformStack): void {
  const state = (stack as unknown as Record<symbol, Judged | undefined>)[
    Symbol.for("cdktf-hardened-vault.hardening")
  ];
  const isMeant = (state?.attached?.length ?? 0) > 0 || (state?.visitors?.size ?? 0) > 0;
  if (!isMeant || state?.hasPassed === true) return;
  throw new HardenedVaultError(
    {
      code: "HARDENING_SKIPPED",
      message: "the stack would be written without being judged",
      got: "a synthesis in which no validation ran",
      expected: "an App without skipValidation, and one copy of cdktf (npm ls cdktf)",
      repair:
        "take skipValidation out of the App, and deduplicate cdktf (npm dedupe, or overrides in package.json)",
    },
    stack,
  );
}
