/** Packages that a node of Vault may have beside what the image brings. */
export const KNOWN_PACKAGES = new Set([
  "amazon-cloudwatch-agent",
  "amazon-ssm-agent",
  "audit",
  "aws-cfn-bootstrap",
  "awscli",
  "awscli-2",
  "ca-certificates",
  "chrony",
  "coreutils",
  "curl",
  "gnupg2",
  "jq",
  "logrotate",
  "nftables",
  "openssl",
  "rsyslog",
  "tar",
  "unzip",
  "util-linux",
  "xfsprogs",
  "e2fsprogs",
]);

/** Units that may be started on a node: what is installed, and what the image has for it. */
const KNOWN_UNITS =
  /^(vault|openbao|amazon-cloudwatch-agent|amazon-ssm-agent|auditd|chronyd?|logrotate|nftables|rsyslog|systemd-[a-z@-]+|time-sync|network-online|multi-user|local-fs|tmp)\.(service|timer|target|socket|mount)$/;
/** Units of this library, and the mounts of Vault's volumes. */
const OWN_UNITS = /^(hardened-vault[\w@.-]*|(var-lib|var-log|opt)-vault[\w\\-]*\.mount)$/;

/** Whether a unit belongs on a node of Vault by its name. */
export function isKnownUnit(name: string): boolean {
  return KNOWN_UNITS.test(name) || OWN_UNITS.test(name);
}

/** Programs that run containers, schedule other work or serve something else. */
const FOREIGN =
  /^(docker|dockerd|podman|containerd|nerdctl|ctr|crictl|cri-o|runc|crun|lxc|lxc-start|lxd|systemd-nspawn|machinectl|kubelet|kubectl|k3s|ecs-agent|nomad|consul|nginx|httpd|apache2|haproxy|envoy|caddy|traefik|sshd|dropbear|telnetd|vsftpd|rpcbind|nfsd|smbd|postgres|mysqld|redis-server|squid|openvpn|xinetd|inetd)$/;

/** Programs that have something run later, or under no unit of its own. */
const SCHEDULERS = /^(at|batch|crontab|systemd-run)$/;

/** Programs that can listen, or be told to. */
const LISTENERS = /^(nc|ncat|netcat|socat|python\d?(\.\d+)?|systemd-socket-activate|systemd-socket-proxyd)$/;

/** Whether a program may have no place beside Vault, by its name. */
export function mayBeForeign(program: string): boolean {
  return FOREIGN.test(program) || SCHEDULERS.test(program) || LISTENERS.test(program);
}

/**
 * What a command runs that has no place beside Vault: a container runtime, another daemon, something that listens;
 * `undefined` where there is nothing.
 */
export function foreignIn(program: string, args: readonly string[]): string | undefined {
  if (FOREIGN.test(program)) return `${program} has no place on a node of Vault`;
  if (SCHEDULERS.test(program)) return `${program} runs work that no unit says`;
  const listens =
    (["nc", "ncat", "netcat"].includes(program) && args.some((arg) => /^-\w*l|^--listen$/.test(arg))) ||
    (program === "socat" && args.some((arg) => /listen/i.test(arg))) ||
    (/^python\d?(\.\d+)?$/.test(program) && args.some((arg) => /http\.server|SimpleHTTPServer/.test(arg))) ||
    ["systemd-socket-activate", "systemd-socket-proxyd"].includes(program);
  return listens ? `${program} opens a port` : undefined;
}
