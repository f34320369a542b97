export { NodeBundle } from "./bundle";
export type { NodeFile } from "./node-file";
export type { NodeSettings } from "./node-settings";
export { LICENSE_FILE } from "./release-install";
export { type NodeHostInput, renderHostFiles, renderNodeFiles } from "./render-node-files";
export { type MachineEnd, renderUserData, type UserDataInput } from "./user-data";
export { VOLUME_DEVICES } from "./volumes";
