import { hostName, httpsOrigin } from "./addresses";
import { block, type Fields } from "./fields";
import { oneOf, path, type Rule, text, whole } from "./rules";
import { refused } from "./scope";

/**
 * How a node finds the others in AWS, by the tags of their instances. Needs `ec2:DescribeInstances`. The tag is only
 * a hint: the check of the leader's certificate decides whom the node joins (rule TLS-05).
 */
export interface AwsAutoJoin {
  /** Region of the instances: `eu-central-1`, or `NodeFact.awsRegion`. */
  readonly region: string;
  /** Name of the tag. */
  readonly tagKey: string;
  /** Value of the tag. */
  readonly tagValue: string;
  /** Which address of an instance to use. @default "private_v4" */
  readonly addrType?: "private_v4" | "private_v6";
  /** `https://` origin of an EC2 interface endpoint. @default - the Region's own name */
  readonly endpoint?: string;
}

/** Whom a node joins, and how it knows that it is the right one. Either `autoJoin` or `leaderApiAddr`. */
export interface RetryJoin {
  /** Finds the leader by instance tags. @default - leaderApiAddr is used */
  readonly autoJoin?: AwsAutoJoin;
  /** Scheme for found leaders; never http (rule TLS-05). @default "https" with autoJoin */
  readonly autoJoinScheme?: "https";
  /** Port of found leaders. @default - Vault's own: 8200 */
  readonly autoJoinPort?: number;
  /** Address of the leader: `https://…:8200`. @default - autoJoin is used */
  readonly leaderApiAddr?: string;
  /**
   * Name that the leader's certificate must carry. Required with autoJoin, which finds addresses, and certificates
   * rarely carry these (rule TLS-05).
   *
   * @default - the host of leaderApiAddr
   */
  readonly leaderTlsServername?: string;
  /** Path of the certificates of the CA that the leader's certificate must come from (rule TLS-05). */
  readonly leaderCaCertFile: string;
  /** Path of the certificate that the joining node shows. Needed where client certificates are required. @default - none */
  readonly leaderClientCertFile?: string;
  /** Path of the key of that certificate. @default - none */
  readonly leaderClientKeyFile?: string;
}

const word = text(/^[A-Za-z0-9_.:/@+-]+$/, "letters, digits and the signs _.:/@+-; no blanks and no quotes");

export const AUTO_JOIN_FIELDS: Fields<AwsAutoJoin> = {
  region: { key: "region", rule: word, required: true },
  tagKey: { key: "tag_key", rule: word, required: true },
  tagValue: { key: "tag_value", rule: word, required: true },
  addrType: { key: "addr_type", rule: oneOf("private_v4", "private_v6"), fallback: "private_v4" },
  endpoint: { key: "endpoint", rule: httpsOrigin },
};

const autoJoin: Rule<AwsAutoJoin> = (scope, props) => {
  const pairs = block(AUTO_JOIN_FIELDS)(scope, props) ?? {};
  return ["provider=aws", ...Object.entries(pairs).map(([key, value]) => `${key}=${value}`)].join(" ");
};

export const RETRY_JOIN_FIELDS: Fields<RetryJoin> = {
  autoJoin: { key: "auto_join", rule: autoJoin },
  autoJoinScheme: {
    key: "auto_join_scheme",
    rule: oneOf("https"),
    derive: (props) => (props.autoJoin === undefined ? undefined : "https"),
  },
  autoJoinPort: { key: "auto_join_port", rule: whole(1, 65_535) },
  leaderApiAddr: { key: "leader_api_addr", rule: httpsOrigin },
  leaderTlsServername: { key: "leader_tls_servername", rule: hostName },
  leaderCaCertFile: { key: "leader_ca_cert_file", rule: path, required: true },
  leaderClientCertFile: { key: "leader_client_cert_file", rule: path },
  leaderClientKeyFile: { key: "leader_client_key_file", rule: path },
};

export const retryJoin: Rule<RetryJoin> = (scope, props) => {
  const written = block(RETRY_JOIN_FIELDS)(scope, props);
  const discovered = props.autoJoin !== undefined;
  if (discovered === (props.leaderApiAddr !== undefined)) {
    throw refused(scope, Object.keys(props), "either auto_join or leader_api_addr");
  }
  if (discovered && props.leaderTlsServername === undefined) {
    throw refused(scope, undefined, "leader_tls_servername with auto_join, because certificates carry names");
  }
  if (!discovered && (props.autoJoinScheme !== undefined || props.autoJoinPort !== undefined)) {
    throw refused(scope, Object.keys(props), "auto_join_scheme and auto_join_port only with auto_join");
  }
  if ((props.leaderClientCertFile === undefined) !== (props.leaderClientKeyFile === undefined)) {
    throw refused(
      scope,
      Object.keys(props),
      "both leader_client_cert_file and leader_client_key_file, or neither",
    );
  }
  return written;
};
