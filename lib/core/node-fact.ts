/**
 * Values that the files of a node need but that nobody knows when the files are rendered.
 *
 * A fact stands in a rendered file as `@NAME@`; the node fills it in when it boots. Facts of the instance come from
 * its metadata (IMDSv2), facts of the deployment from the user data, where Terraform put them. Because of this the
 * bundle's bytes do not depend on anything that Terraform learns only at apply.
 */
export const NodeFact = {
  /** `i-0123456789abcdef0`; from the metadata. */
  instanceId: "@INSTANCE_ID@",
  /** Private address of the primary interface; from the metadata. */
  localIpv4: "@LOCAL_IPV4@",
  /** `eu-central-1a`; from the metadata. */
  availabilityZone: "@AVAILABILITY_ZONE@",
  /** `eu-central-1`; from the user data. */
  awsRegion: "@AWS_REGION@",
  /** ARN of the key that seals Vault; from the user data. */
  sealKeyArn: "@SEAL_KEY_ARN@",
} as const;
