/** A policy document. */
export interface Document {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Who calls. */
export interface Principal {
  /** ARN of a role, or the name of a service; absent for anonymous requests. */
  readonly name?: string;
  readonly accountId: string;
  /** Policies of the identity. */
  readonly policies: Readonly<Record<string, Document>>;
  /** Who assumes the role, so that its own trust policy is what lets it be assumed. */
  readonly assumedBy?: { readonly service: string; readonly source?: string } | "account";
}

/** What is called upon. */
export interface Target {
  readonly arn: string;
  readonly accountId: string;
  /** Policy of the resource; for a role, who may assume it. */
  readonly policy?: Document;
}
