import type { Endpoint } from "../network/applied";

/** Credentials of a role, as STS gave them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: string;
}

/** Where an instance is in its life, as Auto Scaling calls it. */
export type LifecycleState =
  | "Pending:Wait"
  | "Pending:Proceed"
  | "InService"
  | "Terminating:Wait"
  | "Terminating:Proceed";

/** An instance as metadata and gateway see it. */
export interface Instance {
  readonly id: string;
  readonly address: string;
  readonly mac: string;
  readonly subnetCidr: string;
  readonly zone: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly role: string;
  readonly instanceProfileArn: string;
  readonly credentials: Credentials;
  /** Base64, as the launch template has it. */
  readonly userData: string;
  /** Block device mapping: `ebs1` to `sdd`. */
  readonly blockDevices: Readonly<Record<string, string>>;
  readonly tagsInMetadata: Readonly<Record<string, string>> | undefined;
  readonly state: LifecycleState;
  readonly lifecycleToken: string;
}

/** How long a slow service waits, in milliseconds; Vault's own client of the metadata gives up after a second. */
export const SLOW = 700;

/** What goes wrong on purpose. */
export interface Fault {
  /** Service as in the endpoint's name, `metadata`, or `time`, which is silent whatever the kind. */
  readonly service: string;
  /**
   * `reset` closes the connection, `hang` never answers, `deny` refuses as AWS does, `slow` waits {@link SLOW} first,
   * a number is answered as status.
   */
  readonly kind: "reset" | "hang" | "deny" | "slow" | number;
  /** Address of the machine that it concerns. @default - all */
  readonly source?: string;
  /** Region whose service it is. @default - all */
  readonly region?: string;
}

/** What the edge is told at its start. */
export interface EdgeSettings {
  readonly region: string;
  readonly account: string;
  readonly endpoints: readonly Endpoint[];
  readonly certificate: { readonly certificate: string; readonly key: string };
  /** Unix sockets of the emulators, and the authority of the one that speaks TLS. */
  readonly emulators: { readonly moto: string; readonly ministack: string; readonly authority: string };
  /** Services that moto answers; ministack answers the others. */
  readonly moto: readonly string[];
  readonly group: string;
  /** Hooks of the group: state in which they hold an instance, to name. */
  readonly hooks: { readonly launch: string; readonly termination: string };
  /** File for a line of JSON per call. */
  readonly log: string;
}

/** What the edge is told while it runs; each replaces what it was told before. */
export type ToEdge =
  | { readonly kind: "settings"; readonly settings: EdgeSettings }
  | { readonly kind: "instances"; readonly instances: readonly Instance[] }
  | { readonly kind: "faults"; readonly faults: readonly Fault[] };

/** What the edge tells. */
export type FromEdge =
  | { readonly kind: "ready" }
  | { readonly kind: "completed"; readonly instance: string; readonly hook: string; readonly result: string };

/** A line of the edge's log. */
export interface LoggedCall {
  readonly time: string;
  /** Address that the call came from. */
  readonly source: string;
  /** Instance with that address. */
  readonly instance?: string;
  /** Service as in the endpoint's name; `metadata` for the metadata service. */
  readonly service: string;
  /** Region of the name that was called, where it has one. */
  readonly region?: string;
  readonly action: string;
  /** What the call names: an id, a name, an ARN, or bucket and key. */
  readonly resource: string;
  /** Keys of policies' conditions that the call itself brings. */
  readonly context?: Readonly<Record<string, string>>;
  readonly accessKey?: string;
  readonly role?: string;
  readonly status: number;
  readonly fault?: string;
}
