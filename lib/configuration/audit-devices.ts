import { Audit } from "@cdktf/provider-vault/lib/audit";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { HardenedVaultError } from "../core/errors";
import type { AuditDevice } from "../vault/audit-device";
import { importExisting } from "./imports";

/** Properties of {@link AuditDevices}. */
export interface AuditDevicesProps {
  readonly provider?: TerraformProvider;
  /** Devices that exist already: those of the foundation. */
  readonly existing: readonly AuditDevice[];
  /** Devices beside them. @default - none */
  readonly further?: readonly AuditDevice[];
}

/**
 * Where Vault writes down every request. A device that is changed would be disabled and made anew, with a gap and without
 * the salt of its hashes; so Terraform never destroys one (AUD-05).
 */
export class AuditDevices extends Construct {
  /** For `dependsOn` of everything else. */
  public readonly resources: readonly Audit[];

  /** @throws AUDIT_DEVICE_INVALID */
  public constructor(scope: Construct, id: string, props: AuditDevicesProps) {
    super(scope, id);
    const { provider, existing, further = [] } = props;
    HardenedVaultError.locate(this, () => requireDevices([...existing, ...further]));
    const made = (device: AuditDevice) =>
      new Audit(this, device.path, {
        provider,
        type: device.type,
        path: device.path,
        description: device.description,
        options: { ...device.options },
        lifecycle: { preventDestroy: true },
      });
    const adopted = existing.map((device) => {
      const audit = made(device);
      importExisting(this, audit, device.path);
      return audit;
    });
    this.resources = [...adopted, ...further.map(made)];
  }
}

function requireDevices(devices: readonly AuditDevice[]): void {
  const refuse = (message: string, got: unknown, expected: string, repair: string) =>
    new HardenedVaultError({ code: "AUDIT_DEVICE_INVALID", message, got, expected, repair });
  const twice = (values: readonly string[]) => values.find((value, index) => values.indexOf(value) !== index);
  const path = twice(devices.map((device) => device.path));
  if (path !== undefined) throw refuse("two audit devices have one path", path, "a path each", "rename one");
  const file = twice(devices.flatMap(({ options }) => options.file_path ?? []));
  if (file !== undefined)
    throw refuse(
      "two audit devices write one file",
      file,
      "a file each, on volumes of their own",
      "choose another file",
    );
  for (const { path: name, type, options } of devices) {
    const { file_path: target = "", mode = "0600", socket_type: socket } = options;
    if ("prefix" in options || "path" in options)
      throw refuse(
        `the audit device ${name} has an option that was a way to run code`,
        options,
        "file_path, and neither prefix nor path (CVE-2025-6000, CVE-2026-5051)",
        "take it out",
      );
    if (options.log_raw !== undefined && options.log_raw !== "false")
      throw refuse(
        `the audit device ${name} writes secrets in clear`,
        options,
        'log_raw "false"',
        "take it out",
      );
    if (
      type === "file" &&
      (!target.startsWith("/") || target.startsWith("/dev/") || ["stdout", "discard"].includes(target))
    )
      throw refuse(
        `the audit device ${name} keeps nothing`,
        target,
        "an absolute path of a file that stays",
        "write it below /var/log/vault",
      );
    if (type === "file" && !/^0?6[04]0$/.test(mode))
      throw refuse(
        `the file of the audit device ${name} is open to others`,
        mode,
        "0600 or 0640 (AUD-03)",
        "write 0640",
      );
    if (type === "socket" && socket === "udp")
      throw refuse(
        `the audit device ${name} loses entries`,
        options,
        "a socket of type tcp or unix",
        "use tcp; two devices remain that lose nothing",
      );
  }
}
