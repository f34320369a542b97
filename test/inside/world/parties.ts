import settings from "../../../examples/production/settings.json";
import { ACCOUNT } from "../../terraform/emulators";

const nameOf = (arn: string) => arn.split("/").pop() ?? "";

/** AWS role of the nodes. */
export const NODE_ROLE = `${settings.clusterName}-node-${settings.region}`;
/** AWS role that runs Terraform. */
export const CONFIGURATOR_ROLE = nameOf(settings.configurator.roleArn);
/** AWS role of an application of the example. */
export const APPLICATION_ROLE = nameOf(settings.applications.payments[0] ?? "");
/** AWS role that nobody has let in. */
export const STRANGER_ROLE = "stranger";

/** ARN of a role of the emulated account. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
