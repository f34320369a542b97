import { requireEc2Id } from "../aws/arn";
import { idOf } from "../aws/construct-id";
import type { Peer } from "../aws/security-group";
import { Cidr, refuseWorld } from "../core/cidr";
import { HardenedVaultError } from "../core/errors";
import { requireLiteral } from "../core/tokens";
import { requireDescription } from "./description";
import type { IClientNetwork } from "./i-client-network";

/** Networks of a client that is named by a group or a list. */
export interface ClientCidrs {
  /**
   * The IPv4 networks that the members live in. The host firewall sees the clients' own addresses, so it needs them.
   */
  readonly cidrs: readonly string[];
  /** Who the clients are; shown on the rule. @default "Vault clients" */
  readonly description?: string;
}

/** Who may reach Vault's API. Never the whole internet. */
export class ClientNetwork implements IClientNetwork {
  /**
   * Clients in an IPv4 network.
   *
   * @param cidr `10.20.0.0/16`; a literal
   * @param description who the clients are; shown on the rule
   * @throws CIDR_INVALID, CIDR_WORLD, LITERAL_REQUIRED
   */
  public static cidr(cidr: string, description = "Vault clients"): ClientNetwork {
    const parsed = parse("a client", cidr);
    return new ClientNetwork({ cidrIpv4: parsed.text }, [parsed], description, idOf(parsed.text));
  }

  /**
   * Clients that are members of a security group.
   *
   * @param groupId `sg-…`; may be a token
   * @throws CLIENT_WITHOUT_CIDR
   */
  public static securityGroup(groupId: string, options: ClientCidrs): ClientNetwork {
    const description = options.description ?? "Vault clients";
    requireEc2Id("a client's security group", groupId, "sg");
    return new ClientNetwork(
      { referencedSecurityGroupId: groupId },
      parseAll("securityGroup", groupId, options.cidrs),
      description,
      idOf(groupId, description),
    );
  }

  /**
   * Clients whose networks are in a prefix list.
   *
   * @param prefixListId `pl-…`; may be a token
   * @throws CLIENT_WITHOUT_CIDR
   */
  public static prefixList(prefixListId: string, options: ClientCidrs): ClientNetwork {
    const description = options.description ?? "Vault clients";
    requireEc2Id("a client's prefix list", prefixListId, "pl");
    return new ClientNetwork(
      { prefixListId },
      parseAll("prefixList", prefixListId, options.cidrs),
      description,
      idOf(prefixListId, description),
    );
  }

  private constructor(
    /** The other side of the security group's rule. */
    public readonly peer: Peer,
    /** The networks that the host firewall admits. */
    public readonly cidrs: readonly Cidr[],
    /** Who the clients are. */
    public readonly description: string,
    /** Names the rule's construct. */
    public readonly id: string,
  ) {
    requireDescription("a client", description);
  }
}

function parse(what: string, text: string): Cidr {
  const cidr = refuseWorld(what, Cidr.parse(what, text));
  if (cidr.version === 4) return cidr;
  throw new HardenedVaultError({
    code: "CIDR_INVALID",
    message: `${what} must be an IPv4 network`,
    got: text,
    expected: "an IPv4 network: the load balancer and the nodes have no IPv6 address",
    repair: "name the IPv4 network that the clients come from",
  });
}

function parseAll(kind: string, id: string, cidrs: readonly string[] | undefined): readonly Cidr[] {
  requireLiteral(`the cidrs of ClientNetwork.${kind}`, cidrs);
  if (Array.isArray(cidrs) && cidrs.length > 0) return cidrs.map((cidr: string) => parse("a client", cidr));
  throw new HardenedVaultError({
    code: "CLIENT_WITHOUT_CIDR",
    message: `ClientNetwork.${kind} must also say which networks its members live in`,
    got: { id, cidrs },
    expected: "cidrs: one IPv4 network or more",
    repair: "add the subnets of the members: the nodes' firewall sees addresses, not groups",
  });
}
