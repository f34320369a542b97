export type { ProxyProtocol, XForwardedFor } from "./client-address";
export type { ExtraSettings } from "./extra-settings";
export {
  CLUSTER_TAG,
  type HardenedServerProps,
  hardenedServerConfiguration,
  SERVER_PORTS,
  type ServerSettings,
  TLS_FILES,
} from "./hardened";
export type { Json, JsonObject } from "./json";
export type {
  ListenerInflightRequestsLogging,
  ListenerOptions,
  ListenerProfiling,
  ListenerTelemetry,
  TcpListener,
  TlsVersion,
} from "./listener";
export type { RaftStorage, Storage } from "./raft";
export type { Relaxable, Relaxation, Relaxed } from "./relaxable";
export { relaxationsOf, renderServerConfiguration } from "./render";
export type { LicenseReporting, Reporting } from "./reporting";
export type { ResponseHeaders } from "./response-headers";
export type { AwsAutoJoin, RetryJoin } from "./retry-join";
export type { AwsKmsSeal, SealStanza } from "./seal-stanza";
export type {
  LogLevel,
  ServerConfiguration,
  ServerOptions,
  UnauthenticatedEndpoint,
} from "./server-configuration";
export type { ServerTarget } from "./settings-by-version";
export type { Telemetry } from "./telemetry";
export type { LockoutPolicy, UserLockout } from "./user-lockout";
