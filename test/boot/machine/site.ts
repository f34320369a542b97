import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { script } from "../cache";

/**
 * Writes what an image of EC2 has over the base system, and the few things that a container needs in the place of
 * hardware. Nothing here belongs to the node's own files, and user data stays untouched.
 *
 * @param authority certificate of the authority that AWS's names are served with
 */
export function writeSite(base: string, folder: string, authority: string): void {
  const write = (name: string, content: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const enable = (unit: string, target: string, source: string) => {
    const link = path.join(folder, `etc/systemd/system/${target}.wants`, unit);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(source, link);
  };
  const program = (name: string, unit: string) => {
    const installed = `usr/local/lib/boot-test/${name}`;
    mkdirSync(path.join(folder, path.dirname(installed)), { recursive: true });
    copyFileSync(script(`machine/${name}.sh`), path.join(folder, installed));
    chmodSync(path.join(folder, installed), 0o755);
    write(`etc/systemd/system/${name}.service`, unit.replace("@PROGRAM@", `/${installed}`));
    enable(`${name}.service`, "local-fs.target", `../${name}.service`);
  };

  const bundle = "etc/ssl/certs/ca-certificates.crt";
  write(bundle, `${readFileSync(path.join(base, bundle), "utf8")}${authority}`);
  // One datasource; networkd does DHCP; the image has no locales, and cloud-init would call that an error.
  write(
    "etc/cloud/cloud.cfg.d/99_boot_test.cfg",
    "datasource_list: [ Ec2 ]\nnetwork: { config: disabled }\nlocale: false\n",
  );
  write(
    "etc/systemd/network/10-ens5.network",
    "[Match]\nName=ens5\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n",
  );
  // Names of one label cost seconds otherwise.
  write("etc/systemd/resolved.conf.d/10-boot-test.conf", "[Resolve]\nLLMNR=no\nMulticastDNS=no\n");
  enable("systemd-networkd.service", "multi-user.target", "/lib/systemd/system/systemd-networkd.service");
  enable(
    "systemd-networkd-wait-online.service",
    "network-online.target",
    "/lib/systemd/system/systemd-networkd-wait-online.service",
  );
  for (const unit of [
    "apt-daily-upgrade.timer",
    "apt-daily.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "fstrim.timer",
    "networking.service",
  ]) {
    symlinkSync("/dev/null", path.join(folder, "etc/systemd/system", unit));
  }
  const early = (before: string) =>
    `[Unit]\nDefaultDependencies=no\nBefore=${before}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=@PROGRAM@\n`;
  program("identify-ec2", early("local-fs-pre.target cloud-init-local.service"));
  program("volume-names", early("local-fs-pre.target cloud-init-local.service"));
}
