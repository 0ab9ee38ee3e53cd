import { permissions, type Permission, type Role } from "./contract.ts";

const viewer: Permission[] = ["deals.view", "contacts.view", "insights.view"];
const seller: Permission[] = [...viewer, "deals.edit", "contacts.edit", "team.view"];
const manager: Permission[] = [...seller, "pipelines.edit", "sources.view", "sources.edit"];

/** What each role may do; a role holds all that the one below it holds. The two kinds of API key stand beside them. */
export const permissionsOf: Record<Role | "readingKey" | "writingKey", ReadonlySet<Permission>> = {
  viewer: new Set(viewer),
  seller: new Set(seller),
  manager: new Set(manager),
  owner: new Set(permissions),
  readingKey: new Set([...viewer, "team.view", "sources.view"]),
  writingKey: new Set(manager),
};
