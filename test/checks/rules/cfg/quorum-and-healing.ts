import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { quorumAndHealing } from "../../../../lib/checks/rules/cfg/quorum-and-healing";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import { NO_NODES, NODES, nodes, server } from "../../support/server-edits";

function sized(draft: Draft, least: unknown, desired: unknown, most: unknown): void {
  Object.assign(draft.resource("aws_autoscaling_group"), {
    min_size: least,
    desired_capacity: desired,
    max_size: most,
  });
}

const group = (least: unknown, desired: unknown, most: unknown) =>
  nodes(`there are ${least} to ${most} nodes, ${desired} wanted`, (draft) =>
    sized(draft, least, desired, most),
  );

const SOUND = { cleanup_dead_servers: true, min_quorum: 3, dead_server_last_contact_threshold: "24h" };

const autopilot = (when: string, settings: object) => ({
  when,
  on: "vault_raft_autopilot.healing",
  edit: (draft: Draft) => draft.add("vault_raft_autopilot", "healing", settings),
});

const zoned = (draft: Draft, zones: readonly unknown[]) => {
  draft.resources("aws_subnet", "node-subnet").forEach((subnet, index) => {
    subnet.availability_zone = zones[index];
  });
};

/** Machines that somebody starts one by one. */
function byHand(draft: Draft, count: number): void {
  draft.remove("aws_autoscaling_group");
  const template = draft.resource("aws_launch_template");
  draft.remove("aws_launch_template");
  draft.forgetFiles();
  draft.add("aws_instance", "vault", { ...template, tags: { Name: "vault" }, count });
}

export const cases: RuleCases = {
  rule: quorumAndHealing,
  passes: [
    { on: NODES },
    group(5, 5, 5),
    group("3", "3", "3"),
    nodes("nothing is said of the size that is wanted", (draft) => {
      delete draft.resource("aws_autoscaling_group").desired_capacity;
    }),
    nodes("zones are places of one list", (draft) =>
      zoned(
        draft,
        [0, 1, 2].map((index) => `\${data.aws_availability_zones.all.names[${index}]}`),
      ),
    ),
    nodes("three subnets are looked up", (draft) => {
      draft.configuration.data.aws_subnet = { a: {}, b: {}, c: {} };
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["a", "b", "c"].map(
        (name) => `\${data.aws_subnet.${name}.id}`,
      );
    }),
    nodes("three subnets exist already, and are judged where they are made", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["subnet-1", "subnet-2", "subnet-3"];
    }),
    autopilot("autopilot heals", SOUND),
    {
      when: "three machines are started one by one",
      on: "aws_instance.vault",
      edit: (draft) => byHand(draft, 3),
    },
  ],
  fails: [
    group(1, 1, 1),
    group(2, 2, 2),
    group(1, 3, 3),
    group(4, 4, 4),
    group(3, 4, 5),
    group(3, 3, 4),
    nodes("nothing starts machines", (draft) => draft.remove("aws_autoscaling_group")),
    nodes("all nodes are in one zone", (draft) =>
      zoned(draft, ["eu-central-1a", "eu-central-1a", "eu-central-1a"]),
    ),
    nodes("two of three are in one zone", (draft) =>
      zoned(draft, ["eu-central-1a", "eu-central-1a", "eu-central-1b"]),
    ),
    nodes("all nodes are in one subnet that exists already", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["subnet-0123456789abcdef0"];
    }),
    nodes("no subnet is named", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = [];
    }),
    nodes("the load balancer is in one zone twice", (draft) => {
      for (const subnet of draft.resources("aws_subnet", "load-balancer-subnet")) {
        subnet.availability_zone = "eu-central-1a";
      }
    }),
    server("nodes never vote", ({ storage }) => {
      storage.raft.retry_join_as_non_voter = true;
    }),
    autopilot("dead servers stay", { ...SOUND, cleanup_dead_servers: false }),
    autopilot("nothing is said of dead servers", { min_quorum: 3 }),
    autopilot("one server may remain", { ...SOUND, min_quorum: 1 }),
    autopilot("a server that restarts is dead", { ...SOUND, dead_server_last_contact_threshold: "1m" }),
    { when: "one machine is started", on: "aws_instance.vault", edit: (draft) => byHand(draft, 1) },
  ],
  unknown: [
    group(3, "${var.nodes}", 3),
    nodes("variables name the subnets one by one", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = ["${var.a}", "${var.b}", "${var.c}"];
    }),
    nodes("a variable names the subnets", (draft) => {
      draft.resource("aws_autoscaling_group").vpc_zone_identifier = "${var.subnets}";
    }),
  ],
  notApplicable: [NO_NODES],
  weakened: [
    {
      when: "min_size",
      on: NODES,
      override: (production) => production.at<AutoscalingGroup>("nodes/Resource").addOverride("min_size", 1),
    },
  ],
  repaired: [
    {
      when: "min_size",
      on: NODES,
      override: (production) => {
        const own = production.at<AutoscalingGroup>("nodes/Resource");
        own.minSize = 1;
        own.addOverride("min_size", 3);
      },
    },
  ],
};
