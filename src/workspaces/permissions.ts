import { permissions, type Permission, type Role } from "./contract.ts";

const viewer: Permission[] = ["deals.view", "contacts.view", "insights.view"];
const seller: Permission[] = [...viewer, "deals.edit", "contacts.edit", "team.view"];
const manager: Permission[] = [...seller, "pipelines.edit", "sources.view", "sources.edit"];

/** What each role may do; a role holds all that the one below it holds. */
export const permissionsOf: Record<Role, ReadonlySet<Permission>> = {
  viewer: new Set(viewer),
  seller: new Set(seller),
  manager: new Set(manager),
  owner: new Set(permissions),
};
