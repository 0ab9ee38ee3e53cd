import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { ImportDetail } from "#imports/contract.ts";
import { figure, percentile, type Figure } from "../figure.ts";
import { peakMemoryMb, startSluice, type Sluice } from "../sluice.ts";

/** A shop's whole history from one CSV into a house where its contacts are known: read, dry run, run, undo; and out again. */
export async function bringIn(rows: number): Promise<Figure[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-import-"));
  const csv = path.join(tmpdir(), `deals-${rows}.csv`);
  const sluice = await startSluice(dataDir);
  const database = new pg.Client({ host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" });
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, peakMemoryMb(sluice.pid) ?? 0)), 250);
  try {
    await database.connect();
    const { workspace } = await sluice.api<{ workspace: { id: string } }>("POST", "/api/setup", {
      email: "owner@shop.example",
      password: "correct horse battery",
      shop: { name: "Shop", currency: "EUR", timeZone: "Europe/Berlin", language: "en", template: "wholesale" },
    });
    await fillContacts(database, workspace.id, rows);
    await writeCsv(csv, rows);
    const { writeKey } = await sluice.api<{ writeKey: string }>("POST", "/api/sources", { kind: "segment", name: "Live" });

    const { id } = await sluice.api<ImportDetail>("POST", "/api/imports");
    const read = await timed(() => upload(sluice, id, csv));
    const check = await timed(() => go(sluice, id, "check"));
    const live = watchLive(sluice, writeKey);
    const run = await timed(async () => {
      const done = await go(sluice, id, "run");
      const created = done.result!.kinds.find(({ kind }) => kind === "deals")!.created;
      if (created !== rows) throw new Error(`${created} of ${rows} deals were created`);
      await sluice.settle();
    });
    const waits = await live.stop();
    const out = await timed(() => takeOut(sluice));
    const undo = await timed(() => go(sluice, id, "undo"));
    const raw = await copyRaw(database, csv, rows);
    const count = rows.toLocaleString("en-US");
    return [
      figure(`${count} deals from one CSV: arrived, read, believed`, read, null, "s"),
      figure("… dry run, matched against as many contacts", check, { under: 60 }, "s"),
      figure(
        "… run, with ledger and projection",
        run,
        { under: 180 },
        "s",
        `${raw.toFixed(1)} s to copy the same rows into deal and ledger`,
      ),
      figure("… live event to board meanwhile, p95", percentile(waits, 0.95), { under: 1_000 }, "ms"),
      figure("… workspace out again", out, { under: 60 }, "s"),
      figure("… undo", undo, { under: 120 }, "s"),
      figure("… memory of Node, peak", peakMb, { under: 700 }, "MB"),
    ];
  } finally {
    clearInterval(watch);
    await database.end();
    await sluice.stop();
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(`${dataDir}.log`, { force: true });
    rmSync(csv, { force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** People with an e-mail address, each known by it. */
async function fillContacts(database: pg.Client, workspaceId: string, contacts: number): Promise<void> {
  await database.query(
    `with person as (select gen_random_uuid() as id, n from generate_series(0, $2::int - 1) n), kept as (
       insert into contact (workspace_id, id, name, email, profile, first_seen_at, last_seen_at, lead_at)
       select $1::uuid, id, 'Person ' || n, 'person' || n || '@example.com',
         jsonb_build_object('email', jsonb_build_array('person' || n || '@example.com', 0, '')), now() - interval '400 days', now() - interval '400 days', now() - interval '400 days'
       from person
     )
     insert into identity (workspace_id, key, contact_id) select $1::uuid, 'e:person' || n || '@example.com', id from person`,
    [workspaceId, contacts],
  );
  await database.query("vacuum analyze contact, identity");
}

/** About 120 bytes a deal: id, name, owner, stage, amount, dates, person, company. */
async function writeCsv(file: string, rows: number): Promise<void> {
  const stages = ["Qualified", "Demo", "Offer", "Won", "Lost"];
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  function* lines() {
    yield "Deal ID,Deal name,Owner,Stage,Amount,Currency,Created,Close date,Contact email,Company\n";
    for (let n = 0; n < rows; n += 1) {
      const openedAt = Date.UTC(2024, 0, 1) + (n % 500) * 86_400_000;
      const closed = n % 5 > 2 ? day(openedAt + (n % 60) * 86_400_000) : "";
      yield `D-${100_000_000 + n},"Deal number ${n}, as agreed",Owner ${n % 30},${stages[n % 5]},"${(n * 7) % 5_000}.50",EUR,${day(openedAt)},${closed},person${n}@example.com,Company ${n % 5_000}\n`;
    }
  }
  await pipeline(Readable.from(inPieces(lines())), createWriteStream(file));
}

function* inPieces(lines: Iterable<string>): Iterable<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length > 1 << 20) {
      yield piece;
      piece = "";
    }
  }
  yield piece;
}

