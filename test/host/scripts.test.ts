import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { Token } from "cdktf";
import fc from "fast-check";
import { NodeBundle, renderNodeFiles, renderUserData, type UserDataInput } from "../../lib/host";
import { FILE_LIST } from "../../lib/host/entry-script";
import { quote } from "../../lib/host/user-data";
import { expectRefused } from "../support/errors";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, run, runInOwnMounts, testAsRoot } from "./tools";

const bundle = new NodeBundle(renderNodeFiles(INPUT));
const userData: UserDataInput = {
  bucket: "artifacts",
  key: "vault/node-bundle.tar",
  versionId: "abc",
  region: "eu-central-1",
  sha256: "a".repeat(64),
  launch: { groupName: "vault", hookName: "vault-node-launch" },
  facts: { AWS_REGION: "eu-central-1" },
};

/** The text of one step. */
function step(name: string): string {
  return contentOf(bundle.files(), `/usr/local/lib/hardened-vault/steps.d/${name}.sh`);
}

/** Puts a program of our own into a folder. */
function program(folder: string, name: string, text: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** The files of the bundle as the tar program unpacks them. */
function unpack(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}.tar`;
  writeFileSync(archive, bundle.toTar());
  const { code } = run("tar", ["--extract", "--no-same-owner", "--file", archive, "--directory", folder]);
  expect(code).toBe(0);
}

/** Makes the accounts in `root` and shows them to the script as the machine's own, so that owners have names. */
const accountsOfNode = `mkdir -p root/etc
systemd-sysusers --root="$PWD/root" "$PWD/staging/etc/sysusers.d/hardened-vault.conf" 2>/dev/null
for name in passwd group; do
  cp root/etc/$name $name
  grep '^root:' /etc/$name >>$name
  mount --bind $name /etc/$name
done`;

describe("shell scripts", () => {
  const scripts = bundle.files().filter(({ content }) => content.startsWith("#!/bin/sh"));
  const all = [
    ...scripts.map(({ path: file, content }) => [file, content] as const),
    ["user data", renderUserData(userData)] as const,
  ];

  test.each(all)("%s stops at the first error and never traces", (_name, content) => {
    expect(content).not.toMatch(/set -[a-z]*x|xtrace/);
    expect(content).not.toMatch(/curl .*(-k|--insecure)|\| *(ba)?sh\b/);
  });

  testAsRoot(
    ["systemd-sysusers", "systemd-tmpfiles", "unshare"],
    "the entry script installs each file and folder with its owner, group and mode",
    () => {
      inFolder((folder) => {
        unpack(path.join(folder, "staging"));
        const { code, output } = runInOwnMounts(`
cd ${folder}
${accountsOfNode}
ROOT="$PWD/root" sh staging/usr/local/sbin/hardened-vault-node "$PWD/staging"
cd root
grep '^vault:' etc/passwd
find . -type f -o -type d -o -type l | xargs stat -c '%a %U %G %n'`);
        expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("all steps done") });
        const installed = output.split("\n");
        for (const file of bundle.files().filter(({ path: name }) => name !== FILE_LIST)) {
          expect(readFileSync(path.join(folder, "root", file.path), "utf8")).toBe(file.content);
          expect(installed).toContain(`${file.mode.toString(8)} ${file.owner} ${file.group} .${file.path}`);
        }
        expect(output).toMatch(/^vault:.*:\/usr\/sbin\/nologin$/m);
        for (const line of [
          "750 root vault ./etc/vault.d",
          "750 root vault ./etc/vault.d/tls",
          "700 vault vault ./var/lib/vault",
          "2750 vault vaultlog ./var/log/vault",
          "750 root vaultlog ./var/log/vault-syslog",
          "777 root root ./root/.bash_history",
        ]) {
          expect(installed).toContain(line);
        }
        expect(installed.filter((line) => line.endsWith(".new"))).toEqual([]);
      });
    },
  );

  testAsRoot(
    ["systemctl", "unshare"],
    "services are set up on a machine whose SSH server and clock have aliases, and SSH ends masked",
    () => {
      inFolder((folder) => {
        const root = path.join(folder, "root");
        const units = path.join(root, "lib/systemd/system");
        mkdirSync(units, { recursive: true });
        mkdirSync(path.join(root, "etc/systemd/system"), { recursive: true });
        const unit = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n";
        for (const name of ["rsyslog.service", "chrony.service", "logrotate.timer"]) {
          writeFileSync(
            path.join(units, name),
            unit.replace("Service", name.endsWith("timer") ? "Timer" : "Service"),
          );
        }
        writeFileSync(path.join(units, "ssh.service"), `${unit}Alias=sshd.service\n`);
        const services = step("60-services");
        // systemctl on a folder can enable and mask; what needs a running systemd is left out.
        const { code, output } = run("sh", [
          "-euc",
          `systemctl() {
  case $1 in daemon-reload|restart) return 0 ;; cat) [ -e "${units}/$2" ]; return ;; esac
  verb=$1; shift
  while case $1 in --now|--no-reload) ;; *) false ;; esac; do shift; done
  command systemctl --root="${root}" "$verb" "$@"
}
systemctl enable ssh.service
ln -s chrony.service "${units}/chronyd.service"
ROOT=
${services}`,
        ]);
        expect({ code, output }).toMatchObject({ code: 0 });
        for (const name of ["ssh.service", "sshd.service", "swap.target"]) {
          expect(readlinkSync(path.join(root, "etc/systemd/system", name))).toBe("/dev/null");
        }
        expect(readdirSync(path.join(root, "etc/systemd/system/multi-user.target.wants")).sort()).toEqual([
          "chrony.service",
          "logrotate.timer",
          "rsyslog.service",
        ]);
      });
    },
  );

  test("packages come before files, or a package manager would ask which of two to keep", () => {
    const order = bundle
      .files()
      .map((file) => /steps\.d\/\d+-(\w+)\.sh$/.exec(file.path)?.[1])
      .filter((name) => name !== undefined);
    expect(order).toEqual([
      "accounts",
      "packages",
      "files",
      "facts",
      "kernel",
      "firewall",
      "services",
      "clock",
      "volumes",
      "release",
      "certificate",
      "configuration",
      "start",
    ]);
  });

  test("the kernel step ends when one of our settings is not in force", () => {
    inFolder((folder) => {
      const settings = path.join(folder, "settings.conf");
      writeFileSync(settings, "# comment\nkernel.one = 1\nkernel.core_pattern = |/bin/false\n");
      const body = step("40-kernel")
        .replaceAll(/\/etc\/sysctl\.d\/\S+/g, settings)
        .replace(/^sed -i.*$/m, "");
      const withPattern = (pattern: string, container: number) => {
        program(folder, "systemd-detect-virt", `exit ${container}`);
        program(folder, "swapoff", 'echo "swap is off"');
        program(
          folder,
          "sysctl",
          `case $2 in kernel.one) echo 1 ;; kernel.core_pattern) echo "${pattern}" ;; esac`,
        );
        return run("sh", ["-euc", `ROOT=\nPATH=${folder}:$PATH\n${body}`]);
      };
      expect(withPattern("|/bin/false", 1)).toEqual({ code: 0, output: "swap is off\n" });
      expect(withPattern("core", 1)).toEqual({
        code: 1,
        output: "the kernel setting kernel.core_pattern is not |/bin/false\n",
      });
      expect(withPattern("core", 0).output).toContain("a container");
      expect(withPattern("core", 0).output).not.toContain("swap is off");
    });
  });

  test("a clock that does not follow ends the boot, but in a container, whose host keeps it", () => {
    inFolder((folder) => {
      const outcome = (container: number, clock: number) => {
        program(folder, "systemd-detect-virt", `exit ${container}`);
        program(folder, "chronyc", `exit ${clock}`);
        return run("sh", ["-euc", `ROOT=\nPATH=${folder}:$PATH\n${step("62-clock")}`]);
      };
      expect(outcome(1, 0)).toEqual({ code: 0, output: "" });
      expect(outcome(1, 1)).toEqual({
        code: 1,
        output: "the clock does not follow Amazon's time service\n",
      });
      expect(outcome(0, 1).code).toBe(0);
    });
  });

  test("the entry script says which step failed", () => {
    inFolder((folder) => {
      const steps = path.join(folder, "usr/local/lib/hardened-vault/steps.d");
      mkdirSync(steps, { recursive: true });
      writeFileSync(path.join(steps, "10-good.sh"), "true\n");
      writeFileSync(path.join(steps, "20-bad.sh"), "false\n");
      writeFileSync(path.join(steps, "30-never.sh"), "echo reached\n");
      const main = bundle.files().find(({ path: name }) => name === "/usr/local/sbin/hardened-vault-node");
      writeFileSync(path.join(folder, "main.sh"), String(main?.content));
      const { code, output } = run("env", [
        `ROOT=${folder}/root`,
        "sh",
        path.join(folder, "main.sh"),
        folder,
      ]);
      expect(code).toBe(1);
      expect(output).toContain("FAILED in step 20-bad");
      expect(output).not.toContain("reached");
    });
  });
});

describe("user data", () => {
  test("holds nothing that Terraform would read as a template, but the values it shall fill in", () => {
    expect(renderUserData(userData)).not.toMatch(/\$\{|%\{/);
    expect(renderUserData({ ...userData, bucket: Token.asString({ a: 1 }) }).match(/\$\{/g)).toHaveLength(1);
  });

  test("fails when it grows too long, counting what Terraform fills in", () => {
    const facts = (count: number, value: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`FACT_${i}`, value]));
    expectRefused("USER_DATA_TOO_LONG", () =>
      renderUserData({ ...userData, facts: { LONG: "x".repeat(4096) } }),
    );
    expectRefused("USER_DATA_TOO_LONG", () =>
      renderUserData({ ...userData, facts: facts(30, Token.asString({ a: 1 })) }),
    );
    expect(() => renderUserData({ ...userData, facts: facts(8, Token.asString({ a: 1 })) })).not.toThrow();
  });

  test("fails for a sum that is not known", () => {
    expectRefused("LITERAL_REQUIRED", () =>
      renderUserData({ ...userData, sha256: Token.asString({ a: 1 }) }),
    );
  });

  /** Runs user data in a folder instead of the machine, with an S3 that gives this archive or nothing. */
  function boot(folder: string, archive: Uint8Array | undefined, input: Partial<UserDataInput> = {}) {
    const programs = path.join(folder, "programs");
    mkdirSync(path.join(folder, "root"), { recursive: true });
    mkdirSync(programs);
    unpack(path.join(folder, "staging"));
    if (archive !== undefined) writeFileSync(path.join(folder, "object"), archive);
    program(
      programs,
      "aws",
      `echo "$*" >>${folder}/calls\nfor last; do :; done\ncp ${folder}/object "$last"`,
    );
    program(programs, "sleep", "exit 0");
    program(programs, "shutdown", `echo "shutdown $*" >>${folder}/calls`);
    program(programs, "curl", "echo from-metadata");
    program(programs, "logger", `echo "journal: $*"`);
    const text = renderUserData({ ...userData, sha256: bundle.sha256(), ...input })
      .replaceAll("/etc/hardened-vault", `${folder}/etc/hardened-vault`)
      .replaceAll("/var/lib/hardened-vault", `${folder}/var/lib/hardened-vault`)
      .replaceAll("/dev/console", `${folder}/console`);
    writeFileSync(path.join(folder, "user-data"), text);
    return runInOwnMounts(`
