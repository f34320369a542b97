import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, type Outcome, run, testWith } from "./tools";

const files = renderNodeFiles(INPUT);

interface Voter {
  readonly id: string;
  readonly healthy: boolean;
  readonly status: string;
}

/** Lets a node leave whose Vault is a program that answers as told, and takes down who called what. */
function leave(
  health: readonly string[],
  servers: readonly Voter[] | "no answer",
  hook = 0,
  stays = 0,
): Outcome & { calls: readonly string[] } {
  return inFolder((folder) => {
    const at = (name: string) => path.join(folder, name);
    mkdirSync(at("bin"));
    const lib = (name: string) =>
      contentOf(files, `/usr/local/lib/hardened-vault/${name}`)
        .replaceAll("/usr/local/lib/hardened-vault", folder)
        .replaceAll("/etc/hardened-vault", folder)
        .replaceAll("/dev/console", "/dev/null")
        .replaceAll("/usr/local/bin/vault", at("bin/vault"));
    for (const name of ["common.sh", "vault-api.sh", "leave"]) writeFileSync(at(name), lib(name));
    writeFileSync(at("deployment.env"), "AWS_REGION='eu-central-1'\n");
    writeFileSync(at("node.env"), contentOf(files, "/etc/hardened-vault/node.env"));
    writeFileSync(at("instance.env"), "INSTANCE_ID='i-leaving'\nLOCAL_IPV4='10.0.0.1'\n");
    writeFileSync(at("health"), `${health.join("\n")}\n`);
    if (servers !== "no answer") {
      const state = { data: { servers: Object.fromEntries(servers.map((one) => [one.id, one])) } };
      writeFileSync(at("state.json"), JSON.stringify(state));
    }
    const program = (name: string, text: string) =>
      writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const note = (text: string) => `echo "${text}" >>${at("calls")}`;
    program("logger", ":");
    program("sleep", "[ $1 != 100 ] || exec /bin/sleep 100");
    program("vault", `${note("login $*")}\necho s.token`);
    program("nft", note("nft $1"));
    program("systemctl", note("systemctl $*"));
    program("aws", `case "$*" in *complete*) ${note("complete $*")}; exit ${hook} ;; esac`);
    program(
      "curl",
      `for url; do :; done
config=$(cat)
case $url in
  */sys/health) head -n 1 ${at("health")}; sed -i '1{$!d}' ${at("health")} ;;
  */autopilot/state) cat ${at("state.json")} || exit 22 ;;
  */raft/configuration)
    echo "\${url##*/v1/} $config" >>${at("calls")}
    [ "$(grep -c remove-peer ${at("calls")})" -gt ${stays} ] || echo '{"data":{"config":{"servers":[{"node_id":"i-leaving"}]}}}' ;;
  *) echo "\${url##*/v1/} $config" >>${at("calls")} ;;
esac
case "$*" in *s.token*) echo "a token in an argument" >>${at("calls")} ;; esac`,
    );
    const outcome = run("env", [`PATH=${at("bin")}:${process.env.PATH}`, "sh", at("leave")]);
    return { ...outcome, calls: readFileSync(at("calls"), "utf8").trimEnd().split("\n") };
  });
}

const voters = (healthy: readonly boolean[]): readonly Voter[] => [
  { id: "i-leaving", healthy: true, status: "voter" },
  ...healthy.map((one, index) => ({ id: `i-${index}`, healthy: one, status: "voter" })),
];
const token = 'header = "X-Vault-Token: s.token"';

testWith(
  "jq",
  "the leader steps down, then leaves Raft, then Vault stops, and the hook is completed last",
  () => {
    const { code, calls } = leave(["200", "200", "429"], voters([true, true, true]));
    expect(code).toBe(0);
    expect(calls).toEqual([
      expect.stringMatching(/^login login -method=aws -no-store -token-only .*role=node-lifecycle$/),
      `sys/step-down ${token}`,
      `sys/storage/raft/remove-peer ${token}`,
      `sys/storage/raft/configuration ${token}`,
      "nft add",
      "systemctl stop vault.service",
      "systemctl stop amazon-cloudwatch-agent.service",
      expect.stringMatching(/^complete .*vault-node-termination .*CONTINUE$/),
    ]);
  },
);

testWith("jq", "a standby hands nothing over", () => {
  const { calls } = leave(["429"], voters([true, true]));
  expect(calls.filter((call) => call.startsWith("sys/"))).toEqual([
    `sys/storage/raft/remove-peer ${token}`,
    `sys/storage/raft/configuration ${token}`,
  ]);
});

testWith("jq", "a leader that says yes and removes nobody is asked again", () => {
  const { output, calls } = leave(["429"], voters([true, true]), 0, 2);
  expect(calls.filter((call) => call.includes("remove-peer"))).toHaveLength(3);
  expect(output).toContain("left Raft");
});

testWith("jq", "no node takes itself out where fewer than two healthy voters would stay", () => {
  const { code, output, calls } = leave(["429"], voters([true, false]));
  expect(code).toBe(0);
  expect(output).toContain("fewer than two healthy voters would stay");
  expect(calls.filter((call) => call.startsWith("sys/"))).toEqual([]);
  expect(calls.at(-1)).toMatch(/^complete /);
});

testWith("jq", "no answer is not taken for two healthy voters", () => {
  const { output, calls } = leave(["429"], "no answer");
  expect(output).toContain("fewer than two healthy voters would stay");
  expect(calls.filter((call) => call.startsWith("sys/"))).toEqual([]);
});

testWith("jq", "a hook that cannot be completed is said, and nothing hangs on it", () => {
  const { code, output } = leave(["429"], voters([true, true]), 1);
  expect(code).toBe(0);
  expect(output).toContain("the termination hook could not be completed");
});
