import { until } from "../../boot/command";
import type { VaultClient } from "../vault-client";

/** Who holds the one share of the seal, and may make a root token with it, as operators may together. */
export class Quorum {
  private constructor(
    private readonly client: VaultClient,
    private readonly share: string,
    /** The first root token: for the foundation alone. */
    public readonly firstRoot: string,
  ) {}

  /** Initialises and unseals. */
  public static async initialise(client: VaultClient): Promise<Quorum> {
    const made = await client.must("PUT", "sys/init", { secret_shares: 1, secret_threshold: 1 });
    const [share = ""] = made.keys_base64 as readonly string[];
    await client.must("PUT", "sys/unseal", { key: share });
    await until("Vault is active", 60, async () =>
      (await client.try("GET", "sys/health")).status === 200 ? true : undefined,
    );
    return new Quorum(client, share, String(made.root_token));
  }

  /** Makes a root token, gives it to somebody, and revokes it. */
  public async withRoot<T>(action: (root: VaultClient) => Promise<T>): Promise<T> {
    const { nonce, otp } = (await this.client.must("PUT", "sys/generate-root/attempt", {})) as {
      nonce: string;
      otp: string;
    };
    const { encoded_token: encoded } = await this.client.must("PUT", "sys/generate-root/update", {
      key: this.share,
      nonce,
    });
    const bytes = Buffer.from(String(encoded), "base64");
    const token = Buffer.from(bytes.map((byte, index) => byte ^ otp.charCodeAt(index))).toString("utf8");
    const root = this.client.as(token);
    try {
      return await action(root);
    } finally {
      await root.must("POST", "auth/token/revoke-self");
    }
  }
}
