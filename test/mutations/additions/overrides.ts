import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { TerraformResource } from "cdktf";
import type { Production } from "../../checks/support/production";
import type { Mutation } from "../mutation";
import { overridden } from "./added";

const attribute = (rule: string, below: string, path: string, value: unknown) =>
  overridden(rule, `${path} of ${below}`, (production) =>
    production.at<TerraformResource>(below).addOverride(path, value),
  );

const ofFile = (rule: string, path: string, from: string | RegExp, to: string) =>
  overridden(rule, `${String(from)} in ${path}`, ({ vault }) =>
    vault.bundle.override(path, (content) => content.replace(from, to)),
  );

const own = (rule: string, path: string, content: string, mode = 0o644) =>
  overridden(rule, `a file ${path}`, ({ vault }: Production) =>
    vault.bundle.add({ path, content, mode, owner: "root", group: "root" }),
  );

/** What users do to constructs. */
export const OVERRIDES: readonly Mutation[] = [
  attribute("SEAL-03", "seal/Resource", "enable_key_rotation", false),
  attribute("SEAL-03", "seal/Resource", "lifecycle.prevent_destroy", false),
  attribute(
    "SEAL-04",
    "seal/Resource",
    "policy",
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}',
  ),
  attribute("IAM-02", "nodes/launch-template", "metadata_options.http_tokens", "optional"),
  attribute("NET-04", "nodes/launch-template", "key_name", "operators"),
  attribute("HOST-09", "nodes/launch-template", "block_device_mappings.0.ebs.encrypted", false),
  attribute("NET-02", "endpoint/Resource", "internal", false),
  attribute("NET-02", "endpoint/Resource", "enable_deletion_protection", false),
  overridden("NET-01", "a public address", (production) =>
    production
      .at<LaunchTemplate>("nodes/launch-template")
      .addOverride("network_interfaces.0.associate_public_ip_address", "true"),
  ),
  ofFile("TLS-02", "/etc/vault.d/vault.json", /"tls13"/g, '"tls10"'),
  ofFile(
    "CFG-02",
    "/etc/vault.d/vault.json",
    '"raw_storage_endpoint": false',
    '"raw_storage_endpoint": true',
  ),
  ofFile("CFG-10", "/etc/vault.d/vault.json", '"24h"', '"768h"'),
  ofFile("HOST-04", "/etc/systemd/system/vault.service", "NoNewPrivileges=yes", "NoNewPrivileges=no"),
  ofFile("HOST-02", "/etc/systemd/system/vault.service", "LimitCORE=0", "LimitCORE=infinity"),
  ofFile("HOST-01", "/etc/systemd/system/vault.service", "User=vault", "User=root"),
  ofFile("NET-08", "/etc/nftables.conf", "policy drop", "policy accept"),
  ofFile("HOST-03", "/usr/local/lib/hardened-vault/steps.d/40-kernel.sh", "swapoff --all\n", ""),
  ofFile(
    "AUD-04",
    "/etc/systemd/journald.conf.d/99-hardened-vault.conf",
    "RateLimitIntervalSec=0",
    "RateLimitIntervalSec=30s",
  ),
  own("HOST-04", "/etc/systemd/system/vault.service.d/50-site.conf", "[Service]\nProtectSystem=no\n"),
  own("HOST-01", "/etc/sudoers.d/vault", "vault ALL=(ALL) NOPASSWD: ALL\n", 0o440),
  own("HOST-02", "/etc/sysctl.d/99-zzz-site.conf", "kernel.core_pattern = core\n"),
  overridden("IAM-01", "a right of the node role", ({ vault }) =>
    vault.nodeRole.allow({ sid: "Everything", actions: ["*"], resources: ["*"] } as never),
  ),
];
