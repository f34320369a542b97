export { NodeBundle } from "./bundle";
export type { NodeFile } from "./node-file";
export { type NodeHostInput, renderNodeFiles } from "./render-node-files";
export { renderUserData, type UserDataInput } from "./user-data";
