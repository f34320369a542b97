import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { Token } from "cdktf";
import fc from "fast-check";
import { Cidr } from "../../lib/core/cidr";
import { renderNodeFiles } from "../../lib/host";
import { firewall } from "../../lib/host/firewall";
import { PACKAGES } from "../../lib/host/packages";
import { renderUnit } from "../../lib/host/unit";
import { vaultUnit } from "../../lib/host/vault-unit";
import { TLS_FILES } from "../../lib/server";
import { expectRefused } from "../support/errors";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, run, testAsRoot, testWith } from "./tools";

const files = renderNodeFiles(INPUT);

describe("renderNodeFiles", () => {
  test("every path is given once", () => {
    const paths = files.map((file) => file.path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test("Vault can change none of them", () => {
    for (const { owner, mode } of files) {
      expect(owner).toBe("root");
      expect(mode & 0o022).toBe(0);
    }
  });

  test("puts client authorities where the server's configuration looks for them", () => {
    expect(contentOf(files, TLS_FILES.clientCa)).toBe(INPUT.clientAuthorities);
  });

  test("leaves client authorities out when clients show no certificates", () => {
    const paths = renderNodeFiles({ ...INPUT, clientAuthorities: undefined }).map((file) => file.path);
    expect(paths).not.toContain("/etc/vault.d/tls/client-ca.pem");
  });

  test("fails for tokens, which would end in a file", () => {
    const token = Token.asString({ a: 1 });
    expectRefused("LITERAL_REQUIRED", () => renderNodeFiles({ ...INPUT, serverConfiguration: token }));
    expectRefused("LITERAL_REQUIRED", () => renderNodeFiles({ ...INPUT, metricsNamespace: token }));
    expectRefused("LITERAL_REQUIRED", () =>
      renderNodeFiles({ ...INPUT, logGroups: { ...INPUT.logGroups, audit: token } }),
    );
  });

  test("installs no SSH server", () => {
    expect(PACKAGES.filter((name) => /ssh/.test(name))).toEqual([]);
    expect(contentOf(files, "/usr/local/lib/hardened-vault/steps.d/60-services.sh")).toContain(
      "sshd.service",
    );
  });

  test("rotation never copies and truncates", () => {
    expect(contentOf(files, "/etc/logrotate.d/hardened-vault")).not.toMatch(/^\s*copytruncate/m);
  });
});

describe("renderUnit", () => {
  test("repeats a setting for each of its values and resets with an empty one", () => {
    expect(renderUnit("p", { Service: { A: ["1", "2"], B: true, C: false, D: "", E: 0 } })).toBe(
      "# p\n[Service]\nA=1\nA=2\nB=yes\nC=no\nD=\nE=0\n",
    );
  });

  test("each line reads back as it was written", () => {
    const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/);
    const value = fc.stringMatching(/^[a-z0-9 =%/]{0,20}$/);
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1 }), (settings) => {
        const lines = renderUnit("p", { Service: settings }).replace(/\n$/, "").split("\n").slice(2);
        const parsed = Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
        );
        expect(parsed).toEqual({ ...settings });
      }),
    );
  });
});

describe("the unit of Vault", () => {
  const unit = vaultUnit(INPUT).content;

  test("is open to the addresses of the firewall, and to no others", () => {
    const allowed = [...unit.matchAll(/^IPAddressAllow=(.*)$/gm)].map((match) => match[1]);
    expect(allowed).toEqual([
      "localhost",
      "169.254.169.254",
      "10.64.0.2",
      "169.254.169.253",
      "10.20.0.0/16",
      "10.30.4.0/24",
      ...[...INPUT.nodeSubnets, ...INPUT.loadBalancerSubnets, ...INPUT.endpointSubnets].map(String),
      "10.40.8.0/24",
    ]);
    expect(unit).toMatch(/^IPAddressDeny=any$/m);
  });

  test("loses no log line and does not start without its volumes", () => {
    expect(unit).toMatch(/^LogRateLimitIntervalSec=0$/m);
    expect(unit).toMatch(/^RequiresMountsFor=\/var\/lib\/vault \/var\/log\/vault$/m);
    expect(unit).not.toMatch(/^LogsDirectory=/m);
  });
});

