import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { sql } from "kysely";
import { extract, pack as createPack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readConfig } from "#base/config.ts";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { migrateTo, newestSchema } from "#base/postgres/migrate.ts";
import { inSnapshot } from "#base/postgres/snapshot.ts";
import { useApp } from "#test/app.ts";
import { useDatabase } from "#test/database.ts";
import { assertRoom } from "../disk.ts";
import { make, thinOut } from "./backups.ts";
import { checkBackup } from "./check-backup.ts";
import type { BackupManifest } from "./format.ts";
import { holdsSomething, restoreBackup } from "./restore-backup.ts";
import { listTables } from "./tables.ts";
import { writeBackup } from "./write-backup.ts";

vi.setConfig({ testTimeout: 120_000 });
const app = useApp();
const other = useDatabase();
const old = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), "sluice-backup-"));
const key = { fingerprint: "0123456789abcdef" };
let file: string;
let manifest: BackupManifest;
let before: Record<string, string>;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await app.signedIn("owner");
  for (const name of ["Ada", "Bo \\ \t\n\\. Ende", "Cy 🫖"])
    await app.api("POST", "/api/deals", {
      pipelineId: app.shop.pipeline.id,
      stageId: "interest",
      name,
      valueMinor: 100,
      currency: "EUR",
      email: `${newId()}@shop.example`,
    });
  const { writeKey } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" })).body as { writeKey: string };
  const batch = Array.from({ length: 200 }, (_, n) => ({
    type: "page",
    messageId: `m${n}`,
    anonymousId: `a${n % 40}`,
    properties: { path: "/" },
  }));
  await fetch(`${await app.listen()}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  });
  await app.settle();
  file = path.join(folder, "all.tar");
  manifest = (await writeBackup(app.db, file, key)).manifest;
  before = await hashes(app.db);
}, 60_000);

/** Of every table, rows and hash; nothing is left out but what the backup leaves out. */
async function hashes(db: Database): Promise<Record<string, string>> {
  const tables = await inSnapshot(db, undefined, (snapshot) => listTables(snapshot.rows));
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await db.inSystem((tx) =>
      tx.query<{ hash: string }>(
        sql`select count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as hash from ${sql.table(name)} t`,
      ),
    );
    found[name] = row!.hash;
  }
  return found;
}

async function entriesIn(bytes: Buffer): Promise<[string, Buffer][]> {
  const entries = extract();
  Readable.from([bytes]).pipe(entries as never);
  const found: [string, Buffer][] = [];
  for await (const entry of entries) found.push([entry.header.name, Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Buffer>))]);
  return found;
}

/** An archive with a right sum behind it. */
async function fileOf(name: string, entries: readonly (readonly [string, Buffer])[]): Promise<string> {
  const pack = createPack();
  for (const [entry, bytes] of entries) pack.entry({ name: entry }, bytes);
  pack.finalize();
  const bytes = Buffer.concat(await Array.fromAsync(pack as AsyncIterable<Buffer>));
  const target = path.join(folder, name);
  writeFileSync(target, Buffer.concat([bytes, Buffer.from(`\n${createHash("sha256").update(bytes).digest("hex")}\n`)]));
  return target;
}

describe("a backup", () => {
  it("holds every table that is ours, whole", () => {
    expect(Object.keys(before).toSorted()).toEqual(manifest.tables.map(({ name }) => name).toSorted());
    const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
    expect(Object.fromEntries(Object.entries(before).map(([name, hash]) => [name, Number(hash.split(" ")[0])]))).toEqual(rows);
    expect(rows["ledger"]).toBeGreaterThan(200);
    expect(rows["person"]).toBeGreaterThan(0);
    expect(manifest.schema).toBe(newestSchema());
  });

  it("leaves no table out because it has no row-level security", async () => {
    const tables = await app.db.inSystem((tx) =>
      tx.query<{ name: string }>(sql`
        select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relkind = 'r')
      `),
    );
    expect(tables.map(({ name }) => name)).toEqual(["schema_migration"]);
  });

  it("comes back equal in another database, and goes on from there", async () => {
    expect(await holdsSomething(other.db.pool)).toBe(false);
    await restoreBackup(other.db.pool, file, await checkBackup(file));
    expect(await hashes(other.db)).toEqual(before);
    expect(await holdsSomething(other.db.pool)).toBe(true);
    const [newest] = await other.db.inSystem((tx) => tx.query<{ id: number }>(sql`select max(id) as id from inbound`));
    const [next] = await other.db.inSystem((tx) =>
      tx.query<{ id: number }>(sql`
        insert into inbound (workspace_id, source_id, external_id, received_at, kind) values (${app.shop.workspaceId}, ${newId()}, 'next', now(), 'x') returning id
      `),
    );
    expect(next!.id).toBeGreaterThan(newest!.id); // the counter came along
  });

  it("takes the place of what was changed since, in the very database that is being used", async () => {
    await app.api("POST", "/api/contacts", { name: "Too late" });
    await app.api("PATCH", "/api/workspace", { name: "Changed" });
    expect(await hashes(app.db)).not.toEqual(before);
    await restoreBackup(app.db.pool, file, manifest);
    expect(await hashes(app.db)).toEqual(before);
    const { body } = await app.api("GET", "/api/deals");
    expect(body.total).toBe(43); // the application's role, its walls and functions stand again
    expect((await app.api("GET", "/api/search?q=ada")).status).toBe(200);
  });

  it("of an older schema is brought up to this one", async () => {
    const client = await old.db.pool.connect();
    await client.query("drop schema public cascade; create schema public; grant usage on schema public to public");
    await migrateTo(client, 8);
    await client.query(
      `insert into workspace (id, name, kind, currency, time_zone, language) values ('${newId()}', 'Old shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
    );
    client.release();
    const { manifest: older, file: olderFile } = await writeBackup(old.db, path.join(folder, "old.tar"), key);
    expect(older.schema).toBe(8);
    await restoreBackup(old.db.pool, olderFile, older);
    const [found] = await old.db.inSystem((tx) =>
      tx.query<{ name: string; schema: number }>(sql`select name, (select max(version) from schema_migration) as schema from workspace`),
    );
    expect(found).toEqual({ name: "Old shop", schema: newestSchema() });
  });

  it("is of one moment while events come in", async () => {
    const { writeKey } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Live" })).body as { writeKey: string };
    const url = `${await app.listen()}/v1/batch`;
    let going = true;
    const intake = (async () => {
      for (let n = 0; going; n += 1) {
        const batch = Array.from({ length: 50 }, (_, m) => ({
          type: "page",
          messageId: `live-${n}-${m}`,
          anonymousId: `live-${n}`,
          properties: { path: "/" },
        }));
        await fetch(url, { method: "POST", headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` }, body: JSON.stringify({ batch }) });
      }
    })();
    const live = await writeBackup(app.db, path.join(folder, "live.tar"), key);
    going = false;
    await intake;
    await restoreBackup(other.db.pool, live.file, live.manifest);
    const [found] = await other.db.inSystem((tx) =>
      tx.query<{ last: number; newest: number; rows: number }>(sql`
        select last_seq as last, (select max(seq) from ledger l where l.workspace_id = w.id) as newest, (select count(*) from ledger l where l.workspace_id = w.id) as rows
        from workspace w where id = ${app.shop.workspaceId}
      `),
    );
    expect([found!.newest, found!.rows]).toEqual([found!.last, found!.last]);
  });
});

describe("a file that cannot be restored", () => {
  it("is refused wherever a byte has changed or is missing", async () => {
    const bytes = readFileSync(file);
    const target = path.join(folder, "damaged.tar");
    for (let step = 0; step < 150; step += 1) {
      const damaged = Buffer.from(bytes);
      damaged[Math.floor(((bytes.length - 1) * step) / 149)]! ^= 1 << (step % 8);
      writeFileSync(target, damaged);
      await expect(checkBackup(target), `step ${step}`).rejects.toMatchObject({
        code: expect.stringMatching(/^backup_(damaged|unknown)$/),
      });
    }
    for (const part of [0.2, 0.7, 0.97, 0.999]) {
      writeFileSync(target, bytes.subarray(0, Math.floor(bytes.length * part)));
      await expect(checkBackup(target)).rejects.toMatchObject({ code: "backup_damaged" });
    }
    for (const none of ["", "name;email\n".repeat(1_000)]) {
      writeFileSync(target, none);
      await expect(checkBackup(target)).rejects.toMatchObject({ code: "backup_unknown" });
    }
  });

  it("is refused when a newer Sluice wrote it, and when a table is not whole", async () => {
    const entries = await entriesIn(readFileSync(file).subarray(0, -66));
    const newer = entries.map(([name, own]): [string, Buffer] =>
      name.endsWith("manifest.json") ? [name, Buffer.from(JSON.stringify({ ...manifest, schema: 9_999 }))] : [name, own],
    );
    await expect(checkBackup(await fileOf("newer.tar", newer))).rejects.toMatchObject({ code: "backup_newer" });
    const now = await hashes(other.db);
    const less = await fileOf(
      "less.tar",
      entries.filter(([name]) => !name.includes("/deal/")),
    );
    await expect(restoreBackup(other.db.pool, less, await checkBackup(less))).rejects.toMatchObject({ code: "backup_damaged" });
    expect(await hashes(other.db)).toEqual(now);
  });

  it("changes nothing when it fails on the way", async () => {
    const now = await hashes(other.db);
    const tables = manifest.tables.map((table) => (table.name === "ledger" ? { ...table, sha256: "0".repeat(64) } : table));
    await expect(restoreBackup(other.db.pool, file, { ...manifest, tables })).rejects.toMatchObject({ code: "backup_damaged" });
    expect(await hashes(other.db)).toEqual(now);
  });
});

describe("making backups", () => {
  const config = readConfig({ SLUICE_DATA: folder });

  it("never makes two at once, and leaves no half of one", async () => {
    const both = await Promise.allSettled([make({ db: app.db, config, key }, false), make({ db: app.db, config, key }, true)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "backup_running" } });
    const names = readdirSync(config.backups.dir);
    expect(names).toHaveLength(1);
    const rows = await app.db.inSystem((tx) =>
      tx.query<{ error: string | null; bytes: number | null }>(sql`select error, bytes from backup where finished_at is not null`),
    );
    expect(rows.map(({ error }) => error).toSorted()).toEqual(["backup_running", null]);
  });

  it("refuses where the disk would be nearly full", () => {
    expect(() => assertRoom(folder, 1e18)).toThrow(expect.objectContaining({ code: "disk_nearly_full" }));
    expect(() => assertRoom(folder)).not.toThrow();
  });

  it("keeps what was not made at night, whatever its age", () => {
    const names = ["sluice-2020-01-01T030000Z.tar", "sluice-nightly-2020-01-01T030000Z.tar", "my-own.tar"];
    for (const name of names) writeFileSync(path.join(config.backups.dir, name), "");
    for (let day = 1; day <= 28; day += 1)
      writeFileSync(path.join(config.backups.dir, `sluice-nightly-2099-11-${String(day).padStart(2, "0")}T021000Z.tar`), "");
    thinOut({ ...config.backups, days: 7, weeks: 4 }, "Europe/Berlin");
    const left = readdirSync(config.backups.dir);
    expect(left.filter((name) => name.includes("nightly-2099-11"))).toHaveLength(9);
    expect([
      existsSync(path.join(config.backups.dir, names[0]!)),
      existsSync(path.join(config.backups.dir, names[1]!)),
      left.includes(names[2]!),
    ]).toEqual([true, false, true]);
  });
});
