import { createHash } from "node:crypto";
import { sql } from "kysely";
import { extract, pack as createPack } from "tar-stream";
import { Readable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { useApp, type TestShop } from "#test/app.ts";
import type { ReadInAnswer } from "./contract.ts";
import { sumsOf, type Manifest } from "./manifest.ts";
import { exported, stays } from "./tables.ts";

type Body = NonNullable<ConstructorParameters<typeof Request>[1]>["body"];

const app = useApp();
let told: string;
let archive: Buffer;

beforeAll(async () => {
  await app.rooms.demo.create("de", { historyDays: 25 });
  for (let state = await app.rooms.demo.status(); state.state !== "live"; state = await app.rooms.demo.status())
    await new Promise((resolve) => setTimeout(resolve, 50));
  told = (await app.rooms.demo.status()).workspaceId!;
  await app.rooms.demo.stop(); // its visitors rest while files are compared
  const { pipelines } = (await app.api("GET", "/api/pipelines", undefined, { workspace: told })).body as { pipelines: { id: string }[] };
  const pipelineId = pipelines[0]!.id;
  const post = (url: string, body: object) => app.api("POST", url, body, { workspace: told });
  const deal = await post("/api/deals", {
    pipelineId,
    stageId: "interest",
    name: 'Großhandel \\ "Tee" \u0001\u0002 🫖',
    valueMinor: 990_000,
    currency: "CHF",
    email: "ada@shop.example",
  });
  await post(`/api/deals/${deal.body.id}/activities`, { type: "note", text: "erste Zeile\nzweite\tZeile\r\n\\. Ende" });
  await app.api("PUT", "/api/rates", { rates: [{ currency: "CHF", fromDay: "2026-01-01", rate: 1.0612345 }] }, { workspace: told });
  const target = { pipelineId: null, stretch: "month", from: "2026-01-01", amountMinor: 10_000_000 };
  await app.api("PUT", "/api/insights/targets", target, { workspace: told });
  await post("/api/sources", { kind: "shopify", name: "Shop", secret: "ein Geheimnis von Wert" });
  await app.settle(60_000);
  archive = await take(told);
}, 240_000);
vi.setConfig({ testTimeout: 120_000 });

async function take(workspaceId: string): Promise<Buffer> {
  const answer = await app.app.request("http://127.0.0.1:4600/api/exports/workspace", {
    headers: { host: "127.0.0.1:4600", "sluice-workspace": workspaceId, ...(await adminHeaders()) },
  });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-tar"]);
  return Buffer.from(await answer.arrayBuffer());
}

async function bring(
  bytes: Buffer | Readable,
  shop: TestShop,
): Promise<{ status: number; body: ReadInAnswer & { error?: { code: string; details: object } } }> {
  const answer = await app.app.request("http://127.0.0.1:4600/api/exports/workspace", {
    method: "POST",
    headers: {
      host: "127.0.0.1:4600",
      "sluice-workspace": shop.workspaceId,
      "content-type": "application/x-tar",
      ...(await adminHeaders()),
    },
    body: (Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : Readable.toWeb(bytes)) as Body,
    ...({ duplex: "half" } as object),
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

async function adminHeaders(): Promise<Record<string, string>> {
  const { readToken } = await import("#server/keys.ts");
  return { authorization: `Bearer ${readToken(app.parts.config.dataDir)}` };
}

async function filesOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  Readable.from([bytes]).pipe(entries as never);
  for await (const entry of entries)
    files.set(entry.header.name.replace("sluice-export/", ""), Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Buffer>)));
  return files;
}

async function archiveOf(files: Map<string, Buffer>): Promise<Buffer> {
  const pack = createPack();
  for (const [name, bytes] of files) pack.entry({ name: `sluice-export/${name}` }, bytes);
  pack.finalize();
  return Buffer.concat(await Array.fromAsync(pack as AsyncIterable<Buffer>));
}

/** A hash of each table's rows, ids and all, without what an export leaves out. */
async function hashes(workspaceId: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const own: Record<string, string[]> = { member: ["joined_at"], source: ["removed_at"] };
  for (const [table, { leaveOut = [], where = "true", orderBy }] of Object.entries(exported)) {
    const without = ["workspace_id", ...leaveOut, ...(own[table] ?? [])];
    const [row] = await app.db.inSystem((tx) =>
      tx.query<{ hash: string }>(sql`
        select count(*) || ' ' || md5(coalesce(string_agg(row, ',' order by ${orderBy ? sql`${sql.ref(orderBy)}` : sql`row`}), '')) as hash
        from (select *, (to_jsonb(t) - ${without}::text[])::text as row from ${sql.table(table)} t where workspace_id = ${workspaceId} and ${sql.raw(where)}) rows
      `),
    );
    found[table] = row!.hash;
  }
  const [totals] = await app.db.inSystem((tx) =>
    tx.query<{ hash: string }>(sql`
      select md5(string_agg((to_jsonb(t) - 'workspace_id')::text, ',' order by t.pipeline_id, t.stage_id, t.day, t.currency)) as hash
      from stage_total t where workspace_id = ${workspaceId} and (deals <> 0 or sum_minor <> 0)
    `),
  );
  return { ...found, totals: totals!.hash };
}

async function numbers(workspaceId: string): Promise<object> {
  const get = async (url: string) => (await app.api("GET", url, undefined, { workspace: workspaceId })).body;
  const { pipelines } = (await get("/api/pipelines")) as { pipelines: { id: string }[] };
  const { metrics, groups } = await get("/api/insights/metrics?from=2020-01-01&by=month");
  const rows = await app.db.inWorkspace(workspaceId, (tx) =>
    tx.query(sql`select type, cause, count(*) from ledger group by 1, 2 order by 1, 2`),
  );
  const boards = await Promise.all(pipelines.map(async ({ id }) => (await get(`/api/pipelines/${id}/board?limit=100`)).stages));
  return { metrics, groups, rows, boards };
}

describe("everything out and in again", () => {
  it("gives an equal workspace", async () => {
    const shop = await app.buildShop();
    const { status, body } = await bring(archive, shop);
    expect([status, body.error]).toEqual([200, undefined]);
    expect(body.rows["deal"]).toBeGreaterThan(100);
    expect(await hashes(shop.workspaceId)).toEqual(await hashes(told));
    while (
      ((await app.api("GET", "/api/insights/rebuild", undefined, { workspace: shop.workspaceId })).body as { running: boolean }).running
    )
      await new Promise((resolve) => setTimeout(resolve, 30));
    await app.settle(60_000);
    const [here, there] = [await numbers(shop.workspaceId), await numbers(told)];
    expect(here).toEqual(there);
    const { workspace } = await app.db.inWorkspace(shop.workspaceId, async (tx) => ({
      workspace: (await tx.query<{ name: string; last_seq: number }>(sql`select name, last_seq from workspace`))[0]!,
    }));
    expect(workspace).toMatchObject({ name: "Teehaus Nord", last_seq: body.lastSeq });
  });

  it("takes rates and targets of an older export for those of its workspace's currency", async () => {
    const files = await filesOf(archive);
    const manifest = JSON.parse(files.get("manifest.json")!.toString()) as Manifest;
    const sinceThen = { exchange_rate: ["quote_currency"], target: ["currency", "set_at"] };
    for (const [table, columns] of Object.entries(sinceThen)) {
      const name = `${table}.jsonl.gz`;
      const lines = gunzipSync(files.get(name)!).toString().trimEnd().split("\n");
      const older = lines.map((line) =>
        Object.fromEntries(Object.entries(JSON.parse(line)).filter(([column]) => !columns.includes(column))),
      );
      const bytes = gzipSync(older.map((row) => `${JSON.stringify(row)}\n`).join(""));
      files.set(name, bytes);
      manifest.files[name] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
      const { rows } = manifest.tables[table]!;
      manifest.tables[table] = { rows, columns: manifest.tables[table]!.columns.filter((column) => !columns.includes(column)) };
    }
    const text = JSON.stringify({ ...manifest, schema: 20 });
    files.set("manifest.json", Buffer.from(text)).set("SHA256SUMS", Buffer.from(sumsOf(text, manifest.files)));

    const shop = await app.buildShop();
    await app.api("PATCH", "/api/workspace", { currency: "USD" }, { workspace: shop.workspaceId });
    const { status, body } = await bring(await archiveOf(files), shop);
    expect([status, body.error]).toEqual([200, undefined]);
    expect((await hashes(shop.workspaceId))["exchange_rate"]).toBe((await hashes(told))["exchange_rate"]);
    const get = async (url: string, workspace: string) => (await app.api("GET", url, undefined, { workspace })).body;
    for (const url of ["/api/rates", "/api/insights/targets"]) {
      const here = await get(url, shop.workspaceId);
      expect(here).toEqual(await get(url, told));
      expect(JSON.stringify(here)).toMatch(/1\.0612345|10000000/);
    }
  });

  it("holds no secret, and gives tracking a key of its own", async () => {
    const files = await filesOf(archive);
    const sources = gunzipSync(files.get("source.jsonl.gz")!).toString();
    expect(sources).toContain('"shopify"');
    expect(sources).not.toMatch(/write_key|secret/);
    const members = gunzipSync(files.get("member.jsonl.gz")!).toString();
    expect(members).not.toMatch(/password|token/i);
    expect([...files.keys()].some((name) => /api_key|invitation|person/.test(name))).toBe(false);
  });

  it("is described by its manifest, and its Parquet holds the same rows", async () => {
    const files = await filesOf(archive);
    const manifest = JSON.parse(files.get("manifest.json")!.toString()) as Manifest;
    expect(manifest).toMatchObject({ format: "sluice-workspace", version: 1, workspace: { name: "Teehaus Nord", currency: "EUR" } });
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-parquet-"));
    const duck = await (await DuckDBInstance.create(":memory:")).connect();
    for (const [table, { rows, columns }] of Object.entries(manifest.tables)) {
      const lines = gunzipSync(files.get(`${table}.jsonl.gz`)!).toString();
      expect([table, lines.split("\n").length - 1]).toEqual([table, rows]);
      if (rows > 0) expect([table, Object.keys(JSON.parse(lines.slice(0, lines.indexOf("\n"))) as object)]).toEqual([table, columns]);
      const file = path.join(folder, `${table}.parquet`);
      writeFileSync(file, files.get(`${table}.parquet`)!);
      const read = await duck.runAndReadAll(`select count(*)::integer from '${file}'`);
      expect([table, read.getRows()[0]![0]]).toEqual([table, rows]);
    }
    const found = await duck.runAndReadAll(
      `select name, value_minor::integer, typeof(opened_at), journey->>'v' is not null from '${path.join(folder, "deal.parquet")}' where currency = 'CHF'`,
    );
    expect(found.getRows()).toEqual([['Großhandel \\ "Tee" \u0001\u0002 🫖', 990_000, "TIMESTAMP WITH TIME ZONE", true]]);
    rmSync(folder, { recursive: true });
  });

  it("is of one moment while events come in", async () => {
    const { writeKey } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Live" }, { workspace: told })).body as {
      writeKey: string;
    };
    const url = `${await app.listen()}/v1/batch`;
    let going = true;
    let sent = 0;
    const intake = (async () => {
      for (; going; sent += 1) {
        const batch = Array.from({ length: 20 }, (_, n) => ({
          type: "track",
          event: n % 3 === 0 ? "Product Added" : "Product Viewed",
          messageId: `live-${sent}-${n}`,
          anonymousId: `visitor-${sent}-${n % 5}`,
          properties: { name: "Sencha", price: 12.5, currency: "EUR" },
        }));
        await fetch(url, { method: "POST", headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` }, body: JSON.stringify({ batch }) });
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const bytes = await take(told);
    const after = sent;
    going = false;
    await intake;
    expect(after).toBeGreaterThan(3);
    await app.settle(60_000);

    const shop = await app.buildShop();
    const { body } = await bring(bytes, shop);
    expect(body.error).toBeUndefined();
    const [now] = await app.db.inSystem((tx) => tx.query<{ seq: number }>(sql`select last_seq as seq from workspace where id = ${told}`));
    expect(body.lastSeq).toBeLessThan(now!.seq);
    const differing = await app.db.inWorkspace(shop.workspaceId, (tx) =>
      tx.query(sql`
        select d.id from deal d
        join lateral (
          select data->'deal' as deal from ledger l where l.workspace_id = d.workspace_id and l.deal_id = d.id and l.type like 'deal.%' order by seq desc limit 1
        ) newest on true
        where d.stage_id <> deal->>'stageId' or d.outcome <> deal->>'outcome' or d.value_minor is distinct from (deal->>'valueMinor')::bigint
      `),
    );
    expect(differing).toEqual([]);
  });
});

describe("a file that cannot be read in", () => {
  const refusedOf = async (bytes: Buffer, shop = app.shop) => {
    const { status, body } = await bring(bytes, shop);
    return [status, body.error?.code];
  };

  it("is refused wherever a byte of it has changed or is missing, and leaves nothing", async () => {
    const shop = await app.buildShop();
    const before = await hashes(shop.workspaceId);
    const files = await filesOf(archive);
    for (const [name, bytes] of files) {
      const damaged = Buffer.from(bytes);
      const place = Math.floor(damaged.length * 0.6);
      damaged[place]! ^= 1;
      const [status, code] = await refusedOf(await archiveOf(new Map([...files, [name, damaged]])), shop);
      expect([name, status, code]).toEqual([name, 400, "export_damaged"]);
    }
    for (const part of [0.3, 0.9, 0.9999])
      expect(await refusedOf(archive.subarray(0, Math.floor(archive.length * part)), shop)).toEqual([400, "export_damaged"]);
    const flipped = Buffer.from(archive);
    flipped[archive.indexOf("deal.jsonl.gz") + 130]! ^= 1; // in the archive's own frame
    expect((await refusedOf(flipped, shop))[0]).toBe(400);
    files.delete("contact.jsonl.gz");
    expect(await refusedOf(await archiveOf(files), shop)).toEqual([400, "export_damaged"]);
    expect(await hashes(shop.workspaceId)).toEqual(before);
  });

  it("is refused when it is none, or a newer Sluice's", async () => {
    const shop = await app.buildShop();
    expect(await refusedOf(Buffer.from("name;email\nAda;ada@shop.example\n".repeat(100)), shop)).toEqual([400, "export_unknown"]);
    expect(await refusedOf(Buffer.alloc(0), shop)).toEqual([400, "export_unknown"]);
    const files = await filesOf(archive);
    const manifest = JSON.parse(files.get("manifest.json")!.toString()) as Manifest;
    const signed = (changed: object) => {
      const text = JSON.stringify(changed);
      const sum = createHash("sha256").update(text).digest("hex");
      const sums = files
        .get("SHA256SUMS")!
        .toString()
        .replace(/[0-9a-f]{64} {2}manifest\.json/, `${sum}  manifest.json`);
      return archiveOf(new Map([...files, ["manifest.json", Buffer.from(text)], ["SHA256SUMS", Buffer.from(sums)]]));
    };
    expect(await refusedOf(await signed({ ...manifest, version: 2 }), shop)).toEqual([409, "export_newer"]);
    expect(await refusedOf(await signed({ ...manifest, schema: 9_999 }), shop)).toEqual([409, "export_newer"]);
    expect(await refusedOf(await signed({ ...manifest, format: "other" }), shop)).toEqual([400, "export_unknown"]);
    const more = { ...manifest, tables: { ...manifest.tables, person: { rows: 0, columns: ["id"] } } };
    expect(await refusedOf(await signed(more), shop)).toEqual([400, "export_unknown"]);
    const column = {
      ...manifest,
      tables: { ...manifest.tables, source: { ...manifest.tables["source"]!, columns: ["id", "secret_sealed"] } },
    };
    expect(await refusedOf(await signed(column), shop)).toEqual([400, "export_unknown"]);
  });

  it("does not go where something is, nor where one may only look around", async () => {
    expect(await refusedOf(archive, { ...app.shop, workspaceId: told })).toEqual([409, "workspace_not_empty"]);
    const used = await app.buildShop();
    await app.api("POST", "/api/contacts", { name: "Ada" }, { workspace: used.workspaceId });
    expect(await refusedOf(archive, used)).toEqual([409, "workspace_not_empty"]);
    for (const role of ["viewer", "seller", "manager"] as const)
      expect((await app.api("GET", "/api/exports/workspace", undefined, { as: role })).status).toBe(403);
  });
});

describe("the list of tables", () => {
  it("says of every table of a workspace whether it goes out, and why not", async () => {
    const tables = await app.db.inSystem((tx) =>
      tx.query<{ name: string }>(sql`
        select distinct c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attname = 'workspace_id' and not a.attisdropped
        order by 1
      `),
    );
    const known = [...Object.keys(exported), ...Object.keys(stays)].toSorted();
    expect(tables.map(({ name }) => name)).toEqual(known);
  });
});

describe("the page about the format", () => {
  it("names every table and every field that goes out", async () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/export-format.md"), "utf8");
    const manifest = JSON.parse((await filesOf(archive)).get("manifest.json")!.toString()) as Manifest;
    for (const [table, { columns }] of Object.entries(manifest.tables)) {
      const part = page.split(`### ${table}\n`)[1]?.split(/\n##/)[0] ?? "";
      const named = part.split("\n").flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map((match) => match[1]!));
      expect([table, named.toSorted()]).toEqual([table, columns.toSorted()]);
    }
  });
});
