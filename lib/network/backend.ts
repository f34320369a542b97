import { idOf } from "../aws/construct-id";
import { Cidr, refuseWorld } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";
import { requireDescription } from "./description";
import type { IBackend } from "./i-backend";

/** Properties of {@link Backend.tcp}. */
export interface BackendOptions {
  /** IPv4 network of the backend; a literal. */
  readonly cidr: string;
  /** TCP port, 1 to 65535. */
  readonly port: number;
  /** What it is, for example `PostgreSQL of the billing team`; shown on the rule. */
  readonly description: string;
}

/** A system that Vault itself must reach: a database, LDAP, an OIDC issuer. Nothing else is let out. */
export class Backend implements IBackend {
  /**
   * A backend on one TCP port.
   *
   * @throws CIDR_INVALID, CIDR_WORLD, SETTING_INVALID, LITERAL_REQUIRED
   */
  public static tcp(options: BackendOptions): Backend {
    const cidr = refuseWorld("a backend", Cidr.parse("a backend", options.cidr));
    requireLiteral("the port of a backend", options.port);
    if (cidr.version !== 4 || !Number.isInteger(options.port) || options.port < 1 || options.port > 65_535) {
      throw new HardenedVaultError({
        code: "SETTING_INVALID",
        message: "a backend needs an IPv4 network and a port",
        got: options,
        expected: "an IPv4 network and a port from 1 to 65535",
        repair: "name the one port that Vault connects to",
      });
    }
    return new Backend(cidr, options.port, requireDescription("a backend", options.description));
  }

  private constructor(
    /** Where it is. */
    public readonly cidr: Cidr,
    /** Its TCP port. */
    public readonly port: number,
    /** What it is. */
    public readonly description: string,
  ) {}

  /** Names the rule's construct. */
  public get id(): string {
    return idOf(`${this.cidr.text}-${this.port}`);
  }
}
