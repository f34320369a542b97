import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";
import { ENTRY_SCRIPT } from "./entry-script";

/** When a machine that is no node ends, in minutes, and the metric that tells that its errand came to nothing. */
export interface MachineEnd {
  readonly endsAfter: number;
  readonly failure: { readonly namespace: string; readonly metric: string };
}

/** What user data needs to fetch, check and run the bundle. */
export interface UserDataInput {
  /** Name of the bucket; may be a token. */
  readonly bucket: string;
  /** Key of the archive. */
  readonly key: string;
  /** Exact version of the archive; may be a token. */
  readonly versionId: string;
  /** Region of the bucket; may be a token. */
  readonly region: string;
  /** SHA-256 of the archive; a literal. */
  readonly sha256: string;
  /** Whom to tell that this machine does not become a node; or, for one that is none, after how many minutes it ends. */
  readonly launch: { readonly groupName: string; readonly hookName: string } | MachineEnd;
  /** Facts: name to value, tokens welcome, never a secret. */
  readonly facts: Readonly<Record<string, string>>;
}

/** EC2 takes 16 KB; what is long belongs into the bundle. */
const LIMIT = 4096;
/** What a value that Terraform fills in may take: no ARN of ours is longer. */
const TOKEN_LENGTH = 128;

/**
 * The script that an instance runs once: it fetches the bundle by exact version, checks its sum, unpacks it on disk
 * (`/run` is memory, and small) and runs its one entry script. It holds no secret and nothing that needs review twice.
 *
 * Neither `\${` nor `%{` is used, because Terraform would read them.
 *
 * @throws USER_DATA_TOO_LONG, LITERAL_REQUIRED, SETTING_INVALID
 */
export function renderUserData(input: UserDataInput): string {
  requireLiteral("the sum of the node bundle", input.sha256);
  const facts = Object.entries(input.facts).map(fact);
  const text = `#!/bin/sh
set -eu
umask 077
export AWS_METADATA_SERVICE_TIMEOUT=5 AWS_METADATA_SERVICE_NUM_ATTEMPTS=5
${whenGivenUp(input)}fail() {
  echo "hardened-vault: FAILED: $1; this machine is not a Vault node" >&2
  echo "hardened-vault: FAILED: $1; this machine is not a Vault node" >/dev/console || true
  logger --tag hardened-vault --priority daemon.err -- "FAILED: $1" || true
  give_up || true
  exit 1
}
mkdir -p /etc/hardened-vault /var/lib/hardened-vault
cat >/etc/hardened-vault/deployment.env <<'FACTS'
${facts.join("\n")}
FACTS
staging=$(mktemp -d /var/lib/hardened-vault/bundle.XXXXXX)
trap 'rm -rf "$staging"' EXIT
try=0
until aws s3api get-object --region ${quote(input.region)} --bucket ${quote(input.bucket)} --key ${quote(input.key)} --version-id ${quote(input.versionId)} "$staging/bundle.tar" >/dev/null; do
  try=$((try + 1))
  [ "$try" -lt 10 ] || fail "the node bundle could not be fetched from S3"
  sleep 6
done
echo "${input.sha256}  $staging/bundle.tar" | sha256sum --check --quiet || fail "the node bundle is not the one that was deployed"
mkdir "$staging/root"
tar --extract --no-same-owner --file "$staging/bundle.tar" --directory "$staging/root" || fail "the node bundle cannot be unpacked"
sh "$staging/root${ENTRY_SCRIPT}" "$staging/root" || fail "the entry script ended with an error"
`;
  const length = Buffer.byteLength(text.replaceAll(/\$\{[^}]*\}/g, "x".repeat(TOKEN_LENGTH)));
  if (length < LIMIT) return text;
  throw new HardenedVaultError({
    code: "USER_DATA_TOO_LONG",
    message: "the user data of a node is too long",
    got: `${length} bytes`,
    expected: `less than ${LIMIT} bytes; a value that only Terraform knows counts as ${TOKEN_LENGTH}`,
    repair: "hand over fewer or shorter facts; what is known at synthesis belongs into a file of the bundle",
  });
}

/** What ends a machine that did not become what it should. */
function whenGivenUp({ launch, region }: UserDataInput): string {
  if ("endsAfter" in launch) {
    return `# Whatever happens, this machine does not outlive its errand.
shutdown -P +${launch.endsAfter}
give_up() {
  timeout 60 aws cloudwatch put-metric-data --region ${quote(region)} --namespace ${quote(launch.failure.namespace)} --metric-name ${quote(launch.failure.metric)} --unit Count --value 1 || true
  shutdown -P now
}
`;
  }
  return `# The launch hook hears of it at once; without an answer from anybody, its own time limit ends it.
give_up() {
  token=$(curl --silent --fail --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token) &&
    id=$(echo "header = \\"X-aws-ec2-metadata-token: $token\\"" | curl --silent --fail --max-time 5 --config - http://169.254.169.254/latest/meta-data/instance-id) &&
    aws autoscaling complete-lifecycle-action --region ${quote(region)} --auto-scaling-group-name ${quote(launch.groupName)} --lifecycle-hook-name ${quote(launch.hookName)} --instance-id "$id" --lifecycle-action-result ABANDON
}
`;
}

function fact([name, value]: readonly [string, string]): string {
  // One line each: the file is read by shells and by systemd, and a line of its own would end the here-document.
  if (/^[A-Z][A-Z0-9_]*$/.test(name) && !/\p{Cc}/u.test(value)) return `${name}=${quote(value)}`;
  throw new HardenedVaultError({
    code: "SETTING_INVALID",
    message: "a fact of the deployment needs a plain name and a value of one line",
    got: { [name]: value },
    expected: "a name such as SEAL_KEY_ARN, and a value without line breaks or control characters",
    repair: "put longer texts into a file of the bundle",
  });
}

/** Quotes a value for a POSIX shell. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
