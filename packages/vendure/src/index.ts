export { SluicePlugin, type SluiceOptions } from "./plugin.ts";
export { SluiceNote } from "./note.entity.ts";
