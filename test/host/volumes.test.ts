import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { renderNodeFiles } from "../../lib/host";
import { contentOf, INPUT } from "./fixtures";
import { inFolder, runInOwnMounts, testAsRoot } from "./tools";

const MIB = 2 ** 20;
const files = renderNodeFiles({
  ...INPUT,
  node: { ...INPUT.node, volumes: { data: 64 * MIB, audit: 48 * MIB } },
});

/** The program and what it reads, below a folder; its own disks are `FOLDER/dev`. */
function install(folder: string): void {
  mkdirSync(path.join(folder, "dev"));
  mkdirSync(path.join(folder, "facts"));
  const common = contentOf(files, "/usr/local/lib/hardened-vault/common.sh")
    .replaceAll("/etc/hardened-vault", `${folder}/facts`)
    .replaceAll("/dev/console", "/dev/null");
  writeFileSync(path.join(folder, "common.sh"), `${common}\nlogger() { :; }\nsleep() { :; }\n`);
  writeFileSync(path.join(folder, "facts/deployment.env"), "AWS_REGION='eu-central-1'\n");
  writeFileSync(path.join(folder, "facts/node.env"), contentOf(files, "/etc/hardened-vault/node.env"));
  const program = contentOf(files, "/usr/local/lib/hardened-vault/volumes")
    .replaceAll("/usr/local/lib/hardened-vault", folder)
    .replaceAll("/run/hardened-vault", `${folder}/run`)
    .replaceAll("/dev/", `${folder}/dev/`)
    .replaceAll(`${folder}/dev/null`, "/dev/null");
  writeFileSync(path.join(folder, "volumes"), program);
}

/** Runs a script that has two real disks of these sizes, as `$data` and `$audit`. */
function withDisks(folder: string, script: string, sizes = [64, 48]) {
  return runInOwnMounts(`
cd ${folder}
truncate -s ${sizes[0]}M one.img
truncate -s ${sizes[1]}M two.img
data=$(losetup --find --show one.img)
trap 'losetup --detach "$data"' EXIT
audit=$(losetup --find --show two.img)
trap 'losetup --detach "$data"; losetup --detach "$audit"' EXIT
# The kernel's names are those of nodes; the names of loop devices are not.
disk() { mknod "dev/$2" b $(stat -c '0x%t 0x%T' "$1"); }
${script}`);
}
const programs = ["losetup", "mkfs.ext4", "blkid", "unshare"];

testAsRoot(programs, "blank disks are told apart by size, formatted once and found again by label", () => {
  inFolder((folder) => {
    install(folder);
    const { code, output } = withDisks(
      folder,
      `disk "$data" nvme2n1
disk "$audit" nvme1n1
sh volumes
readlink run/volumes/data run/volumes/audit
mkdir at; mount "$data" at; echo kept >at/file; umount at
mv dev/nvme2n1 dev/nvme3n1
sh volumes
mount "$data" at; cat at/file; umount at
readlink run/volumes/data`,
    );
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output.match(/formatting/g)).toHaveLength(2);
    expect(output).toMatch(/dev\/nvme2n1\n.*dev\/nvme1n1\n/);
    expect(output).toMatch(/kept\n.*dev\/nvme3n1\n/);
  });
});

testAsRoot(programs, "the name that the launch template gave goes before size", () => {
  inFolder((folder) => {
    install(folder);
    const { code, output } = withDisks(
      folder,
      `disk "$data" nvme1n1
disk "$audit" nvme2n1
ln -s nvme2n1 dev/sdd
ln -s nvme1n1 dev/sde
sh volumes
blkid --probe --match-tag LABEL --output value "$audit"`,
      [64, 64],
    );
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toMatch(/^vault-data\n/);
  });
});

testAsRoot(programs, "a disk that holds something else is never formatted", () => {
  inFolder((folder) => {
    install(folder);
    const { code, output } = withDisks(
      folder,
      `disk "$data" nvme1n1
disk "$audit" nvme2n1
ln -s nvme1n1 dev/sdd
printf 'somebody wrote this' | dd of="$data" bs=1 seek=500000 conv=notrunc 2>/dev/null
sum=$(sha256sum <"$data")
code=0
sh volumes || code=$?
[ "$sum" = "$(sha256sum <"$data")" ]
exit $code`,
    );
    expect(code).toBe(1);
    expect(output).toContain("holds something that is not ours; nothing on it was changed");
    expect(output).not.toContain("formatting");
  });
});

testAsRoot(programs, "without a disk that fits, it says what it looked for", () => {
  inFolder((folder) => {
    install(folder);
    const { code, output } = withDisks(folder, 'disk "$data" nvme1n1\nsh volumes', [32, 32]);
    expect(code).toBe(1);
    expect(output).toContain(`no blank disk of ${64 * MIB} bytes`);
  });
});
