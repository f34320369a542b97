import { Route } from "@cdktf/provider-aws/lib/route";
import type { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { judge } from "../../lib/checks/engine/judge";
import { DEFAULT_PROFILE, PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { Duration } from "../../lib/core/duration";
import { planDrills, type RestoreDrillOptions } from "../../lib/snapshots/drill-options";
import { Production } from "../checks/support/production";
import { expectRefused } from "../support/errors";

describe("a cluster with restore drills", () => {
  const evidence = new Production({ restoreDrill: {} }).evidence();
  const one = (type: string, name: string) => {
    const found = evidence.resources.ofType(type).filter(({ address }) => address.includes(name));
    expect(found).toHaveLength(1);
    return found[0]?.attributes.raw as Record<string, unknown>;
  };

  test("passes every rule in strict", () => {
    const profile = PROFILES.find(({ name }) => name === "strict");
    const { results } = judge(evidence, {
      rules: RULES,
      profile: profile as never,
      now: new Date("2026-11-24T12:00:00Z"),
    });
    const found = results.filter(({ verdict }) => !["pass", "not-applicable"].includes(verdict));
    expect(found.map(({ rule, resource, actual }) => `${rule} ${resource}: ${actual}`)).toEqual([]);
  });

  test("says where its subnets lead out, and what to do", () => {
    const production = new Production({ restoreDrill: {} });
    new Route(production.stack, "way-out", {
      routeTableId: production.at<RouteTable>("network/drill-routes").id,
      destinationCidrBlock: "10.0.0.0/8",
      transitGatewayId: "tgw-0123456789abcdef0",
    });
    const { results } = judge(production.evidence(), {
      rules: RULES.filter(({ id }) => id === "BKP-06"),
      profile: DEFAULT_PROFILE,
      now: new Date("2026-11-24T12:00:00Z"),
    });
    expect(results).toEqual([
      expect.objectContaining({
        verdict: "fail",
        constructPath: "production/vault/restore-drill/launch-template",
        actual: expect.stringMatching(/^aws_route\.way-out: a route by transit_gateway_id/),
        remediation: expect.stringMatching(/in subnets whose routes lead to AWS's endpoints alone/),
      }),
    ]);
  });

  test.each<[string, RestoreDrillOptions, RegExp]>([
    ["too far apart", { weekdays: [1] }, /leave weekdays out/],
    ["over too soon", { timeLimit: Duration.minutes(1) }, /leave timeLimit out/],
  ])("says where drills are %s, and what to do", (_name, restoreDrill, repair) => {
    const { path, problem } = expectRefused("SNAPSHOTS_INVALID", () => new Production({ restoreDrill }));
    expect(path).toBe("production/vault");
    expect(problem.repair).toMatch(repair);
  });

  test("has no machine but at times, and replaces none that ended", () => {
    expect(one("aws_autoscaling_group", "restore-drill")).toMatchObject({
      min_size: 0,
      max_size: 1,
      desired_capacity: 0,
      suspended_processes: ["AZRebalance", "ReplaceUnhealthy"],
    });
    expect(one("aws_autoscaling_schedule", "restore-drill_start")).toMatchObject({
      recurrence: "0 3 * * 1,4",
    });
    expect(one("aws_autoscaling_schedule", "restore-drill_end")).toMatchObject({
      recurrence: "10 4 * * 1,4",
      desired_capacity: 0,
    });
    expect(one("aws_launch_template", "restore-drill")).toMatchObject({
      instance_initiated_shutdown_behavior: "terminate",
    });
  });

  test("has a packet filter that lets nobody in, and of its accounts those out that run something", () => {
    const host = evidence.hosts.find(({ address }) => address.includes("restore-drill"));
    const filter = host?.file("/etc/nftables.conf")?.content ?? "";
    expect(filter).toMatch(/policy drop/);
    expect(filter.match(/dport (8200|\{ 8200).* accept|5432/g)).toBeNull();
    expect(filter).not.toContain("vaultsnap");
  });

  test("lets the machine out to AWS alone, and nobody in", () => {
    const rules = (type: string) =>
      evidence.resources
        .ofType(type)
        .filter(({ address }) => address.includes("restore-drill_security-group"));
    expect(rules("aws_vpc_security_group_ingress_rule")).toEqual([]);
    expect(rules("aws_vpc_security_group_egress_rule").map(({ address }) => address)).toEqual([
      expect.stringContaining("out-endpoints"),
      expect.stringContaining("out-s3"),
    ]);
  });
});

describe("planDrills", () => {
  test("ends after midnight on the next day", () => {
    expect(planDrills({ weekdays: [6, 2], hour: 23, timeLimit: Duration.minutes(60) })).toMatchObject({
      starts: "0 23 * * 2,6",
      ends: "10 0 * * 3,0",
      silenceDays: 5,
    });
  });

  test.each([
    ["once a week", { weekdays: [1] }],
    ["on no day", { weekdays: [] }],
    ["on an eighth day", { weekdays: [1, 7] }],
    ["at half past", { hour: 3.5 }],
    ["without time", { timeLimit: Duration.minutes(1) }],
  ])("refuses drills %s", (_name, options) => {
    expectRefused("SNAPSHOTS_INVALID", () => planDrills(options));
  });
});
