export { AccessLogBucket, type AccessLogBucketProps } from "./aws/access-log-bucket";
export type { AwsProviderProps } from "./aws/account";
export {
  ArtifactBucket,
  type ArtifactBucketAttributes,
  type ArtifactBucketProps,
  type IArtifactBucket,
} from "./aws/artifact-bucket";
export { EncryptionKey, type EncryptionKeyProps, KeyUse } from "./aws/encryption-key";
export type { IEncryptionKey } from "./aws/i-encryption-key";
export { Protection } from "./aws/protection";
export type { Peer, SecurityRule } from "./aws/security-group";
export { ClusterLife, type ClusterLifeGrants, type ClusterLifeProps } from "./bootstrap/cluster-life";
export { Initialization } from "./bootstrap/initialization";
export { Operators, type PgpOperators } from "./bootstrap/operators";
export type { PublicKey } from "./bootstrap/public-keys";
export type { Accompanying } from "./checks/adapters/configuration";
export type { PlannedModule, PlannedResource, ShownByTerraform } from "./checks/adapters/plan";
export type { AssertionOptions } from "./checks/engine/assertions";
export type { Attestation } from "./checks/engine/attestation";
export type { Judgement, JudgeOptions } from "./checks/engine/judge";
export type { Limits } from "./checks/engine/limits";
export type { NamedRelaxation } from "./checks/engine/named-relaxation";
export type { Observation, Said } from "./checks/engine/observation";
export type { OrganisationPolicy } from "./checks/engine/organisation-policy";
export type { Pack } from "./checks/engine/pack";
export type { Profile } from "./checks/engine/profile";
export type { Result } from "./checks/engine/result";
export type { Controls, Rule, RuleContext, RuleDefinition, Subject } from "./checks/engine/rule";
export type { Severity, Verdict } from "./checks/engine/verdict";
export type { Waiver } from "./checks/engine/waiver";
export type { Evidence } from "./checks/evidence/evidence";
export type { Part, Reference } from "./checks/evidence/expression";
export type { Host, HostAttributes, HostFile } from "./checks/evidence/host";
export type { NodeGroup } from "./checks/evidence/node-group";
export type { Resource, ResourceAttributes } from "./checks/evidence/resource";
export type { Resources } from "./checks/evidence/resources";
export type { UserData } from "./checks/evidence/user-data";
export type { Value } from "./checks/evidence/value";
export type { ServerFile } from "./checks/host/server-file";
export type { Hardening } from "./checks/stack/hardening";
export { VaultHardening, type VaultHardeningProps } from "./checks/stack/vault-hardening";
export { type WaiverProps, waive } from "./checks/stack/waive";
export { HardenedVault } from "./cluster/hardened-vault";
export type { Configurator, HardenedVaultProps } from "./cluster/hardened-vault-props";
export type { IVaultNodes } from "./compute/i-vault-nodes";
export type { NodeVolumes } from "./compute/launch-template";
export { MachineImage } from "./compute/machine-image";
export { NodeBundle, type NodeBundleProps } from "./compute/node-bundle";
export { NodeRole, type NodeRoleProps } from "./compute/node-role";
export { RestoreDrill, type RestoreDrillProps } from "./compute/restore-drill";
export { VaultEndpoint, type VaultEndpointProps } from "./compute/vault-endpoint";
export { type NodeOptions, VaultNodes, type VaultNodesProps } from "./compute/vault-nodes";
export type { IReferableVault, VaultReferenceAttributes } from "./configuration/i-referable-vault";
export { Cidr } from "./core/cidr";
export { Duration } from "./core/duration";
export { HardenedVaultError, type Located, type Problem, type ProblemCode } from "./core/errors";
export { NodeFact } from "./core/node-fact";
export type { Reasoned } from "./core/reason";
export { Size } from "./core/size";
export type { MachineEnd, NodeFile } from "./host";
export { AlarmReceivers, type AlarmReceiversContext } from "./monitoring/alarm-receivers";
export { AlarmTopic, type AlarmTopicProps } from "./monitoring/alarm-topic";
export type { IAlarmTopic } from "./monitoring/i-alarm-topic";
export { KeyTampering, type KeyTamperingProps } from "./monitoring/key-tampering";
export { Backend, type BackendOptions } from "./network/backend";
export { type ClientCidrs, ClientNetwork } from "./network/client-network";
export type { EndpointService } from "./network/endpoint-service";
export type { IBackend } from "./network/i-backend";
export type { IClientNetwork } from "./network/i-client-network";
export type { IVaultNetwork, PrivateZone, VaultSubnet } from "./network/i-vault-network";
export type { SubnetAttributes, VaultNetworkAttributes } from "./network/imported-network";
export { type NetworkOptions, VaultNetwork, type VaultNetworkProps } from "./network/vault-network";
export { type Principals, policyVariable, renderPolicy, type Statement } from "./policy/document";
export type { ReleaseArtifact } from "./release/artifact";
export type { Architecture } from "./release/i-architecture";
export {
  type ReleaseLocation,
  ReleaseSource,
  type ReleaseSourceContext,
  type S3MirrorOptions,
} from "./release/release-source";
export { type ReleaseFileOptions, VaultRelease, type VaultReleaseProps } from "./release/vault-release";
export type { ISealKey, SealKeyGrants } from "./seal/i-seal-key";
export { type AwsKmsSealOptions, Seal, type SealBinding, type SealContext } from "./seal/seal";
export { SealKey, type SealKeyAttributes, type SealKeyProps } from "./seal/seal-key";
export type {
  AwsAutoJoin,
  AwsKmsSeal,
  ExtraSettings,
  Json,
  JsonObject,
  LicenseReporting,
  ListenerInflightRequestsLogging,
  ListenerOptions,
  ListenerProfiling,
  ListenerTelemetry,
  LockoutPolicy,
  LogLevel,
  ProxyProtocol,
  RaftStorage,
  Relaxable,
  Relaxation,
  Relaxed,
  Reporting,
  ResponseHeaders,
  RetryJoin,
  SealStanza,
  ServerOptions,
  ServerSettings,
  Storage,
  Telemetry,
  TlsVersion,
  UnauthenticatedEndpoint,
  UserLockout,
  XForwardedFor,
} from "./server";
export type { VaultEdition } from "./server/release-floors";
export { SessionAccess, type SessionAccessProps, type SessionGrants } from "./sessions/session-access";
export type { RestoreDrillOptions } from "./snapshots/drill-options";
export { SnapshotLock } from "./snapshots/snapshot-lock";
export type { SnapshotOptions } from "./snapshots/snapshot-options";
export { SnapshotSchedule, type SnapshotScheduleProps } from "./snapshots/snapshot-schedule";
export { ClientCertificates, type RequiredClientCertificates } from "./tls/client-certificates";
export {
  type PrivateCaOptions,
  type SecretsManagerOptions,
  ServerCertificates,
  type ServerCertificatesBinding,
} from "./tls/server-certificates";
