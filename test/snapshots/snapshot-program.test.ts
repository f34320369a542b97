import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { snapshotFiles } from "../../lib/snapshots/snapshot-files";
import { planSnapshots } from "../../lib/snapshots/snapshot-options";
import { contentOf, INPUT } from "../host/fixtures";
import { inFolder, type Outcome, run, testWith } from "../host/tools";

const files = [...renderNodeFiles(INPUT), ...snapshotFiles(planSnapshots())];

/** A node's folder, with a Vault and an AWS that do as the test says; everything else is what a node runs. */
class Node {
  public constructor(
    private readonly folder: string,
    instance = "i-1",
  ) {
    for (const name of ["facts", "work", "bin"]) mkdirSync(this.at(name));
    const common = contentOf(files, "/usr/local/lib/hardened-vault/common.sh")
      .replaceAll("/etc/hardened-vault", this.at("facts"))
      .replaceAll("/dev/console", "/dev/null");
    writeFileSync(this.at("common.sh"), `${common}\nlogger() { :; }\nsleep() { :; }\n`);
    writeFileSync(
      this.at("vault-api.sh"),
      `${contentOf(files, "/usr/local/lib/hardened-vault/vault-api.sh")}
vault_token=
vault_login() { [ -z "\${LOGIN_FAILS:-}" ] || return 1; vault_token=batch; echo "login $1" >>${this.at("calls")}; }
vault_api() {
  case $2 in
    sys/leader)
      [ ! -e ${this.at("lost")} ] || { echo '{"is_self": false}'; return; }
      echo "{\\"is_self\\": \${LEADS:-true}}" ;;
    sys/storage/raft/snapshot)
      [ "$vault_token" = batch ] || return 1
      [ -z "\${LOSES_LEAD:-}" ] || : >${this.at("lost")}
      [ -z "\${SAVE_FAILS:-}" ] || { printf part >"$6"; printf 000; return 1; }
      [ -z "\${FILLS:-}" ] || { head -c "$FILLS" /dev/zero >"$6" || return 1; }
      [ -n "\${FILLS:-}" ] || printf '%s' "\${CONTENT-whole}" >"$6"
      printf '%s' "\${STATUS:-200}" ;;
  esac
}
`,
    );
    writeFileSync(
      this.at("program"),
      contentOf(files, "/usr/local/sbin/hardened-vault-snapshot")
        .replaceAll("/usr/local/lib/hardened-vault", folder)
        .replaceAll("/usr/local/bin/vault", this.at("bin/vault"))
        .replaceAll("/run/hardened-vault-snapshot", this.at("work")),
    );
    writeFileSync(
      this.at("facts/deployment.env"),
      "AWS_REGION='eu-central-1'\nSNAPSHOT_BUCKET='bucket'\nCLUSTER_LIFE='life'\n",
    );
    writeFileSync(this.at("facts/node.env"), contentOf(files, "/etc/hardened-vault/node.env"));
    writeFileSync(this.at("facts/instance.env"), `INSTANCE_ID='${instance}'\nLOCAL_IPV4='127.0.0.1'\n`);
    this.program("vault", `for file; do :; done\n[ "$(cat "$file")" = whole ] && echo '{}'`);
    this.program(
      "aws",
      `echo "$*" >>${this.at("calls")}
case "$*" in
  *put-object*) [ -z "\${UPLOAD_FAILS:-}" ] || exit 1 ;;
esac`,
    );
    this.program(
      "df",
      `[ -z "\${DISK:-}" ] || { printf 'head\\n'; case "$*" in *used*) echo "$DISK" ;; *) echo "$DISK" | cut -d' ' -f1,3 ;; esac; exit; }
exec /bin/df "$@"`,
    );
  }

  public at(name: string): string {
    return path.join(this.folder, name);
  }

  public take(env: readonly string[] = [], args: readonly string[] = []): Outcome {
    return run("env", [
      `PATH=${this.at("bin")}:${process.env.PATH}`,
      // A volume of 20 GiB, nearly empty, whatever the disk of this machine is.
      "DISK=41943040 1000000 40943040",
      ...env,
      "sh",
      this.at("program"),
      ...args,
    ]);
  }

  /** What the clock says of now, as the name of a snapshot has it. */
  public setClock(now: string): void {
    this.program("date", `case "$*" in *Y%m%dT*) echo ${now} ;; *) exec /bin/date "$@" ;; esac`);
  }

  public get calls(): string {
    return existsSync(this.at("calls")) ? readFileSync(this.at("calls"), "utf8") : "";
  }

  public get left(): readonly string[] {
    return readdirSync(this.at("work"));
  }

