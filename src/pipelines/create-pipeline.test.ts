import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { readLedger } from "#ledger/read.ts";
import { useDatabase } from "#test/database.ts";
import { stageSchema } from "./contract.ts";
import { createPipeline } from "./create-pipeline.ts";
import { findPipelineVersion, getPipeline, listPipelines } from "./queries.ts";
import { templateOf } from "./templates.ts";

describe("templates", () => {
  it.each(["online-shop", "sales-team", "wholesale"] as const)("%s has the same stages in both languages, each valid", (name) => {
    const [en, de] = [templateOf(name, "en"), templateOf(name, "de")];
    expect(de.stages.map((stage) => [stage.id, stage.kind])).toEqual(en.stages.map((stage) => [stage.id, stage.kind]));
    expect(en.stages.filter((stage) => stage.kind === "won")).toHaveLength(1);
    for (const stage of [...en.stages, ...de.stages]) expect(stageSchema.parse(stage)).toEqual(stage);
  });

  it("names the stages of the online shop as others rely on", () => {
    expect(templateOf("online-shop", "de").stages.map((stage) => `${stage.id} ${stage.name}`)).toEqual([
      "awareness Bewusstsein",
      "interest Interesse",
      "evaluation Bewertung",
      "decision Entscheidung",
      "purchase Kauf",
      "retention Bindung",
    ]);
  });
});

describe("createPipeline", () => {
  const store = useDatabase();

  it("keeps the pipeline, its first version and a ledger row", async () => {
    const workspaceId = newId();
    await store.db.inSystem((tx) =>
      tx.query(
        sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
      ),
    );
    await store.db.inWorkspace(workspaceId, async (tx) => {
      const first = await createPipeline(tx, { template: "online-shop", language: "de" });
      const second = await createPipeline(tx, { template: "wholesale", language: "en", name: "Cafés" });
      expect(await listPipelines(tx)).toEqual([first, second]);
      expect(await getPipeline(tx, first.id)).toEqual(first);
      expect(await findPipelineVersion(tx, second.id, 1)).toEqual(second);
      expect(await findPipelineVersion(tx, second.id, 2)).toBeUndefined();
      const rows = await readLedger(tx, 0, 10);
      expect(rows.map((row) => [row.seq, row.type, row.data["pipeline"]])).toEqual([
        [1, "pipeline.saved", first],
        [2, "pipeline.saved", second],
      ]);
      await expect(getPipeline(tx, newId())).rejects.toMatchObject({ kind: "missing", code: "pipeline_missing" });
    });
  });
});
