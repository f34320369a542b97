import type { Request } from "./call";
import { accessKey } from "./call";
import type { EdgeState } from "./state";

/** An answer of the query protocol. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Auto Scaling's calls of lifecycle hooks, which the emulator lacks: the caller must be an instance with credentials
 * that were handed out, the group, the hook and the state of the instance must be right.
 *
 * @returns undefined for other actions
 */
export function lifecycleCall(state: EdgeState, request: Request): Answer | undefined {
  const form = new URLSearchParams(request.body);
  const action = form.get("Action") ?? "";
  if (action !== "CompleteLifecycleAction" && action !== "RecordLifecycleActionHeartbeat") return undefined;
  const key = accessKey(request);
  const caller = [...state.instances.values()].find(
    ({ credentials }) =>
      credentials.accessKeyId === key && credentials.sessionToken === request.headers["x-amz-security-token"],
  );
  if (caller === undefined)
    return refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid");
  const { group, hooks } = state.settings;
  const instance = [...state.instances.values()].find(({ id }) => id === form.get("InstanceId"));
  const token = form.get("LifecycleActionToken");
  const hook = form.get("LifecycleHookName") ?? "";
  const held =
    instance?.state === "Pending:Wait"
      ? hooks.launch
      : instance?.state === "Terminating:Wait"
        ? hooks.termination
        : undefined;
  if (
    form.get("AutoScalingGroupName") !== group ||
    instance === undefined ||
    hook !== held ||
    (token !== null && token !== instance.lifecycleToken)
  ) {
    return refusal(400, "ValidationError", "No active Lifecycle Action found");
  }
  if (action === "CompleteLifecycleAction") {
    const result = form.get("LifecycleActionResult") ?? "";
    if (result !== "CONTINUE" && result !== "ABANDON")
      return refusal(400, "ValidationError", "LifecycleActionResult");
    state.tell({ kind: "completed", instance: instance.id, hook, result });
  }
  return {
    status: 200,
    body: `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${action}Result/><ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function refusal(status: number, code: string, message: string): Answer {
  return {
    status,
    body: `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`,
  };
}
