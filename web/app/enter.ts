import { notFound, redirect } from "@tanstack/react-router";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api, ApiError, setApiWorkspace } from "#web/lib/api.ts";
import { meQuery } from "#web/lib/me.ts";
import { queryClient } from "#web/lib/query.ts";

const lastKey = "sluice.workspace";
let entered: string | undefined;

/** `/`: the shop last seen, else an own one, else the demo; nobody yet: the three doors, or the door for those who have an account. */
export async function enterSomewhere(): Promise<void> {
  const me = await queryClient.fetchQuery(meQuery);
  // a demo shop that is still being filled shows how far it is, not half a year
  if (me.demo.state === "filling" && me.workspaces.every(({ kind }) => kind === "demo")) throw redirect({ to: "/welcome", replace: true });
  const last = remembered();
  const workspace = me.workspaces.find(({ id }) => id === last) ?? me.workspaces.find(({ kind }) => kind === "own") ?? me.workspaces[0];
  if (workspace) throw redirect({ to: "/w/$workspaceId", params: { workspaceId: workspace.id }, replace: true });
  throw redirect(me.user || me.needsOwner ? { to: "/welcome", replace: true } : { to: "/sign-in", replace: true });
}

/** `/w/…`: from here on every request is for this workspace, and nothing of another one stays in the cache. */
export async function enterWorkspace(workspaceId: string, href: string): Promise<void> {
  const me = await queryClient.ensureQueryData(meQuery);
  if (!me.workspaces.some(({ id }) => id === workspaceId)) {
    if (!me.user && !me.needsOwner) throw redirect({ to: "/sign-in", search: { to: href }, replace: true });
    throw me.workspaces.length === 0 ? redirect({ to: "/", replace: true }) : notFound();
  }
  setApiWorkspace(workspaceId);
  if (entered !== workspaceId) queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  entered = workspaceId;
  remember(workspaceId);
}

export async function firstPipeline(): Promise<string> {
  const { pipelines } = await queryClient.ensureQueryData({
    queryKey: ["pipelines"],
    queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  });
  const first = pipelines[0];
  if (!first) throw new ApiError(404, "missing");
  return first.id;
}

/** Pages about one's own account are not for guests. */
export async function needsPerson(): Promise<void> {
  const me = await queryClient.ensureQueryData(meQuery);
  if (!me.user) throw redirect({ to: "/sign-in" });
}

function remembered(): string | null {
  try {
    return localStorage.getItem(lastKey);
  } catch {
    return null;
  }
}

function remember(workspaceId: string): void {
  try {
    localStorage.setItem(lastKey, workspaceId);
  } catch {
    // a browser that keeps nothing opens the first shop next time
  }
}