  private program(name: string, text: string): void {
    writeFileSync(this.at(`bin/${name}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}

const onNode = (action: (node: Node) => void) => () => inFolder((folder) => action(new Node(folder)));

describe("the snapshot program", () => {
  testWith(
    "jq",
    "takes away what a loss of power left, also where it does not lead",
    onNode((node) => {
      writeFileSync(node.at("work/vault.snap"), "part");
      expect(node.take(["LEADS=false"])).toMatchObject({ code: 0 });
      expect(node.left).toEqual([]);
    }),
  );

  test("its service runs at each start of the machine, not only when its timer says", () => {
    const unit = contentOf(files, "/etc/systemd/system/hardened-vault-snapshot.service");
    expect(unit).toMatch(/^\[Install\]\nWantedBy=multi-user\.target$/m);
    const step = files.find(({ path: file }) => file.endsWith("/85-snapshots.sh"));
    expect(step?.content).toMatch(/^systemctl enable --no-reload hardened-vault-snapshot\.service$/m);
  });

  testWith(
    "jq",
    "stores what the leader saved, with the sum that S3 checks, and reports it",
    onNode((node) => {
      const { code, output } = node.take();
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(node.calls).toMatch(/^login snapshots$/m);
      const [put = ""] = /.*put-object.*/.exec(node.calls) ?? [];
      expect(put).toMatch(/--bucket bucket --key vault\/\d{8}T\d{6}Z-i-1\.snap /);
      const stated = run("sh", ["-c", "printf whole | sha256sum | cut -d' ' -f1"]).output.trim();
      const base64 = Buffer.from(stated, "hex").toString("base64");
      expect(put).toContain(`--checksum-sha256 ${base64} `);
      expect(put).toContain(`sha256=${stated},life=life,node=i-1`);
      expect(node.calls).toMatch(/--metric-name SnapshotBytes --unit Bytes --value 5$/m);
      expect(node.calls).toMatch(/--metric-name SnapshotSuccess --unit Count --value 1$/m);
      expect(output).not.toContain("batch");
      expect(node.left).toEqual([]);
    }),
  );

  testWith(
    "jq",
    "does nothing on a node that does not lead",
    onNode((node) => {
      expect(node.take(["LEADS=false"])).toMatchObject({
        code: 0,
        output: expect.stringMatching(/does not lead/),
      });
      expect(node.calls).toBe("");
      expect(node.left).toEqual([]);
    }),
  );

  test.each([
    ["Vault refuses the login", ["LOGIN_FAILS=1"], /refused the login/],
    ["Vault cuts it short", ["SAVE_FAILS=1"], /could not be saved/],
    ["Vault leads elsewhere", ["STATUS=307", "CONTENT="], /Vault answered 307/],
    ["it is damaged", ["CONTENT=wh"], /damaged/],
    ["the volume is full", ["DISK=1000 900 100"], /too little room/],
    ["the volume fills meanwhile", ["DISK=1000 5 110", "FILLS=20000"], /could not be saved/],
    ["S3 refuses it", ["UPLOAD_FAILS=1"], /S3 did not take it/],
  ])("fails, says why and leaves nothing when %s", (_when, env, says) =>
    onNode((node) => {
      const { code, output } = node.take(env);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(says) });
      expect(node.calls).not.toContain("SnapshotSuccess");
      expect(node.left).toEqual([]);
    })(),
  );

  testWith(
    "jq",
    "leaves it to the new leader when the lead is lost while saving",
    onNode((node) => {
      expect(node.take(["LOSES_LEAD=1", "SAVE_FAILS=1"])).toMatchObject({
        code: 0,
        output: expect.stringMatching(/lost the lead meanwhile/),
      });
      expect(node.calls).not.toContain("put-object");
      expect(node.left).toEqual([]);
    }),
  );

  testWith("jq", "two leaders for a moment store one snapshot each, in the same second as well", () => {
    const keys = ["i-1", "i-2"].map((instance) =>
      inFolder((folder) => {
        const node = new Node(folder, instance);
        node.setClock("20261124T000000Z");
        expect(node.take().code).toBe(0);
        return /--key (\S+)/.exec(node.calls)?.[1];
      }),
    );
    expect(keys).toEqual(["vault/20261124T000000Z-i-1.snap", "vault/20261124T000000Z-i-2.snap"]);
  });

  testWith(
    "jq",
    "a clock that is off gives a snapshot a wrong name, and does no other harm",
    onNode((node) => {
      node.setClock("19700101T000000Z");
      expect(node.take().code).toBe(0);
      expect(node.calls).toContain("--key vault/19700101T000000Z-i-1.snap ");
      expect(node.calls).toMatch(/--metric-name SnapshotSuccess --unit Count --value 1$/m);
    }),
  );

  testWith(
    "jq",
    "when systemd says how it ended, a part of a file goes and a failure is reported",
    onNode((node) => {
      writeFileSync(node.at("work/vault.snap"), "part");
      expect(node.take(["SERVICE_RESULT=timeout"], ["--ended"]).code).toBe(0);
      expect(node.left).toEqual([]);
      expect(node.calls).toMatch(/--metric-name SnapshotFailure --unit Count --value 1$/m);
    }),
  );

  testWith(
    "jq",
    "a good end is no failure",
    onNode((node) => {
      expect(node.take(["SERVICE_RESULT=success"], ["--ended"]).code).toBe(0);
      expect(node.calls).toBe("");
    }),
  );
});
