/** What Terraform gets of one resource, data source or provider. */
export type Block = Readonly<Record<string, unknown>>;

/** Blocks by type and id. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** The parts of a synthesized stack that a program can be written from. */
export interface Synthesized {
  readonly data?: Blocks;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, Block>>;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Blocks;
  readonly terraform?: { readonly backend?: Readonly<Record<string, Block>> };
}

/** Where the framework notes what Terraform does not read. */
export const COMMENT = "//";
