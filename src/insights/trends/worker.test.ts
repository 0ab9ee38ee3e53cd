import { afterEach, expect, it, vi } from "vitest";
import { sql } from "kysely";
import { createLog } from "#base/log.ts";
import { useApp } from "#test/app.ts";
import { buildScene, day, dealRow } from "#test/ledger.ts";
import { trendsWorker } from "./worker.ts";

const app = useApp();
afterEach(() => vi.useRealTimers());

it("looks at the other workspaces where one fails, and says which one did", async () => {
  const [broken, whole] = [await buildScene(app.db), await buildScene(app.db)];
  for (const scene of [broken, whole]) await scene.write([dealRow(scene, { path: [["interest", day]] })]);
  await app.settle();
  const lines: string[] = [];
  const worker = trendsWorker({
    db: app.db,
    insights: {
      ...app.rooms.insights,
      seq: (id) => (id === broken.workspaceId ? Promise.reject(new Error("no room")) : app.rooms.insights.seq(id)),
    },
    log: createLog("error", { write: (line) => void lines.push(line) }),
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  worker.start();
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  const looked = () =>
    app.db.inSystem((tx) =>
      tx.query<{ id: string }>(
        sql`select workspace_id as id from alert_look where workspace_id in (${broken.workspaceId}, ${whole.workspaceId})`,
      ),
    );
  await expect.poll(looked, { timeout: 20_000 }).toEqual([{ id: whole.workspaceId }]);
  await expect.poll(() => worker.error()).toBe("no room");
  expect(lines.map((line) => JSON.parse(line).workspaceId)).toEqual([broken.workspaceId]);
  await worker.stop();
});
