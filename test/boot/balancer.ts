import type { StateResource } from "../permissions/deployment";
import type { Client } from "./client/client";
import type { AutoScaling, Node } from "./group";
import type { AppliedNetwork } from "./network/applied";
import type { Router } from "./network/router";

/** How the applied target group asks for health. */
interface HealthCheck {
  readonly port: number;
  readonly path: string;
  readonly matcher: string;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** Pause between two questions, in milliseconds; the applied one is longer, and waiting shows nothing. */
const INTERVAL = 1000;

/** Stands for the load balancer: asks nodes for their health as the target group says, and passes on to the healthy. */
export class Balancer {
  private readonly seen = new Map<string, { healthy: boolean; streak: number }>();
  private readonly check: HealthCheck;
  private running = false;
  private passedTo = "";

  public constructor(
    resources: readonly StateResource[],
    private readonly network: AppliedNetwork,
    private readonly router: Router,
    private readonly group: AutoScaling,
    /** Lives in the router, where the load balancer's addresses are. */
    private readonly client: Client,
  ) {
    const targets = resources.find(({ type }) => type === "aws_lb_target_group")?.values;
    const [check] = (targets?.health_check ?? []) as readonly Readonly<Record<string, unknown>>[];
    if (check === undefined) throw new Error("the stack has no target group with a health check");
    this.check = {
      port: Number(check.port),
      path: String(check.path),
      matcher: String(check.matcher),
      healthyThreshold: Number(check.healthy_threshold),
      unhealthyThreshold: Number(check.unhealthy_threshold),
    };
  }

  /** Begins to ask. */
  public start(): void {
    this.running = true;
    void this.loop();
  }

  /** Ends. */
  public stop(): void {
    this.running = false;
  }

  /** Names of the nodes that count as healthy. */
  public healthy(): readonly string[] {
    return this.registered()
      .filter((node) => this.seen.get(node.name)?.healthy === true)
      .map(({ name }) => name);
  }

  /** Asks one node for its health, as the load balancer does. */
  public async health(node: Node, path = this.check.path): Promise<number> {
    const { status } = await this.client.ask(
      {
        address: node.address,
        port: this.check.port,
        servername: "",
        authorities: "",
        from: this.network.balancer.addresses[0],
        // A Network Load Balancer does not look at the certificate of a target.
        verify: false,
        limit: 2000,
      },
      { method: "GET", path },
    );
    return status;
  }

  /** A target is registered when its launch hook is complete. */
  private registered(): readonly Node[] {
    return this.group.nodes.filter(({ instance }) => instance.state === "InService");
  }

  private async loop(): Promise<void> {
    while (this.running) {
      const nodes = this.registered();
      await Promise.all(
        nodes.map(async (node) => {
          const good = String(await this.health(node)) === this.check.matcher;
          const before = this.seen.get(node.name) ?? { healthy: false, streak: 0 };
          const streak = good === before.healthy ? 0 : before.streak + 1;
          const enough = good ? this.check.healthyThreshold : this.check.unhealthyThreshold;
          this.seen.set(
            node.name,
            streak >= enough ? { healthy: good, streak: 0 } : { healthy: before.healthy, streak },
          );
        }),
      );
      await this.pass();
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }

  private async pass(): Promise<void> {
    const nodes = this.registered();
    const healthy = nodes.filter((node) => this.seen.get(node.name)?.healthy === true);
    const targets = (healthy.length > 0 ? healthy : nodes).map(({ address }) => address).sort();
    if (targets.join() === this.passedTo || !this.running) return;
    this.passedTo = targets.join();
    await this.router.balance(targets);
  }
}
