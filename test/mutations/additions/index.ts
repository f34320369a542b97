import type { Mutation } from "../mutation";
import { DRILL } from "./drill";
import { HOST } from "./host";
import { KEYS } from "./keys";
import { NETWORK } from "./network";
import { OVERRIDES } from "./overrides";
import { SERVER } from "./server";
import { STRANGERS } from "./strangers";
import { TERRAFORM } from "./terraform";

/** What weakens the production example by standing beside what it says, or through its constructs. */
export const ADDITIONS: readonly Mutation[] = [
  ...NETWORK,
  ...SERVER,
  ...HOST,
  ...DRILL,
  ...KEYS,
  ...OVERRIDES,
  ...STRANGERS,
  ...TERRAFORM,
];
