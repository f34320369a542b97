// For who writes rules of their own, or judges what somebody else synthesized.
export type { Json, JsonObject } from "../server";
export { type Accompanying, ALONE, evidenceOfConfiguration } from "./adapters/configuration";
export {
  evidenceOfPlan,
  type PlannedModule,
  type PlannedResource,
  type ShownByTerraform,
} from "./adapters/plan";
export {
  type AssertionOptions,
  absent,
  atLeast,
  atMost,
  fits,
  is,
  isNot,
  names,
  oneOf,
  present,
} from "./engine/assertions";
export type { Attestation } from "./engine/attestation";
export { type Judgement, type JudgeOptions, judge } from "./engine/judge";
export type { Limits } from "./engine/limits";
export type { NamedRelaxation } from "./engine/named-relaxation";
export {
  fail,
  notApplicable,
  type Observation,
  pass,
  passIf,
  type Said,
  unknown,
} from "./engine/observation";
export type { OrganisationPolicy } from "./engine/organisation-policy";
export { definePack, type Pack } from "./engine/pack";
export type { Profile } from "./engine/profile";
export type { Result } from "./engine/result";
export {
  type Controls,
  defineRule,
  type Rule,
  type RuleContext,
  type RuleDefinition,
  type Subject,
} from "./engine/rule";
export { missing, nodeGroups, onHost, stackWithVault } from "./engine/subjects";
export type { Severity, Verdict } from "./engine/verdict";
export type { Waiver } from "./engine/waiver";
export type { Evidence } from "./evidence/evidence";
export type { Part, Reference } from "./evidence/expression";
export { Host, type HostAttributes, type HostFile } from "./evidence/host";
export { NodeGroup } from "./evidence/node-group";
export { Resource, type ResourceAttributes } from "./evidence/resource";
export { Resources } from "./evidence/resources";
export type { UserData } from "./evidence/user-data";
export { Value } from "./evidence/value";
export { vaultResources } from "./evidence/vault-resources";
export type { ServerFile } from "./host/server-file";
export { DEFAULT_PROFILE, PROFILES } from "./profiles/profiles";
export { RULES } from "./rules/catalogue";
export { rulesNamed } from "./rules/named";
export { type CatalogueEntry, RESERVED } from "./rules/reserved";
export { PARTS_TO_COME, waitsFor } from "./rules/to-come";
export type { Hardening } from "./stack/hardening";
export { VaultHardening, type VaultHardeningProps } from "./stack/vault-hardening";
export { type WaiverProps, waive } from "./stack/waive";