describe("the firewall", () => {
  const rules = firewall(INPUT).content;
  /** The host of a test has no such accounts, and nft wants them to exist. */
  const checkable = (text: string) => text.replaceAll(/\b(vault|vaultsnap|cwagent)\b(?=[^"]* accept)/g, "0");
  const check = (text: string) =>
    inFolder((folder) => {
      const file = path.join(folder, "nftables.conf");
      writeFileSync(file, text);
      return run("unshare", ["--net", "nft", "--check", "--file", file]);
    });
  const testNft = (name: string, action: () => void) => testAsRoot(["nft", "unshare"], name, action);

  test("closes all directions and counts what it drops", () => {
    expect(rules.match(/policy drop;/g)).toHaveLength(3);
    expect(rules.match(/^ {4}counter name dropped_(in|forward|out)$/gm)).toHaveLength(3);
    expect(rules).not.toMatch(/policy accept/);
  });

  test("opens metadata and AWS APIs to named users only", () => {
    for (const port of ["tcp dport 80 ", "tcp dport 443 "]) {
      const lines = rules.split("\n").filter((line) => line.includes(port));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.every((line) => line.includes("meta skuid"))).toBe(true);
    }
  });

  test("admits health checks from the load balancer's subnets alone", () => {
    const health = rules.split("\n").filter((line) => /8202 accept/.test(line));
    expect(health).toHaveLength(1);
    expect(health[0]).toContain("{ 10.64.1.0/26, 10.64.1.64/26, 10.64.1.128/26 }");
  });

  test("keeps the health checks' port closed on loopback", () => {
    expect(rules.indexOf("iif lo tcp dport 8202 counter name dropped_in drop")).toBeGreaterThan(0);
    expect(rules.indexOf("iif lo tcp dport 8202")).toBeLessThan(rules.indexOf("iif lo accept"));
  });

  test("refuses IPv6, which it could not name", () => {
    const clients = [Cidr.parse("x", "fd00::/48")];
    expectRefused("CIDR_INVALID", () => renderNodeFiles({ ...INPUT, clients }));
    const backends = [{ cidr: Cidr.parse("x", "fd00::/48"), port: 1, description: "x" }];
    expectRefused("CIDR_INVALID", () => renderNodeFiles({ ...INPUT, backends }));
  });

  testNft("is accepted by nft without any network, and then lets nobody in", () => {
    const none = { clients: [], nodeSubnets: [], loadBalancerSubnets: [], endpointSubnets: [], backends: [] };
    const alone = firewall({ ...INPUT, ...none }).content;
    expect(check(checkable(alone))).toEqual({ code: 0, output: "" });
    expect(alone).not.toMatch(/dport (8200|\{ 8200)/);
  });

  testNft("is accepted by nft whatever a backend's description holds", () => {
    const [backend] = INPUT.backends;
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (description) => {
        const backends = [{ ...backend, cidr: Cidr.parse("x", "10.9.0.0/16"), port: 636, description }];
        expect(check(checkable(firewall({ ...INPUT, backends }).content))).toEqual({ code: 0, output: "" });
      }),
      { numRuns: 25, examples: [["x".repeat(300)], ["ü".repeat(100)], ['say "hello" \\']] },
    );
  });

  testNft("is accepted by nft for any networks, also when some lie within others", () => {
    const cidr = fc
      .tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.integer({ min: 8, max: 30 }))
      .map(([a, b, c, prefix]) => {
        const value = ((a * 256 + b) * 256 + c) * 256;
        const start = Math.floor(value / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
        return Cidr.parse(
          "x",
          `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${prefix}`,
        );
      });
    fc.assert(
      fc.property(fc.array(cidr, { minLength: 1, maxLength: 12 }), (clients) => {
        expect(
          check(checkable(firewall({ ...INPUT, clients: [...clients, ...INPUT.clients] }).content)),
        ).toEqual({ code: 0, output: "" });
      }),
      { numRuns: 25 },
    );
  });
});

describe("what is left to the shells and the kernel", () => {
  test("shells keep no history, asked twice and with unset variables forbidden", () => {
    const file = contentOf(files, "/etc/profile.d/00-no-history.sh");
    inFolder((folder) => {
      const profile = path.join(folder, "profile.sh");
      writeFileSync(profile, file);
      const script = `set -eu; . ${profile}; . ${profile}; echo "[$HISTSIZE][\${HISTFILE-unset}]"; HISTSIZE=9`;
      for (const shell of ["sh", "bash"]) {
        const { code, output } = run(shell, ["-c", script]);
        expect(output).toMatch(/^\[0\]\[unset\]\n/);
        expect(output).toMatch(/readonly|read only/);
        expect(code).not.toBe(0);
      }
    });
  });

  testWith("zsh", "zsh keeps no history either", () => {
    inFolder((folder) => {
      const zshenv = path.join(folder, "zshenv");
      writeFileSync(zshenv, contentOf(files, "/etc/zshenv"));
      const script = `set -eu; . ${zshenv}; . ${zshenv}; echo "[$SAVEHIST][\${HISTFILE-unset}]"; SAVEHIST=9`;
      const { code, output } = run("zsh", ["-f", "-c", script]);
      expect(output).toMatch(/^\[0\]\[unset\]\n/);
      expect(output).toContain("read-only");
      expect(code).not.toBe(0);
    });
    expect(contentOf(files, "/etc/zsh/zshenv")).toBe(contentOf(files, "/etc/zshenv"));
  });

  test("sysctls are names and values", () => {
    const lines = contentOf(files, "/etc/sysctl.d/99-zz-hardened-vault.conf").trimEnd().split("\n").slice(1);
    expect(lines.every((line) => /^[a-z0-9_.]+ = \S+$/.test(line))).toBe(true);
    expect(lines).toContain("kernel.core_pattern = |/bin/false");
  });
});
