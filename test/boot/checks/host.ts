import { scriptText } from "../cache";
import { until } from "../command";
import type { Node } from "../group";
import { requireEqual, type Session, standbyNodes } from "./session";

/** Where Vault may write: Raft data, audit log, and what only it sees and nobody keeps. */
const WRITABLE = /^\/(var\/lib\/vault|var\/log\/vault|tmp|var\/tmp|dev\/shm|dev\/mqueue)(\/|$)/;

/** A running node is as closed as its files say. */
export async function hostChecks({ lab, results }: Session): Promise<void> {
  const [node] = await standbyNodes(lab);
  if (node === undefined) throw new Error("no standby");
  const { machine } = node;
  const pid = async () =>
    (await machine.run(["systemctl", "show", "--value", "--property=MainPID", "vault.service"])).trim();

  await results.see("systemd-analyze security vault.service: at most 1.0", async () => {
    const text = await machine.run(["systemd-analyze", "security", "--no-pager", "vault.service"]);
    const [, exposure = "10"] = /exposure level for vault\.service: ([\d.]+)/.exec(text) ?? [];
    results.note(`exposure ${exposure}`);
    if (Number(exposure) > 1) throw new Error(`exposure ${exposure}`);
  });
  await results.see(
    "Vault runs as vault, without a capability, with no way to gain one, filtered",
    async () => {
      const status = Object.fromEntries(
        (await machine.run(["cat", `/proc/${await pid()}/status`]))
          .split("\n")
          .map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]),
      );
      const account = (await machine.run(["id", "--user", "vault"])).trim();
      requireEqual("user ids", [...new Set(String(status.Uid).split(/\s+/))], [account]);
      for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
        requireEqual(set, Number(`0x${status[set]}`), 0);
      requireEqual("NoNewPrivs and Seccomp", [status.NoNewPrivs, status.Seccomp], ["1", "2"]);
    },
  );
  await results.see("no core dump and no swap, by limit and by unit", async () => {
    const limits = await machine.run(["cat", `/proc/${await pid()}/limits`]);
    if (!/^Max core file size +0 +0 /m.test(limits)) throw new Error(limits);
    const swap = await machine.run([
      "systemctl",
      "show",
      "--value",
      "--property=MemorySwapMax",
      "vault.service",
    ]);
    requireEqual("MemorySwapMax", swap.trim(), "0");
    requireEqual(
      "lines of /proc/swaps",
      (await machine.run(["cat", "/proc/swaps"])).trim().split("\n").length,
      1,
    );
  });
  await results.see("SIGSEGV leaves no core, and Vault comes back", async () => {
    const before = await pid();
    await machine.sh("touch /run/before-the-crash; systemctl kill --signal=SEGV vault.service");
    await until("Vault is back", 60, async () =>
      (await pid()) !== before && (await lab.balancer.health(node)) === 200 ? true : undefined,
    );
    const cores = await machine.sh(
      "find / -xdev -newer /run/before-the-crash -type f \\( -name 'core' -o -name 'core.*' -o -path '/var/lib/systemd/coredump/*' \\) ! -path '/proc/*'",
    );
    requireEqual("core files", cores.trim(), "");
  });
  await results.see(
    "tried path by path: the account vault writes to Raft data and audit log alone",
    async () => {
      const paths = (
        await machine.run(["python3", "-", await pid()], {
          input: scriptText("machine/writable.py"),
          limit: 120,
        })
      )
        .trim()
        .split("\n");
      const others = paths.filter((one) => !WRITABLE.test(one));
      requireEqual("other paths", others, []);
      for (const place of ["/var/lib/vault", "/var/log/vault"]) {
        if (!paths.includes(place)) throw new Error(`${place} is not writable: the trial shows nothing`);
      }
    },
  );
  await results.see(
    "another user reaches neither metadata nor KMS, root does, and the drops are counted",
    () => dropped(node, lab.network.region),
  );
  await results.see("data and audit log are mounted nodev, nosuid, noexec", async () => {
    for (const place of ["/var/lib/vault", "/var/log/vault"]) {
      const options = (await machine.run(["findmnt", "--noheadings", "--output=OPTIONS", place]))
        .trim()
        .split(",");
      const missing = ["nodev", "nosuid", "noexec"].filter((option) => !options.includes(option));
      requireEqual(`missing at ${place}`, missing, []);
    }
    const { code } = await machine.try(["sh", "-c", "cp /bin/true /var/lib/vault/true; /var/lib/vault/true"]);
    await machine.run(["rm", "-f", "/var/lib/vault/true"]);
    requireEqual("a program on the data volume", code, 126);
  });
  await results.see("no shell keeps a vault command, for root and for somebody new", () => histories(node));
}

async function dropped({ machine }: Node, region: string): Promise<void> {
  const count = async (): Promise<number> => {
    const text = await machine.run(["nft", "list", "counter", "inet", "hardened_vault", "dropped_out"]);
    return Number(/packets (\d+)/.exec(text)?.[1] ?? "0");
  };
  const urls = ["http://169.254.169.254/latest/api/token", `https://kms.${region}.amazonaws.com/`];
  const curl = (user: string, url: string) =>
    machine.try([
      "setpriv",
      `--reuid=${user}`,
      "--clear-groups",
      "curl",
      "--silent",
      "--output",
      "/dev/null",
      "--max-time",
      "2",
      url,
    ]);
  const before = await count();
  for (const url of urls) {
    const other = await curl("nobody", url);
    if (other.code !== 28) throw new Error(`nobody reaches ${url}: curl ended with ${other.code}`);
    const root = await curl("root", url);
    if (root.code !== 0) throw new Error(`root does not reach ${url}: curl ended with ${root.code}`);
  }
  const after = await count();
  if (after <= before) throw new Error(`the counter stays at ${before}`);
}

async function histories({ machine }: Node): Promise<void> {
  await machine.sh("id somebody >/dev/null 2>&1 || useradd --create-home --shell /bin/bash somebody");
  const shells = ["bash --login -i", "bash -i", "sh -l -i", "zsh -l -i", "zsh -i"];
  const left: string[] = [];
  for (const [user, home] of [
    ["root", "/root"],
    ["somebody", "/home/somebody"],
  ] as const) {
    for (const shell of shells) {
      // A terminal of its own, as a session has; the shell must be told nothing but the commands.
      await machine.try(
        [
          "setpriv",
          `--reuid=${user}`,
          "--init-groups",
          "env",
          `HOME=${home}`,
          "TERM=dumb",
          "script",
          "--quiet",
          "--command",
          shell,
          "/dev/null",
        ],
        { input: "vault status\nvault login hvs.typed-by-somebody\nexit\n", limit: 20 },
      );
    }
    left.push(
      await machine.sh(
        `grep --recursive --files-with-matches --binary-files=text --regexp='vault status' --regexp='hvs.typed' ${home} 2>/dev/null || true`,
      ),
    );
  }
  requireEqual("files with what was typed", left.join("").trim(), "");
}
