import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { DRILL_PROGRAM, drillProgram } from "../../lib/snapshots/drill-program";
import { contentOf, INPUT } from "../host/fixtures";
import { inFolder, type Outcome, run, testWith } from "../host/tools";

const files = [...renderNodeFiles(INPUT), drillProgram(["hardened-auditors"], 2)];
const ANOTHER = "0".repeat(64);

interface Stored {
  readonly key: string;
  /** By the clock of S3. */
  readonly at: string;
}

/** Begins a drill on a machine whose AWS and whose Vault do as the test says, and takes down what it called. */
function drill(
  stored: readonly Stored[],
  env: readonly string[] = [],
): Outcome & { readonly calls: string; readonly left: readonly string[] } {
  return inFolder((folder) => {
    const at = (name: string) => path.join(folder, name);
    for (const name of ["bin", "data", "life"]) mkdirSync(at(name));
    const text = (file: string) =>
      contentOf(files, file)
        .replaceAll("/usr/local/lib/hardened-vault", folder)
        .replaceAll("/usr/local/bin/vault", at("bin/vault"))
        .replaceAll("/var/lib/hardened-vault", at("life"))
        .replaceAll("/run/hardened-vault", at("life"))
        .replaceAll("/var/lib/vault", at("data"))
        .replaceAll("/etc/hardened-vault", folder)
        .replaceAll("/dev/console", "/dev/null");
    const common = text("/usr/local/lib/hardened-vault/common.sh");
    writeFileSync(at("common.sh"), `${common}\nlogger() { :; }\nsleep() { :; }\n`);
    writeFileSync(at("vault-api.sh"), text("/usr/local/lib/hardened-vault/vault-api.sh"));
    writeFileSync(at("program"), text(DRILL_PROGRAM));
    writeFileSync(
      at("deployment.env"),
      "AWS_REGION='eu-central-1'\nSNAPSHOT_BUCKET='bucket'\nCLUSTER_LIFE='life'\n",
    );
    writeFileSync(at("node.env"), contentOf(files, "/etc/hardened-vault/node.env"));
    writeFileSync(at("instance.env"), "INSTANCE_ID='i-1'\nLOCAL_IPV4='127.0.0.1'\n");
    const list = { Contents: stored.map(({ key, at: time }) => ({ Key: key, LastModified: time })) };
    writeFileSync(at("list"), JSON.stringify(stored.length > 0 ? list : {}));
    const program = (name: string, body: string) =>
      writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    program(
      "aws",
      `echo "aws $*" >>${at("calls")}
case "$*" in
  *list-objects-v2*) cat ${at("list")} ;;
  *get-object*)
    for file; do :; done
    printf whole >"$file"
    sum=\${SUM:-$(printf whole | sha256sum | cut -d' ' -f1)}
    echo "{\\"Metadata\\": {\\"sha256\\": \\"$sum\\"}}" ;;
esac`,
    );
    program("vault", `[ -z "\${DAMAGED:-}" ]`);
    // KMS does not answer, so Vault does not come up: as far as a drill goes here.
    program("systemctl", `echo "systemctl $*" >>${at("calls")}; exit 1`);
    const outcome = run("env", [`PATH=${at("bin")}:${process.env.PATH}`, ...env, "sh", at("program")]);
    return { ...outcome, calls: readFileSync(at("calls"), "utf8"), left: readdirSync(at("data")) };
  });
}

const OLD = { key: "vault/20991231T235959Z-i-9.snap", at: "2026-11-01T03:00:00+00:00" };
const NEW = { key: "vault/19700101T000000Z-i-2.snap", at: "2026-11-20T03:00:00+00:00" };

describe("the program of a restore drill", () => {
  testWith("jq", "takes the newest snapshot by the clock of S3, whatever clocks of nodes said", () => {
    const { calls } = drill([NEW, OLD]);
    expect(calls).toMatch(/^aws .*get-object --bucket bucket --key vault\/19700101T000000Z-i-2\.snap /m);
    expect(calls).not.toContain(OLD.key);
  });

  test.each([
    ["there is none", [], [], /FAILED: there is no snapshot$/m],
    ["there is none of a node", [{ ...NEW, key: "vault/readme" }], [], /FAILED: there is no snapshot$/m],
    ["its sum is another", [NEW], [`SUM=${ANOTHER}`], /i-2\.snap is damaged: its sum is not the one/],
    ["its inside is damaged", [NEW], ["DAMAGED=1"], /i-2\.snap is damaged inside/],
    ["KMS is away", [NEW], [], /Vault does not start; can this machine use the seal key\?/],
  ] as const)("fails, says why and leaves nothing where %s", (_when, stored, env, says) => {
    const { code, output, calls, left } = drill(stored, env);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(says) });
    expect(calls).not.toContain("RestoreTestSuccess");
    expect(left).toEqual([]);
  });
});
