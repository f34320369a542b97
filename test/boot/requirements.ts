import { accessSync, constants } from "node:fs";
import * as path from "node:path";
import { outcome } from "./command";

/** Programs that this test level calls, with the packages of Debian that have them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "systemd-nspawn": "systemd-container",
  dnsmasq: "dnsmasq-base",
  ip: "iproute2",
  journalctl: "systemd",
  losetup: "mount",
  mmdebstrap: "mmdebstrap",
  nft: "nftables",
  nsenter: "util-linux",
  openssl: "openssl",
  python3: "python3-venv",
  sysctl: "procps",
  zstd: "zstd",
};

/** Why this test level cannot run here, if it cannot. */
export async function whyNot(hasTerraform: boolean): Promise<string | undefined> {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.arch !== "x64") return "its nodes are amd64 machines, and this is none";
  if (process.getuid?.() !== 0) return "it needs root, for network namespaces and containers";
  if (!hasTerraform) return "terraform was not found on this machine";
  const missing = Object.entries(PROGRAMS).filter(([program]) => !onPath(program));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))];
    return `missing: ${missing.map(([program]) => program).join(", ")} (apt-get install ${packages.join(" ")})`;
  }
  if ((await outcome("go", ["version"], { env: process.env })).code !== 0) {
    return "go was not found on this machine, and nodes need a server";
  }
  return undefined;
}

function onPath(program: string): boolean {
  return ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
