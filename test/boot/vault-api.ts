import type { ClientAnswer, Connection } from "./client/protocol";
import type { Node } from "./group";
import type { ClientName, Lab } from "./lab";

type Json = Readonly<Record<string, unknown>>;

/** Vault as a client of the test sees it: from its network, with its certificate, with its token. */
export class VaultApi {
  public constructor(
    private readonly lab: Lab,
    private readonly certificate: NonNullable<Connection["certificate"]>,
    private readonly token = "",
    private readonly from: ClientName = "application",
  ) {}

  /** The same client with a token. */
  public as(token: string): VaultApi {
    return new VaultApi(this.lab, this.certificate, token, this.from);
  }

  /** Asks, whatever the answer. */
  public try(
    method: string,
    path: string,
    body?: object,
    to: Node | "balancer" = "balancer",
  ): Promise<ClientAnswer> {
    return this.lab
      .client(this.from)
      .ask(this.lab.connection(to, { certificate: this.certificate, limit: 10_000 }), {
        method,
        path: `/v1/${path}`,
        headers: this.token === "" ? {} : { "X-Vault-Token": this.token },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
  }

  /** Asks, and expects to be served. */
  public async must(method: string, path: string, body?: object): Promise<Json> {
    const answer = await this.try(method, path, body);
    if (answer.status >= 200 && answer.status < 300)
      return answer.body === "" ? {} : (JSON.parse(answer.body) as Json);
    throw new Error(`${method} ${path}: ${answer.status} ${answer.error ?? answer.body}`);
  }

  /** A root token from recovery shares, as operators make one when everything else is lost. */
  public async generateRoot(shares: readonly string[]): Promise<string> {
    const { nonce, otp } = (await this.must("PUT", "sys/generate-root/attempt", {})) as {
      nonce: string;
      otp: string;
    };
    let encoded = "";
    for (const key of shares) {
      const state = await this.must("PUT", "sys/generate-root/update", { key, nonce });
      encoded = String(state.encoded_token ?? "");
    }
    const bytes = Buffer.from(encoded, "base64");
    const token = Buffer.from(bytes.map((byte, index) => byte ^ otp.charCodeAt(index))).toString("utf8");
    if (token === "") throw new Error("the shares were not enough for a root token");
    return token;
  }
}
