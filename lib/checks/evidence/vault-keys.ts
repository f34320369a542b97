import type { Evidence } from "./evidence";
import { NodeGroup } from "./node-group";
import { speaksOf, statementsOf } from "./policy";
import type { Resource } from "./resource";
import { Value } from "./value";
import { vaultResources } from "./vault-resources";

const KEYS = ["aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key"];

/** Places where a resource says which key encrypts it. */
const USES: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_launch_template", "block_device_mappings"],
  ["aws_instance", "root_block_device"],
  ["aws_instance", "ebs_block_device"],
  ["aws_ebs_volume", "kms_key_id"],
  ["aws_cloudwatch_log_group", "kms_key_id"],
  ["aws_s3_bucket_server_side_encryption_configuration", "rule"],
  ["aws_sns_topic", "kms_master_key_id"],
  ["aws_secretsmanager_secret", "kms_key_id"],
  ["aws_ssm_document", "content"],
  ["aws_ssm_parameter", "key_id"],
  ["aws_s3_bucket", "server_side_encryption_configuration"],
  ["aws_s3_object", "kms_key_id"],
];

/** Every key that something of Vault is encrypted with. */
export function vaultKeys(evidence: Evidence): readonly Resource[] {
  let keys = KNOWN.get(evidence);
  if (keys === undefined) {
    keys = find(evidence);
    KNOWN.set(evidence, keys);
  }
  return keys;
}

const KNOWN = new WeakMap<Evidence, readonly Resource[]>();

function find(evidence: Evidence): readonly Resource[] {
  const used = keyUses(evidence).map(({ key }) => key);
  return [...new Set([...sealKeys(evidence), ...keysInUserData(evidence), ...used])];
}

/** Something of Vault that is encrypted with a key. */
export interface KeyUse {
  readonly key: Resource;
  readonly user: Resource;
}

/** What is encrypted with which key, the seal apart. */
export function keyUses(evidence: Evidence): readonly KeyUse[] {
  let uses = USED.get(evidence);
  if (uses === undefined) {
    uses = usesIn(evidence);
    USED.set(evidence, uses);
  }
  return uses;
}

const USED = new WeakMap<Evidence, readonly KeyUse[]>();

function usesIn(evidence: Evidence): readonly KeyUse[] {
  const resources = vaultResources(evidence);
  return USES.flatMap(([type, attribute]) =>
    resources
      .ofType(type)
      .flatMap((user) => keysNamedIn(user.at(attribute), evidence).map((key) => ({ key, user }))),
  );
}

/** Keys that user data hands to the nodes, for the seal or for something else. */
function keysInUserData(evidence: Evidence): readonly Resource[] {
  return NodeGroup.of(evidence).flatMap(({ userData }) =>
    keysNamedIn(new Value("user_data", userData?.text), evidence),
  );
}

/**
 * Keys that Vault is sealed with: those that the nodes may encrypt and decrypt with and that user data names; if these are
 * not the same, both. None where the nodes may use so only keys that are no resource of the stack. Where they may use
 * none, those that user data names.
 */
export function sealKeys(evidence: Evidence): readonly Resource[] {
  let keys = SEALING.get(evidence);
  if (keys === undefined) {
    keys = sealing(evidence);
    SEALING.set(evidence, keys);
  }
  return keys;
}

const SEALING = new WeakMap<Evidence, readonly Resource[]>();

function sealing(evidence: Evidence): readonly Resource[] {
  const { resources } = evidence;
  const groups = NodeGroup.of(evidence);
  const named = keysInUserData(evidence);
  const grants = groups.flatMap(({ roles }) => roles).flatMap((role) => sealingGrants(role, evidence));
  const usable = grants.flatMap((resources) => keysNamedIn(new Value("Resource", resources), evidence));
  const both = named.filter((key) => usable.includes(key));
  const found =
    both.length > 0 ? both : grants.length === 0 ? named : usable.length === 0 ? [] : [...named, ...usable];
  const replicas = resources
    .ofType("aws_kms_replica_key", "aws_kms_replica_external_key")
    .filter((replica) =>
      keysNamedIn(replica.at("primary_key_arn"), evidence).some((key) => found.includes(key)),
    );
  return [...new Set([...found, ...replicas])];
}

/** What a role may both encrypt and decrypt with, as its policies name it. */
function sealingGrants(role: Resource, { resources }: Evidence): readonly (readonly string[] | undefined)[] {
  return resources
    .naming(role, "aws_iam_role_policy", "role")
    .flatMap((policy) =>
      (statementsOf(policy.at("policy"), resources) ?? [])
        .filter(
          (statement) =>
            statement.effect === "Allow" &&
            speaksOf(statement, "kms:Encrypt") &&
            speaksOf(statement, "kms:Decrypt"),
        )
        .map((statement) => statement.resources),
    );
}

function keysNamedIn(value: Value, { resources }: Evidence): readonly Resource[] {
  return resources.namedBy(value).flatMap((resource) => {
    if (KEYS.includes(resource.type)) return [resource];
    return resource.type === "aws_kms_alias" ? resources.namedBy(resource.at("target_key_id"), ...KEYS) : [];
  });
}
