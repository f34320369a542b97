/** The stacks of the production example. */
export type ExampleName = "inside" | "production";
