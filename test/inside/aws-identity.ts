import { readFileSync } from "node:fs";
import * as path from "node:path";
import settings from "../../examples/production/settings.json";
import { ROOT } from "../boot/cache";
import { ACCOUNT, type Emulators, REGION } from "../terraform/emulators";
import type { Json, VaultClient } from "./vault-client";

/** AWS roles of the emulated account, and their logins at Vault. */
export class AwsIdentity {
  public constructor(
    private readonly emulators: Emulators,
    private readonly folder: string,
  ) {}

  /** Makes roles. */
  public make(...names: readonly string[]): Promise<void> {
    return this.run("make", ...names);
  }

  /** Credentials of a role, as variables of the environment. */
  public session(name: string): Promise<Readonly<Record<string, string>>> {
    return this.read("session", name);
  }

  /**
   * Logs in to a role of Vault's AWS method as an AWS role; throws where Vault refuses.
   *
   * @param header name of the server that the login is signed for
   */
  public async login(
    client: VaultClient,
    role: string,
    awsRole: string,
    header: string = settings.domainName,
  ): Promise<Json> {
    const signed = await this.read("login", awsRole, header);
    return client.must("POST", "auth/aws/login", { role, ...signed });
  }

  private async read(what: string, ...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const out = path.join(this.folder, "identity.json");
    await this.run(what, ...args, out);
    return JSON.parse(readFileSync(out, "utf8"));
  }

  private run(...args: readonly string[]): Promise<void> {
    const script = path.join(ROOT, "test/inside/world/identity.py");
    return this.emulators.python(script, [this.emulators.endpoints.sts ?? "", ACCOUNT, REGION, ...args]);
  }
}
