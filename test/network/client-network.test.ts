import { Token } from "cdktf";
import { Backend } from "../../lib/network/backend";
import { ClientNetwork } from "../../lib/network/client-network";
import { expectRefused } from "../support/errors";

describe("ClientNetwork", () => {
  test.each(["0.0.0.0/0", "::/0"])("fails for everybody: %s", (world) => {
    expectRefused("CIDR_WORLD", () => ClientNetwork.cidr(world));
    expectRefused("CIDR_WORLD", () =>
      ClientNetwork.securityGroup("sg-0123456789abcdef0", { cidrs: [world] }),
    );
    expectRefused("CIDR_WORLD", () => ClientNetwork.prefixList("pl-0123456789abcdef0", { cidrs: [world] }));
  });

  test("fails for IPv6, which neither load balancer nor nodes speak", () => {
    expectRefused("CIDR_INVALID", () => ClientNetwork.cidr("fd00::/48"));
  });

  test("fails for a group or list without networks", () => {
    expectRefused("CLIENT_WITHOUT_CIDR", () =>
      ClientNetwork.securityGroup("sg-0123456789abcdef0", { cidrs: [] }),
    );
    expectRefused("CLIENT_WITHOUT_CIDR", () => ClientNetwork.prefixList("pl-0123456789abcdef0", {} as never));
  });

  test("fails for tokens where addresses are needed, and takes them where ids are", () => {
    const token = Token.asString({ a: 1 });
    expectRefused("LITERAL_REQUIRED", () => ClientNetwork.cidr(token));
    expectRefused("LITERAL_REQUIRED", () => ClientNetwork.cidr("10.0.0.0/8", token));
    expectRefused("LITERAL_REQUIRED", () =>
      ClientNetwork.securityGroup("sg-0123456789abcdef0", { cidrs: [token] }),
    );
    expectRefused("LITERAL_REQUIRED", () =>
      ClientNetwork.prefixList("pl-0123456789abcdef0", { cidrs: Token.asList({ a: 1 }) }),
    );
    const client = ClientNetwork.securityGroup(token, { cidrs: ["10.1.0.0/24"], description: "batch jobs" });
    expect(client.peer).toEqual({ referencedSecurityGroupId: token });
    expect(client.id).toBe("batch-jobs");
  });

  test("fails for ids and descriptions that EC2 would refuse", () => {
    expectRefused("IDENTIFIER_INVALID", () =>
      ClientNetwork.securityGroup("my-group", { cidrs: ["10.0.0.0/8"] }),
    );
    expectRefused("IDENTIFIER_INVALID", () =>
      ClientNetwork.prefixList("sg-01234567", { cidrs: ["10.0.0.0/8"] }),
    );
    expectRefused("SETTING_INVALID", () => ClientNetwork.cidr("10.0.0.0/8", "<everyone>"));
    expectRefused("SETTING_INVALID", () => ClientNetwork.cidr("10.0.0.0/8", ""));
  });
});

describe("Backend", () => {
  const valid = { cidr: "10.40.8.0/24", port: 5432, description: "PostgreSQL" };
  test("fails for everywhere, no port, IPv6 and tokens", () => {
    expectRefused("CIDR_WORLD", () => Backend.tcp({ ...valid, cidr: "0.0.0.0/0" }));
    expectRefused("CIDR_WORLD", () => Backend.tcp({ ...valid, cidr: "::/0" }));
    expectRefused("SETTING_INVALID", () => Backend.tcp({ ...valid, cidr: "fd00::/48" }));
    expectRefused("SETTING_INVALID", () => Backend.tcp({ ...valid, port: 0 }));
    expectRefused("SETTING_INVALID", () => Backend.tcp({ ...valid, port: 70_000 }));
    expectRefused("LITERAL_REQUIRED", () => Backend.tcp({ ...valid, port: Token.asNumber({ a: 1 }) }));
    expectRefused("LITERAL_REQUIRED", () => Backend.tcp({ ...valid, cidr: Token.asString({ a: 1 }) }));
    expectRefused("LITERAL_REQUIRED", () => Backend.tcp({ ...valid, description: Token.asString({ a: 1 }) }));
  });

  test("names its rule by network and port", () => {
    expect(Backend.tcp(valid).id).toBe("10-40-8-0-24-5432");
  });
});
