/** How a client connects. */
export interface Connection {
  readonly address: string;
  readonly port: number;
  /** Name that the server's certificate must carry. */
  readonly servername: string;
  /** PEM of the authorities that the client trusts. */
  readonly authorities: string;
  /** The client's own certificate and key, in PEM. @default - none */
  readonly certificate?: { readonly certificate: string; readonly key: string };
  readonly minVersion?: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  readonly maxVersion?: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** Milliseconds for the whole exchange. @default 3000 */
  readonly limit?: number;
  /** Which of its own addresses it comes from. @default - the only one */
  readonly from?: string;
  /** Whether the server's certificate matters. @default true */
  readonly verify?: boolean;
}

/** A request of a client. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of it. */
export interface ClientAnswer {
  /** Status of the answer; 0 when there was none. */
  readonly status: number;
  readonly body: string;
  /** Why there was no answer: a code of the system or of TLS. */
  readonly error?: string;
  /** Serial number of the server's certificate, once the handshake was done. */
  readonly serial?: string;
}

/** What an agent is asked. */
export type ToAgent =
  | {
      readonly kind: "ask";
      readonly id: number;
      readonly connection: Connection;
      readonly request: ClientRequest;
    }
  | {
      readonly kind: "load";
      readonly connections: readonly Connection[];
      readonly token: string;
      readonly path: string;
    }
  | { readonly kind: "stop" };

/** A write under load, with when it was answered, in milliseconds since the epoch. */
export interface Write {
  readonly number: number;
  readonly at: number;
  readonly status: number;
  readonly error?: string;
}

/** What an agent tells. */
export type FromAgent =
  | { readonly kind: "answer"; readonly id: number; readonly answer: ClientAnswer }
  | { readonly kind: "writes"; readonly writes: readonly Write[] };
