import { createContext, useContext } from "react";
import type { Permission, WorkspaceWire } from "#workspaces/contract.ts";

export type Workspace = WorkspaceWire & { can: (permission: Permission) => boolean };

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

/** The workspace this page shows: id, currency, time zone, language, and what the person may do in it. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("This part stands outside a workspace.");
  return workspace;
}