async function upload(sluice: Sluice, id: string, file: string): Promise<void> {
  const answer = await fetch(`${sluice.url}/api/imports/${id}/files?name=deals.csv`, {
    method: "PUT",
    headers: { authorization: `Bearer ${sluice.token}` },
    body: Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 20 })) as ReadableStream<Uint8Array>,
    duplex: "half",
  } as RequestInit);
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  await until(sluice, id, ({ plan }) => plan !== null);
}

async function go(sluice: Sluice, id: string, what: "check" | "run" | "undo"): Promise<ImportDetail> {
  await sluice.api("POST", `/api/imports/${id}/${what}`);
  const ended = await until(sluice, id, ({ state }) => !["checking", "running", "undoing"].includes(state));
  if (ended.failure) throw new Error(JSON.stringify(ended.failure));
  return ended;
}

async function until(sluice: Sluice, id: string, isThere: (found: ImportDetail) => boolean): Promise<ImportDetail> {
  for (;;) {
    const found = await sluice.api<ImportDetail>("GET", `/api/imports/${id}`);
    if (isThere(found)) return found;
    await sleep(100);
  }
}

/** Sends an event of a new visitor every half second and sees how long it takes until the board has one more. */
function watchLive(sluice: Sluice, writeKey: string): { stop(): Promise<number[]> } {
  const waits: number[] = [];
  let stopped = false;
  const going = (async () => {
    for (let n = 0; !stopped; n += 1) {
      const began = performance.now();
      const email = `live${n}@example.com`;
      await fetch(`${sluice.url}/v1/track`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${writeKey}:`)}` },
        body: JSON.stringify({ messageId: `live-${n}`, event: "Quote Requested", userId: `live-${n}`, properties: { email } }),
      });
      for (;;) {
        const { contacts } = await sluice.api<{ contacts: unknown[] }>("GET", `/api/contacts?q=${encodeURIComponent(email)}`);
        if (contacts.length > 0) break;
        await sleep(10);
      }
      waits.push(performance.now() - began);
      await sleep(500);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await going;
      return waits;
    },
  };
}

async function takeOut(sluice: Sluice): Promise<void> {
  const answer = await fetch(`${sluice.url}/api/exports/workspace`, { headers: { authorization: `Bearer ${sluice.token}` } });
  if (!answer.ok || !answer.body) throw new Error(`export: ${answer.status}`);
  for await (const _ of answer.body);
}

/** What PostgreSQL alone takes for as many rows of the same shape in the same tables, with their indexes. */
async function copyRaw(database: pg.Client, csv: string, rows: number): Promise<number> {
  await database.query("create table raw_deal (like deal including all); create table raw_ledger (like ledger including all)");
  const [workspaceId, pipelineId] = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"];
  const uuid = (n: number) => `00000000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`;
  const at = "2024-05-01T00:00:00Z";
  const journey = JSON.stringify({
    j: {
      n: 0,
      returning: false,
      subject: null,
      start: [0, "D-100000000"],
      last: [0, "D-100000000"],
      segments: [{ at: [0, "D-100000000"], stageId: "qualified", by: "import", proofs: {} }],
      value: { stated: { amountMinor: 1, currency: "EUR", point: [0, "D-100000000"] } },
    },
    v: [["qualified", 0, "import"]],
  });
  const snapshot = JSON.stringify({
    to: "qualified",
    deal: {
      pipelineId,
      contactId: uuid(1),
      stageId: "qualified",
      outcome: "open",
      lostReason: null,
      valueMinor: 1,
      currency: "EUR",
      estimated: false,
      ownerId: null,
      touchSource: null,
      openedAt: 0,
      closedAt: null,
      driven: false,
      n: 0,
      orderId: null,
      version: 1,
      visits: [["qualified", 0, "import"]],
    },
  });
  function* deals() {
    for (let n = 0; n < rows; n += 1)
      yield `${workspaceId}\t${uuid(n)}\t${pipelineId}\t${uuid(n)}\tDeal number ${n}, as agreed\tf\t0\tqualified\topen\t${n}\tEUR\t${at}\t${at}\t${at}\t${journey}\t1\tfile:D-${n}\n`;
  }
  function* ledger() {
    for (let n = 0; n < rows * 1.4; n += 1)
      yield `${workspaceId}\t${n}\t${at}\t${at}\tdeal.opened\t${uuid(n % rows)}\t${uuid(n % rows)}\timport\t${snapshot}\n`;
  }
  return timed(async () => {
    await pipeline(
      Readable.from(inPieces(deals())),
      database.query(
        copyFrom(
          "copy raw_deal (workspace_id, id, pipeline_id, contact_id, name, driven, n, stage_id, outcome, value_minor, currency, opened_at, stage_entered_at, last_fact_at, journey, pipeline_version, external_key) from stdin",
        ),
      ),
    );
    await pipeline(
      Readable.from(inPieces(ledger())),
      database.query(copyFrom("copy raw_ledger (workspace_id, seq, at, recorded_at, type, contact_id, deal_id, cause, data) from stdin")),
    );
  });
}
