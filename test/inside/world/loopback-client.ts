import { readFileSync } from "node:fs";
import { Agent, request as securely } from "node:https";
import type { KeyPair } from "../../boot/authorities";
import type { Json, VaultAnswer, VaultClient } from "../vault-client";

/** A client with a certificate, by the name that the cluster has. */
export class LoopbackClient implements VaultClient {
  public constructor(
    private readonly agent: Agent,
    private readonly token = "",
  ) {}

  /** A client that shows a certificate. */
  public static with(authority: string, { certificate, key }: KeyPair): LoopbackClient {
    const read = (file: string) => readFileSync(file, "utf8");
    return new LoopbackClient(
      new Agent({ ca: read(authority), cert: read(certificate), key: read(key), keepAlive: true }),
    );
  }

  public as(token: string): LoopbackClient {
    return new LoopbackClient(this.agent, token);
  }

  public try(method: string, path: string, body?: object): Promise<VaultAnswer> {
    return new Promise((resolve) => {
      const request = securely(
        {
          agent: this.agent,
          host: "vault.corp.example",
          port: 8200,
          method,
          path: `/v1/${path}`,
          headers: this.token === "" ? {} : { "X-Vault-Token": this.token },
          timeout: 30_000,
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
          );
        },
      );
      request.once("timeout", () => request.destroy(new Error("no answer within 30 s")));
      request.once("error", (error) => resolve({ status: 0, body: error.message }));
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  public async must(method: string, path: string, body?: object): Promise<Json> {
    const answer = await this.try(method, path, body);
    if (answer.status >= 200 && answer.status < 300) {
      return answer.body === "" ? {} : (JSON.parse(answer.body) as Json);
    }
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  }
}
