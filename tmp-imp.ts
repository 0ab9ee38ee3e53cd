import { startEmbedded } from "#base/postgres/embedded.ts";
import { openDatabase } from "#base/postgres/database.ts";
import { migrate } from "#base/postgres/migrate.ts";
import { createLog } from "#base/log.ts";
import { newId } from "#base/ids.ts";
import { sql } from "kysely";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { createImports } from "#imports/imports.ts";
import { createInsights } from "#insights/insights.ts";
import { getImport } from "#imports/queries.ts";
import { rmSync, createReadStream } from "node:fs";
import { Readable } from "node:stream";
const dir = "/tmp/proof/imp";
rmSync(dir, { recursive: true, force: true });
const log = createLog("error");
const pgs = await startEmbedded(dir, log);
const db = openDatabase(pgs.connection);
await migrate(db.pool);
const ws = newId();
await db.inSystem((tx) =>
  tx.query(
    sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${ws}, 'S', 'own', 'EUR', 'Europe/Berlin', 'en')`,
  ),
);
await db.inWorkspace(ws, (tx) => createPipeline(tx, { template: (process.argv[3] as any) ?? "online-shop", language: "en" }));
const insights = createInsights({ db, dataDir: dir, log });
insights.worker.start();
const imports = createImports({ db, dataDir: dir, log, openPreview: insights.preview });
imports.worker.start();
const t0 = performance.now();
const s = () => ((performance.now() - t0) / 1000).toFixed(1);
const id = await imports.create(ws, null);
const get = () => db.inWorkspace(ws, (tx) => getImport(tx, id));
await imports.arrive(ws, id, process.argv[2]!.split("/").at(-1)!, Readable.toWeb(createReadStream(process.argv[2]!)) as any);
console.log(s(), "arrived");
for (;;) {
  const f = await get();
  if (f.plan) break;
  await new Promise((r) => setTimeout(r, 100));
  if (f.files[0]?.state === "refused") {
    console.log(f.files[0]);
    process.exit(1);
  }
}
console.log(s(), "believed", (await get()).plan!.files[0]!.kind);
const wait = async (busy: string) => {
  let last = "";
  for (;;) {
    const f = await get();
    const p = imports.progressOf(id);
    const line = `${p?.step} ${p?.done}/${p?.of}`;
    if (line !== last && Math.random() < 0.05) {
      console.log(s(), line, (process.memoryUsage().rss / 1e6).toFixed(0));
      last = line;
    }
    if (f.state !== busy) {
      console.log(s(), f.state, f.failure, JSON.stringify((f.result ?? f.checkResult)?.kinds));
      return;
    }
    await new Promise((r) => setTimeout(r, 200));
  }
};
await imports.start(ws, id, "check");
await wait("checking");
await imports.start(ws, id, "run");
await wait("running");
const t1 = performance.now();
while ((await insights.worker.lag()) > 0) await new Promise((r) => setTimeout(r, 200));
console.log(s(), "projected", ((performance.now() - t1) / 1000).toFixed(1), "s after");
await imports.start(ws, id, "undo");
await wait("undoing");
console.log(s(), "rss", (process.memoryUsage().rss / 1e6).toFixed(0));
await imports.worker.stop();
await insights.worker.stop();
await db.close();
await pgs.stop();
process.exit(0);
