import { ACCOUNT } from "../../terraform/emulators";
import type { Node } from "../group";
import type { Lab } from "../lab";

const FOLDER = "/run/boot-test-other";

/** Makes one Vault of its own, a snapshot of it, and prints that. */
const MAKE = `set -eu
umask 077
mkdir -p ${FOLDER}/data
cat >${FOLDER}/vault.json
export VAULT_ADDR=http://127.0.0.1:9200
vault server -config=${FOLDER}/vault.json >${FOLDER}/log 2>&1 &
server=$!
trap 'kill $server; wait $server || true; rm -rf ${FOLDER}' EXIT
health() { curl --silent --output /dev/null --write-out '%{http_code}' $VAULT_ADDR/v1/sys/health || true; }
for second in $(seq 60); do [ "$(health)" != 501 ] || break; sleep 1; done
VAULT_TOKEN=$(vault operator init -recovery-shares=1 -recovery-threshold=1 -format=json | jq --raw-output .root_token)
export VAULT_TOKEN
for second in $(seq 60); do [ "$(health)" != 200 ] || break; sleep 1; done
vault operator raft snapshot save ${FOLDER}/other.snap
base64 --wrap=0 ${FOLDER}/other.snap
`;

/** A snapshot of a cluster that another key seals, which no machine of this deployment may use. */
export async function snapshotOfOtherKey(lab: Lab, { machine }: Node): Promise<Buffer> {
  const { KeyMetadata: key } = await lab.cloud.target("kms", "TrentService.CreateKey", {
    Description: "seals another cluster",
  });
  const configuration = {
    disable_mlock: true,
    storage: { raft: { path: `${FOLDER}/data`, node_id: "other" } },
    listener: [{ tcp: { address: "127.0.0.1:9200", tls_disable: true } }],
    api_addr: "http://127.0.0.1:9200",
    cluster_addr: "http://127.0.0.1:9201",
    seal: { awskms: { region: lab.network.region, kms_key_id: (key as { KeyId: string }).KeyId } },
  };
  // The account's own credentials: the role of the node may not use that key.
  const credentials = [`AWS_ACCESS_KEY_ID=${ACCOUNT}`, "AWS_SECRET_ACCESS_KEY=emulated"];
  const printed = await machine.run(["env", ...credentials, "/bin/sh", "-c", MAKE], {
    input: JSON.stringify(configuration),
    limit: 180,
  });
  return Buffer.from(printed.trim(), "base64");
}