cd ${folder}
${accountsOfNode}
PATH=${programs}:$PATH ROOT="$PWD/root" sh user-data`);
  }
  const programs = ["systemd-sysusers", "systemd-tmpfiles", "unshare"];

  testAsRoot(programs, "fetches exactly one version, checks it, installs it and leaves no copy", () => {
    inFolder((folder) => {
      const { code, output } = boot(folder, bundle.toTar());
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("all steps done") });
      expect(readFileSync(path.join(folder, "calls"), "utf8")).toContain(
        "s3api get-object --region eu-central-1 --bucket artifacts --key vault/node-bundle.tar --version-id abc ",
      );
      expect(statSync(path.join(folder, "etc/hardened-vault/deployment.env")).mode & 0o7777).toBe(0o600);
      expect(existsSync(path.join(folder, "root/etc/systemd/system/vault.service"))).toBe(true);
      expect(readdirSync(path.join(folder, "var/lib/hardened-vault"))).toEqual([]);
    });
  });

  testAsRoot(
    programs,
    "runs nothing of a bundle that is not the pinned one, and says so in both places",
    () => {
      inFolder((folder) => {
        const archive = bundle.toTar();
        archive[600] = 65;
        const { code, output } = boot(folder, archive);
        expect(code).toBe(1);
        expect(output).toMatch(/journal: .*not the one that was deployed/);
        expect(readFileSync(path.join(folder, "console"), "utf8")).toContain("not the one that was deployed");
        expect(output).not.toContain("step 10-accounts");
      });
    },
  );

  testAsRoot(programs, "gives up on an S3 that does not answer, after ten attempts", () => {
    inFolder((folder) => {
      const { code, output } = boot(folder, undefined);
      expect(code).toBe(1);
      expect(output).toMatch(/journal: .*could not be fetched/);
      const calls = readFileSync(path.join(folder, "calls"), "utf8").trimEnd().split("\n");
      expect(calls.filter((call) => call.startsWith("s3api get-object"))).toHaveLength(10);
      expect(calls.at(-1)).toBe(
        "autoscaling complete-lifecycle-action --region eu-central-1 --auto-scaling-group-name vault --lifecycle-hook-name vault-node-launch --instance-id from-metadata --lifecycle-action-result ABANDON",
      );
    });
  });

  testAsRoot(
    programs,
    "tells that the errand of a machine that is no node came to nothing, and ends it",
    () => {
      inFolder((folder) => {
        const failure = { namespace: "HardenedVault/vault", metric: "RestoreTestFailure" };
        const { code } = boot(folder, undefined, { launch: { endsAfter: 60, failure } });
        expect(code).toBe(1);
        const calls = readFileSync(path.join(folder, "calls"), "utf8").trimEnd().split("\n");
        expect([calls[0], ...calls.slice(-2)]).toEqual([
          "shutdown -P +60",
          "cloudwatch put-metric-data --region eu-central-1 --namespace HardenedVault/vault --metric-name RestoreTestFailure --unit Count --value 1",
          "shutdown -P now",
        ]);
      });
    },
  );

  test("says what failed where there is no console to say it on", () => {
    inFolder((folder) => {
      const function_ = /^fail\(\) \{\n[^}]*^\}$/m.exec(renderUserData(userData))?.[0];
      const text = String(function_).replaceAll("/dev/console", `${folder}/none/console`);
      const { code, output } = run("sh", ["-euc", `logger() { echo "journal: $*"; }\n${text}\nfail because`]);
      expect(code).toBe(1);
      expect(output).toMatch(/journal: .*FAILED: because/);
    });
  });

  test("facts come out of their file as they went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), (value) => {
        const lines = renderUserData({ ...userData, facts: { SOME_FACT: value } }).split("\n");
        const file = lines.slice(
          lines.findIndex((line) => line.endsWith("<<'FACTS'")) + 1,
          lines.indexOf("FACTS"),
        );
        expect(file).toHaveLength(1);
        expect(run("sh", ["-euc", `${file.join("\n")}\nprintf %s "$SOME_FACT"`]).output).toBe(value);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["lower", "x"],
    ["WITH SPACE", "x"],
    ["TWO_LINES", "x\nFACTS\nrm -rf /"],
  ])("fails for the fact %j with the value %j", (name, value) => {
    expectRefused("SETTING_INVALID", () => renderUserData({ ...userData, facts: { [name]: value } }));
  });

  test("quoted values come out of a shell as they went in", () => {
    const value = fc.string({ unit: "grapheme-ascii", maxLength: 30 });
    fc.assert(
      fc.property(value, (text) => {
        expect(run("sh", ["-c", `printf %s ${quote(text)}`]).output).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
