import { appendFileSync } from "node:fs";
import type { EdgeSettings, Fault, FromEdge, Instance, LoggedCall, ToEdge } from "./protocol";

/** What the edge knows, and where it writes what it sees. */
export class EdgeState {
  /** Instances by address. */
  public instances: ReadonlyMap<string, Instance> = new Map();
  private faults: readonly Fault[] = [];

  public constructor(public readonly settings: EdgeSettings) {}

  /** Takes over what the test says. */
  public hear(message: ToEdge): void {
    if (message.kind === "instances") {
      this.instances = new Map(message.instances.map((instance) => [instance.address, instance]));
    }
    if (message.kind === "faults") this.faults = message.faults;
  }

  /** Tells the test. */
  public tell(message: FromEdge): void {
    process.send?.(message);
  }

  /** The fault that a call meets. */
  public fault(service: string, source: string, region?: string): Fault | undefined {
    return this.faults.find(
      (fault) =>
        fault.service === service &&
        (fault.source === undefined || fault.source === source) &&
        (fault.region === undefined || fault.region === region),
    );
  }

  /** Writes a line. */
  public log(
    call: Omit<LoggedCall, "time" | "instance" | "role" | "fault"> & { readonly fault?: Fault["kind"] },
  ): void {
    const holder = [...this.instances.values()].find(
      ({ credentials }) => call.accessKey !== undefined && credentials.accessKeyId === call.accessKey,
    );
    const line: LoggedCall = {
      time: new Date().toISOString(),
      ...call,
      instance: this.instances.get(call.source)?.id,
      role: holder?.role,
      fault: call.fault === undefined ? undefined : String(call.fault),
    };
    appendFileSync(this.settings.log, `${JSON.stringify(line)}\n`);
  }
}
