import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { volumesApart } from "../../../../lib/checks/rules/host/volumes-apart";
import { dropIn, mending, NO_MACHINE, NODES, replacing, running, UNIT, without } from "../../support/cases";
import type { Draft } from "../../support/draft";
import type { EditCase, RuleCases } from "../../support/rule-cases";

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

/** One of the disks changed: 0 root, 1 data, 2 audit. */
function disk(when: string, index: number, change: (ebs: Editable) => void, says?: RegExp): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft: Draft) => change(draft.resource("aws_launch_template").block_device_mappings[index].ebs),
  };
}

export const cases: RuleCases = {
  rule: volumesApart,
  passes: [
    { on: NODES },
    disk("the data has more room", 1, (ebs) => {
      ebs.volume_size = 500;
    }),
    disk("another type", 1, (ebs) => {
      ebs.volume_type = "io2";
    }),
    disk("the key is another stack's", 1, (ebs) => {
      ebs.kms_key_id = "arn:aws:kms:eu-central-1:111122223333:key/0f0e0d0c-1111-2222-3333-444455556666";
    }),
    { ...dropIn("the files are seen", "Nice=-5"), when: "another setting of the unit" },
    {
      when: "nobody can see what is on the nodes",
      on: NODES,
      edit: (draft) => draft.forgetFiles(),
    },
  ],
  fails: [
    replacing(
      "programs may lie among the data",
      "/etc/systemd/system/var-lib-vault.mount",
      "nodev,nosuid,noexec,noatime",
      "noatime",
      /var-lib-vault\.mount/,
    ),
    without("/etc/systemd/system/var-log-vault.mount", /nothing is mounted/),
    running("a volume is mounted anew", "mount -o remount,exec /var/lib/vault", /remount/),
    disk("the root volume is not encrypted", 0, (ebs) => delete ebs.encrypted, /xvda encrypted/),
    disk("the data is not encrypted", 1, (ebs) => {
      ebs.encrypted = "false";
    }),
    disk("the audit log has no key", 2, (ebs) => delete ebs.kms_key_id, /kms_key_id/),
    disk("the key is everybody's of the account", 1, (ebs) => {
      ebs.kms_key_id = "alias/aws/ebs";
    }),
    disk("the disk is an old one", 1, (ebs) => {
      ebs.volume_type = "gp2";
    }),
    disk("the type is the account's default", 1, (ebs) => delete ebs.volume_type),
    disk("there is no room for the log", 2, (ebs) => {
      ebs.volume_size = 4;
    }),
    {
      when: "data and log share the root volume",
      on: NODES,
      says: /volumes: \/dev\/xvda /,
      edit: (draft) => draft.resource("aws_launch_template").block_device_mappings.splice(1, 2),
    },
    {
      when: "the root volume is as the image has it",
      on: NODES,
      edit: (draft) => draft.resource("aws_launch_template").block_device_mappings.splice(0, 1),
    },
    {
      when: "a volume is no disk of its own",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_launch_template").block_device_mappings[1].virtual_name = "ephemeral0";
      },
    },
    {
      when: "a volume can be shared",
      on: NODES,
      edit: (draft) =>
        draft.add("aws_ebs_volume", "shared", {
          availability_zone: "eu-central-1a",
          multi_attach_enabled: true,
        }),
    },
    replacing("Vault starts without its volumes", UNIT, /RequiresMountsFor=.*\n/, "", /RequiresMountsFor/),
    replacing(
      "Vault starts without the log's volume",
      UNIT,
      "/var/lib/vault /var/log/vault",
      "/var/lib/vault",
    ),
  ],
  unknown: [
    disk("a variable names the key", 1, (ebs) => {
      ebs.kms_key_id = "${var.key}";
    }),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [
    {
      when: "encrypted",
      on: NODES,
      override: (production) =>
        production
          .at<LaunchTemplate>("nodes/launch-template")
          .addOverride("block_device_mappings.1.ebs.encrypted", "false"),
    },
  ],
  repaired: [
    {
      when: "volume_type",
      on: NODES,
      override: (production) => {
        const template = production.at<LaunchTemplate>("nodes/launch-template");
        template.addOverride("block_device_mappings.1.ebs.volume_type", "gp2");
        template.addOverride("block_device_mappings.1.ebs.volume_type", "gp3");
      },
    },
    mending("RequiresMountsFor", UNIT, "RequiresMountsFor=/var/lib/vault", "RequiresMountsFor=/var/lib"),
  ],
};
