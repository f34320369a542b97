import { inFolder, type Outcome, runInOwnMounts } from "../host/tools";
import type { JudgedNode } from "./judged-node";

/** What {@link asNode} itself runs. */
export const NODE_PROGRAMS = ["systemd-sysusers", "systemd-tmpfiles", "unshare"];

/**
 * Runs a shell script on a machine that has the accounts and folders of a node: the bundle's own entry script installs
 * its files below `$root`, with their owners and modes. Nobody else sees these accounts, folders and no network.
 */
export function asNode(node: JudgedNode, script: string): Outcome {
  return inFolder((folder) =>
    runInOwnMounts(`
cd ${folder}
root="$PWD/root"
mkdir -p "$root/etc"
systemd-sysusers --root="$root" ${node.folder}/etc/sysusers.d/hardened-vault.conf 2>sysusers.log
for name in passwd group; do
  cp "$root/etc/$name" $name
  grep -E '^(root|syslog|adm|daemon):' /etc/$name >>$name
  mount --bind $name /etc/$name
done
ROOT="$root" sh ${node.folder}/usr/local/sbin/hardened-vault-node ${node.folder} 2>entry.log || { cat entry.log; exit 1; }
for name in log lib; do
  mount --bind "$root/var/$name" /var/$name
done
mount -t tmpfs none /run
unshare --net sh -eu -c '${script.replaceAll("'", `'\\''`)}' node "$root"`),
  );
}
