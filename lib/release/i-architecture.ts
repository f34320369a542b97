/** Processor architecture of the nodes, as Vault's release files name it. */
export type Architecture = "arm64" | "amd64";

/** Every architecture. */
export const ARCHITECTURES: readonly Architecture[] = ["arm64", "amd64"];
