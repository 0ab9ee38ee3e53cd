import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { refuse } from "#base/refusal.ts";
import { actorOf, allow, answers, house, type House } from "#workspaces/http.ts";
import type { Backups } from "./backups/backups.ts";
import type { BackupRow } from "./backups/queries.ts";
import { backupsAnswer, type BackupWire, type BackupsAnswer } from "./contract.ts";

/** How backups went, and one now. Their files hold all workspaces of this Sluice, so they leave it by the command line only. */
export function backupRoutes(backups: Backups) {
  const answer = async (): Promise<BackupsAnswer> => {
    const rows = await backups.list();
    const { nightly, days, weeks } = backups.settings;
    const running = backups.isRunning();
    return { running, nightly, days, weeks, backups: rows.slice(0, 10).map((row, index) => wire(row, running && index === 0)) };
  };
  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/backups",
        summary: "How the last backups went",
        middleware: allow("workspace.edit"),
        responses: answers(backupsAnswer, "The newest first"),
      }),
      async (c) => {
        assertOfTheHouse(c);
        return c.json(await answer(), 200);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/backups",
        summary: "Back up now",
        middleware: allow("workspace.edit"),
        responses: answers(backupsAnswer, "It has begun"),
      }),
      async (c) => {
        assertOfTheHouse(c);
        await backups.start();
        return c.json(await answer(), 200);
      },
    );
}

/** Who looks around in the demo shop may do everything there, but the backups are of the whole house. */
function assertOfTheHouse(c: Context<House>): void {
  if (actorOf(c).kind === "guest") throw refuse("forbidden", "not_allowed");
}

function wire({ id, nightly, startedAt, finishedAt, bytes, error }: BackupRow, running: boolean): BackupWire {
  const state = error !== null ? "failed" : bytes !== null ? "good" : running ? "running" : "broken_off";
  return {
    id,
    nightly,
    state,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    bytes,
    error,
  };
}
