import type { Cidr } from "../core/cidr";
import { type Fields, renderFields } from "./fields";
import type { JsonObject } from "./json";
import type { Relaxable } from "./relaxable";
import { listOf, network, on, oneOf, text, whole } from "./rules";
import { refused, type Scope, within } from "./scope";

/** Takes the client's address from the PROXY protocol (rule CFG-06). */
export interface ProxyProtocol {
  /**
   * What happens to connections from elsewhere: `deny_unauthorized` drops them, `allow_authorized` takes their own
   * address. `use_always`, which believes anybody, does not exist here.
   */
  readonly behavior: "deny_unauthorized" | "allow_authorized";
  /** The networks of the load balancer, and nothing else. */
  readonly authorizedAddrs: readonly Cidr[];
}

/** Takes the client's address from `X-Forwarded-For` (rule CFG-06). Only behind a proxy that speaks HTTP. */
export interface XForwardedFor {
  /** The networks of the proxies that may set the header, and nothing else. */
  readonly authorizedAddrs: readonly Cidr[];
  /** How many addresses to skip from the right: 0 to 16. @default - Vault's own: 0 */
  readonly hopSkips?: number;
  /** Refuses requests without the header. @default true (audit logs must show real addresses) */
  readonly rejectNotPresent?: Relaxable<boolean>;
  /** Refuses requests with the header from elsewhere. @default true (audit logs must show real addresses) */
  readonly rejectNotAuthorized?: Relaxable<boolean>;
  /** Header with the client's certificate. Prefer to pass TLS through. @default - none */
  readonly clientCertHeader?: string;
  /** How that header is encoded, decoders with commas: `URL,BASE64,DER`. @default - Vault's own: none */
  readonly clientCertHeaderDecoders?: string;
}

export const PROXY_PROTOCOL_FIELDS: Fields<ProxyProtocol> = {
  behavior: {
    key: "proxy_protocol_behavior",
    rule: oneOf("deny_unauthorized", "allow_authorized"),
    required: true,
  },
  authorizedAddrs: { key: "proxy_protocol_authorized_addrs", rule: listOf(network, 1), required: true },
};

export const X_FORWARDED_FOR_FIELDS: Fields<XForwardedFor> = {
  authorizedAddrs: { key: "x_forwarded_for_authorized_addrs", rule: listOf(network, 1), required: true },
  hopSkips: { key: "x_forwarded_for_hop_skips", rule: whole(0, 16) },
  rejectNotPresent: { key: "x_forwarded_for_reject_not_present", rule: on, fallback: true },
  rejectNotAuthorized: { key: "x_forwarded_for_reject_not_authorized", rule: on, fallback: true },
  clientCertHeader: {
    key: "x_forwarded_for_client_cert_header",
    rule: text(/^[A-Za-z0-9-]+$/, "a header's name: letters, digits and -"),
  },
  clientCertHeaderDecoders: {
    key: "x_forwarded_for_client_cert_header_decoders",
    rule: text(
      /^(URL|BASE64|DER)(,(URL|BASE64|DER))*$/,
      "URL, BASE64 and DER with commas, in the order of decoding",
    ),
  },
};

/** Writes `proxyProtocol` as settings of the listener. */
export function renderProxyProtocol(scope: Scope, props: ProxyProtocol): JsonObject {
  return renderFields(scope, PROXY_PROTOCOL_FIELDS, props);
}

/** Writes `xForwardedFor` as settings of the listener. */
export function renderXForwardedFor(scope: Scope, props: XForwardedFor): JsonObject {
  const written = renderFields(scope, X_FORWARDED_FOR_FIELDS, props);
  if (props.clientCertHeaderDecoders !== undefined && props.clientCertHeader === undefined) {
    throw refused(
      within(scope, "x_forwarded_for_client_cert_header_decoders"),
      props.clientCertHeaderDecoders,
      "x_forwarded_for_client_cert_header beside it",
    );
  }
  return written;
}
