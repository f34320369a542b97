/** JSON of any shape, to be edited. */
// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
export type Editable = any;
