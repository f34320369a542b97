import type { Evidence } from "./evidence";
import type { NodeGroup } from "./node-group";
import { Value } from "./value";

/** A disk of a machine, as its template or instance has it. */
export interface Volume {
  readonly name: string;
  readonly isRoot: boolean;
  readonly encrypted: Value;
  readonly key: Value;
  readonly type: Value;
  /** GiB. */
  readonly size: Value;
}

/** Names of root devices of the images of Linux. */
const ROOT = /^\/dev\/(xvda|sda1?)$/;

/** The EBS volumes of a group's machines; those of the machine itself (`ephemeral0`) are none. */
export function volumesOf({ template }: NodeGroup, evidence: Evidence): readonly Volume[] {
  const mapped = template
    .blocks("block_device_mappings")
    .filter((block) => block.at("no_device").isAbsent && block.at("virtual_name").isAbsent)
    .map((block) => volumeOf(block.at("ebs"), String(block.at("device_name").raw)));
  const own = [
    ...template.blocks("root_block_device").map((block) => ({ ...volumeOf(block, "root"), isRoot: true })),
    ...template
      .blocks("ebs_block_device")
      .map((block) => volumeOf(block, String(block.at("device_name").raw))),
  ];
  const { resources } = evidence;
  const attached = resources
    .naming(template, "aws_volume_attachment", "instance_id")
    .flatMap((attachment) =>
      resources
        .namedBy(attachment.at("volume_id"), "aws_ebs_volume")
        .map((volume) => volumeOf(volume.attributes, String(attachment.at("device_name").raw))),
    );
  return [...mapped, ...own, ...attached];
}

function volumeOf(block: Value, name: string): Volume {
  const size = ["volume_size", "size"].map((key) => block.at(key)).find((value) => !value.isAbsent);
  const type = ["volume_type", "type"].map((key) => block.at(key)).find((value) => !value.isAbsent);
  return {
    name,
    isRoot: ROOT.test(name),
    encrypted: block.at("encrypted"),
    key: block.at("kms_key_id"),
    type: type ?? new Value("volume_type", undefined),
    size: size ?? new Value("volume_size", undefined),
  };
}
