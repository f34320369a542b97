import { ACCOUNT } from "../../terraform/emulators";
import type { Principal } from "../parties";
import type { Trial } from "../trial";

/** Services that the enforcing emulator hosts. */
const SERVICES: ReadonlySet<string> = new Set([
  "events",
  "iam",
  "kms",
  "logs",
  "route53",
  "s3",
  "secretsmanager",
  "sns",
  "sqs",
  "sts",
]);

/** Permissions that are no call of their own, or that the emulator asks for under another name. */
const NOT_CALLS: ReadonlySet<string> = new Set([
  "iam:PassRole",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "s3:BypassGovernanceRetention",
  "s3:GetObjectVersionAcl",
  "s3:GetObjectVersionForReplication",
  "s3:GetObjectVersionTagging",
  "s3:PutReplicationConfiguration",
  "s3:ReplicateDelete",
  "s3:ReplicateObject",
  "s3:ReplicateTags",
]);

/**
 * Whether the emulator can judge a trial: a call of a service that it hosts, without keys that only AWS adds to a
 * request. Services can be tried where they assume a role, and nowhere else; see `ministack_additions.py`.
 */
export function isHosted(
  { action, when, through, destructive }: Trial,
  { name, accountId }: Principal,
): boolean {
  const [service] = action.split(":") as [string];
  if (!SERVICES.has(service) || NOT_CALLS.has(action) || through !== undefined || destructive === true)
    return false;
  // To it, resources of another account do not exist, except what is in S3.
  if (accountId !== ACCOUNT && service !== "s3" && service !== "sts") return false;
  if (name?.endsWith(".amazonaws.com") === true) return action === "sts:AssumeRole";
  return when === undefined;
}
