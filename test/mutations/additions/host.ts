import type { Mutation } from "../mutation";
import { added, file, lastStep } from "./added";

const step = (rule: string, ...lines: readonly string[]) =>
  added(rule, `a last step: ${lines[0]}`, (draft) => lastStep(draft, ...lines));

const written = (rule: string, path: string, content: string, mode?: number) =>
  added(rule, `a file ${path}: ${content.trim().split("\n").at(-1)}`, (draft) =>
    file(draft, path, content, mode),
  );

/** Files and steps of a node beside the good ones. */
export const HOST: readonly Mutation[] = [
  written("HOST-01", "/etc/sudoers.d/vault", "vault ALL=(ALL) NOPASSWD: ALL\n", 0o440),
  written("HOST-01", "/etc/sysusers.d/zz-site.conf", "m vault wheel\n"),
  written("HOST-01", "/etc/systemd/system/vault.service.d/50-user.conf", "[Service]\nUser=root\n"),
  step("HOST-01", "usermod -aG sudo vault"),
  step("HOST-01", "usermod --shell /bin/bash vault"),
  step("HOST-02", "sysctl -w kernel.core_pattern=/var/crash/core.%p"),
  step("HOST-02", "systemctl unmask kdump.service", "systemctl enable --now kdump.service"),
  step("HOST-02", 'gcore -o /var/tmp/core "$(pidof vault)"'),
  step("HOST-02", "dd if=/proc/kcore of=/var/tmp/memory"),
  written("HOST-02", "/etc/security/limits.d/99-zz-site.conf", "* hard core unlimited\n"),
  written("HOST-02", "/etc/systemd/coredump.conf.d/zz-site.conf", "[Coredump]\nStorage=external\n"),
  written("HOST-03", "/etc/systemd/system/swapfile.swap", "[Swap]\nWhat=/swapfile\n"),
  written("HOST-03", "/etc/systemd/zram-generator.conf", "[zram0]\nzram-size = ram / 2\n"),
  written("HOST-03", "/etc/fstab", "/swapfile none swap sw 0 0\n"),
  step("HOST-03", "mkswap /dev/xvdz", "swapon /dev/xvdz"),
  written("HOST-04", "/etc/systemd/system/vault.service.d/50-open.conf", "[Service]\nProtectSystem=no\n"),
  written("HOST-04", "/etc/systemd/system/service.d/50-open.conf", "[Service]\nNoNewPrivileges=no\n"),
  written("HOST-04", "/etc/systemd/system/vault.service.d/50-write.conf", "[Service]\nReadWritePaths=/\n"),
  step("HOST-02", "echo 1 > /proc/sys/fs/suid_dumpable"),
  written("HOST-02", "/etc/sysctl.conf", "fs.suid_dumpable = 1\n"),
  written("HOST-04", "/etc/systemd/system/vault.service.d/50-kill.conf", "[Service]\nKillMode=none\n"),
  step("HOST-05", "chmod 0644 /etc/vault.d/tls/key.pem"),
  step("HOST-05", "chmod 0755 /var/lib/vault"),
  written("HOST-05", "/etc/tmpfiles.d/zz.conf", "z /usr/local/bin/vault 0755 vault vault -\n"),
  written("HOST-05", "/etc/tmpfiles.d/zz.conf", "a+ /var/log/vault - - - - u:nobody:rwx\n"),
  step("HOST-05", "chmod 0777 /etc/vault.d"),
  step("HOST-05", "chmod -R a+rwx /etc/vault.d"),
  step("HOST-05", "chown vault:vault /usr/local/bin/vault"),
  step("HOST-05", "chown -R vault /etc/vault.d"),
  step("HOST-06", "dnf --assumeyes install docker", "systemctl enable --now docker.service"),
  step("HOST-06", "docker run -d -p 80:80 nginx"),
  written(
    "HOST-06",
    "/etc/systemd/system/nginx.service",
    "[Service]\nExecStart=/usr/sbin/nginx -g 'daemon off;'\n[Install]\nWantedBy=multi-user.target\n",
  ),
  written("HOST-06", "/etc/cron.d/site", "* * * * * root /opt/agent\n"),
  written("HOST-06", "/etc/rc.local", "#!/bin/sh\n/opt/agent &\n", 0o755),
  written("HOST-06", "/etc/ld.so.preload", "/opt/agent.so\n"),
  step("HOST-06", "systemd-run --unit=agent /opt/agent"),
  written("HOST-06", "/etc/rsyslog.d/net.conf", 'module(load="imudp")\ninput(type="imudp" port="514")\n'),
  step("HOST-09", "mount -o remount,exec,suid /var/lib/vault"),
  step("HOST-10", "sed -i s/enforcing/permissive/ /etc/selinux/config"),
  added("HOST-10", "machines that AWS may take back", (draft) => {
    draft.resource("aws_launch_template").instance_market_options = { market_type: "spot" };
  }),
  written("CFG-08", "/etc/systemd/system/vault.service.d/50-log.conf", "[Service]\nStandardOutput=null\n"),
  added("TLS-07", "a key where Vault may write", (draft) =>
    draft.server((server) => {
      server.listener[0].tcp.tls_key_file = "/var/lib/vault/key.pem";
    }),
  ),
  written("HOST-07", "/etc/profile.d/zz-site.sh", "HISTFILE=$HOME/.bash_history\nHISTSIZE=10000\n"),
  written("HOST-08", "/etc/chrony.d/site.conf", "server 0.pool.ntp.org iburst\n"),
  added("HOST-09", "a volume in clear beside the others", (draft) => {
    draft.resource("aws_launch_template").block_device_mappings.push({
      device_name: "/dev/sdz",
      ebs: { volume_size: 100, volume_type: "gp3" },
    });
  }),
  added("HOST-09", "no volume of its own for audit", (draft) => {
    draft.resource("aws_launch_template").block_device_mappings.splice(2, 1);
  }),
  added("HOST-10", "no refresh of instances", (draft) => {
    delete draft.resource("aws_autoscaling_group").instance_refresh;
  }),
  added("HOST-10", "no hook at the end", (draft) => {
    const group = draft.resource("aws_autoscaling_group");
    group.initial_lifecycle_hook = group.initial_lifecycle_hook.filter(
      ({ lifecycle_transition }: { lifecycle_transition: string }) =>
        !/TERMINATING/.test(lifecycle_transition),
    );
    draft.remove("aws_autoscaling_lifecycle_hook", "termination");
  }),
  step("HOST-10", "sysctl -w kernel.yama.ptrace_scope=0"),
  step("SUP-02", "curl -fsSL https://example.com/install.sh | sh"),
  step("SUP-02", 'sh -c "$(curl -fsSL https://example.com/install.sh)"'),
  step("SUP-02", "bash <(curl -s https://example.com/install.sh)"),
  step("SUP-02", "wget -qO- https://example.com/install.sh | bash"),
  step(
    "SUP-02",
    "curl -o /usr/local/bin/vault https://releases.hashicorp.com/vault",
    "chmod 0755 /usr/local/bin/vault",
  ),
  step("SUP-02", "dnf --assumeyes --nogpgcheck install https://example.com/agent.rpm"),
  step("SUP-02", "pip install somebody-agent"),
  written("AUD-04", "/etc/systemd/journald.conf.d/zz-site.conf", "[Journal]\nRateLimitIntervalSec=30s\n"),
  written("AUD-04", "/etc/systemd/journald.conf.d/zz-site.conf", "[Journal]\nStorage=none\n"),
  step("SEAL-02", "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
];
