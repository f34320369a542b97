import { timeService } from "./clock";
import { gateway } from "./gateway";
import { metadataService } from "./metadata";
import type { ToEdge } from "./protocol";
import { EdgeState } from "./state";

// The AWS side of the VPC, as a process of its own in the router's namespace. It ends with who started it.
let state: EdgeState | undefined;

process.on("message", (message: ToEdge) => {
  if (message.kind !== "settings") {
    state?.hear(message);
    return;
  }
  state = new EdgeState(message.settings);
  metadataService(state);
  timeService(state);
  const names = gateway(state);
  names.on("listening", () => state?.tell({ kind: "ready" }));
});
process.on("disconnect", () => process.exit(0));
