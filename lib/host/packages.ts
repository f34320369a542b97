import { type NodeFile, systemFile } from "./node-file";

/**
 * Everything that is installed beside what the image brings, by the names of Amazon Linux 2023 (HOST-06). There is no
 * way in but Session Manager, so no SSH server is among them.
 */
export const PACKAGES = [
  "amazon-cloudwatch-agent",
  "amazon-ssm-agent",
  "chrony",
  "jq",
  "logrotate",
  "nftables",
  "openssl",
  "rsyslog",
  "unzip",
] as const;

/** Units that must not run on a node. */
export const MASKED_UNITS = [
  "ctrl-alt-del.target",
  "kdump.service",
  "ssh.service",
  "ssh.socket",
  "sshd.service",
  "sshd.socket",
  "swap.target",
  "zramswap.service",
] as const;

/** The list as nodes read it. */
export const PACKAGE_LIST = "/etc/hardened-vault/packages.list";

/** What is installed if it is missing. */
export function packageList(): NodeFile {
  return systemFile(PACKAGE_LIST, `${PACKAGES.join("\n")}\n`);
}
