import { sql } from "kysely";
import { addDays, dayOf } from "#base/clock.ts";
import { idOf } from "#base/ids.ts";
import { convertMinor } from "#base/money.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { lockLedger } from "#ledger/append.ts";
import { openDay, type DealChange } from "#deals/save-deals.ts";
import { snapshotOf } from "#deals/deal.ts";
import { wonStage, type Pipeline } from "#pipelines/pipeline.ts";
import { getWorkspace, type Workspace } from "#workspaces/queries.ts";
import { ratesOn } from "#workspaces/rates.ts";
import { applyItems } from "./apply/apply.ts";
import type { Frame, ItemRow, Verdict } from "./apply/frame.ts";
import { keysOfPerson } from "./apply/people.ts";
import { lookAround, planDeals } from "./apply/plan-deals.ts";
import { plannedPipeline, setUp } from "./apply/set-up.ts";
import { beforeFirst, nextChunk, nextSize } from "./chunks.ts";
import type { ImportResult, Kind, Plan } from "./contract.ts";
import { countItems } from "./count-items.ts";
import type { DealItem } from "./items.ts";
import { prepare } from "./prepare.ts";
import { appendRow, steps, type Work } from "./work.ts";

/** The projection of the workspace with what is added to it, as Insights offers it. */
export type Preview = {
  add(rows: readonly { seq: number; kind: "deal" | "contact"; id: string; body: string | null }[]): Promise<void>;
  figures(from: string, to: string): Promise<{ metric: string; value: number | null; n: number; unit: string }[]>;
  close(): void;
};
export type OpenPreview = (workspaceId: string, pipeline: Pipeline) => Promise<Preview>;

export type Checking = {
  db: Database;
  work: Work;
  workspaceId: string;
  importId: string;
  actorId: string | null;
  plan: Plan;
  headers: ReadonlyMap<string, readonly string[]>;
  nowMs: number;
  openPreview: OpenPreview;
  progress(step: string, done: number, of: number): void;
  stopped(): boolean;
};

type Totals = Map<string, { stageId: string; currency: string; count: number; sumMinor: number }>;

/**
 * The dry run: every row is read, every item is tried against the workspace as it is, and nothing stays. Deals are only decided; the other
 * kinds go the way they will go when it is run, a person's items together, in transactions that are rolled back.
 */
export async function check(job: Checking): Promise<ImportResult> {
  const { db, work, workspaceId, plan, nowMs, progress, stopped } = job;
  const workspace = await db.inWorkspace(workspaceId, getWorkspace);
  const lines = await countLines(work, plan);
  let read = 0;
  await prepare(
    work,
    { plan, headers: job.headers, importId: job.importId, nowMs, currency: workspace.currency },
    (rows) => progress("read", (read += rows), lines),
    stopped,
  );

  const pipeline = await db.inWorkspace(workspaceId, (tx) => plannedPipeline(tx, { importId: job.importId, plan, workspace }));
  const counted = await countItems(work);
  const frame: Frame = {
    importId: job.importId,
    actorId: job.actorId,
    startedAt: nowMs,
    plan,
    pipeline,
    workspace,
    onlyOpen: counted.onlyOpen,
  };
  const preview = await job.openPreview(workspaceId, pipeline);
  try {
    const period = periodOf(nowMs, counted.newestAt, workspace.timeZone);
    const before = await preview.figures(period.from, period.to);
    const totals: Totals = new Map();
    await tryItems(job, frame, preview, totals);
    const after = await preview.figures(period.from, period.to);
    return {
      kinds: await countVerdicts(work),
      refusals: await listRefusals(work),
      adds: await db.inWorkspace(workspaceId, (tx) => addsOf(tx, frame)),
      board: await db.inWorkspace(workspaceId, (tx) => boardOf(tx, frame, totals)),
      outcomes: counted.outcomes,
      orders: counted.orders,
      figures: {
        ...period,
        list: before.map(({ metric, ...figure }, index) => ({
          metric: metric as NonNullable<ImportResult["figures"]>["list"][number]["metric"],
          before: figure,
          after: { value: after[index]!.value, n: after[index]!.n, unit: after[index]!.unit },
        })),
      },
    };
  } finally {
    await preview.close();
  }
}

/** The twelve months up to now, or up to the newest thing the files tell of where that is longer ago. */
function periodOf(nowMs: number, newestAt: number | null, timeZone: string): { from: string; to: string } {
  const yearAgo = nowMs - 365 * 86_400_000;
  const to = dayOf(newestAt !== null && newestAt < yearAgo ? newestAt : nowMs, timeZone);
  return { from: addDays(to, -364), to };
}

async function countLines(work: Work, plan: Plan): Promise<number> {
  let lines = 0;
  for (const { fileId, kind } of plan.files) {
    if (kind === "none") continue;
    const [row] = await work.rows<{ n: number }>(`select count(*) as n from file_${fileId}`);
    lines += row!.n;
  }
  return lines;
}

async function tryItems(job: Checking, frame: Frame, preview: Preview, totals: Totals): Promise<void> {
  const { work, progress, stopped } = job;
  const [all] = await work.rows<{ n: number }>("select count(*) as n from item");
  const writer = await work.connection.createAppender("verdict");
  const waiting: Parameters<Preview["add"]>[0][number][] = [];
  const flush = async () => {
    if (waiting.length > 0) await preview.add(waiting.splice(0));
  };
  let done = 0;
  for (let step = 0; step < steps.length; step += 1) {
    let [after, size] = [await beforeFirst(work, step), steps[step] === "deals" ? 2_000 : 200];
    for (
      let chunk = await nextChunk(work, step, after, size, true);
      chunk && !stopped();
      chunk = await nextChunk(work, step, after, size, true)
    ) {
      const began = performance.now();
      const tried =
        steps[step] === "deals"
          ? await tryDeals(job, frame, chunk.rows as ItemRow<DealItem>[], totals)
          : await tryRolledBack(job, frame, chunk.kind, chunk.rows, totals);
      for (const { n, status, title, joined, changes, fault } of await withPlannedDeals(work, tried.verdicts))
        appendRow(writer, [
          n,
          status,
          title,
          joined ?? null,
          changes?.length ? JSON.stringify(changes) : null,
          fault?.code ?? null,
          fault?.field ?? null,
          fault?.value ?? null,
        ]);
      waiting.push(...tried.rows);
      if (waiting.length >= 20_000) await flush();
      after = chunk.last;
      if (steps[step] !== "deals") size = nextSize(size, performance.now() - began);
      progress("check", (done += chunk.rows.length), all!.n);
    }
  }
  writer.closeSync();
  await flush();
}

type Tried = { verdicts: Verdict[]; rows: { seq: number; kind: "deal" | "contact"; id: string; body: string | null }[] };

async function tryDeals({ db, workspaceId }: Checking, frame: Frame, rows: readonly ItemRow<DealItem>[], totals: Totals): Promise<Tried> {
  const around = await db.inWorkspace(workspaceId, (tx) => lookAround(tx, rows));
  const { verdicts, changes } = planDeals(frame, rows, around);
  for (const change of changes) addToTotals(totals, frame, change);
  const people = rows.flatMap(({ item }, index): Tried["rows"] => {
    if (!item.person || around.contacts[index]) return [];
    const { openedAt, foundAt, person } = item;
    const leadAt = (person.email || person.phone) && foundAt !== openedAt ? openedAt : null;
    const body = { leadAt, firstOrderAt: null, firstSeenAt: openedAt, touchSource: null, mergedInto: null };
    return [{ seq: index, kind: "contact", id: idOf(keysOfPerson(person)[0]!), body: JSON.stringify(body) }];
  });
  return {
    verdicts,
    rows: [
      ...people,
      ...changes.map(({ after }, seq) => ({ seq, kind: "deal" as const, id: after!.id, body: JSON.stringify(snapshotOf(after!)) })),
    ],
  };
}

function addToTotals(totals: Totals, frame: Frame, { before, after }: DealChange): void {
  const wonFrom = addDays(dayOf(frame.startedAt, frame.workspace.timeZone), -29);
  for (const [deal, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (!deal || deal.outcome === "lost" || (deal.outcome === "won" && deal.closedDay! < wonFrom)) continue;
    addTotal(totals, { stageId: deal.stageId, currency: deal.currency ?? "", count: sign, sumMinor: sign * (deal.valueMinor ?? 0) });
  }
}

function addTotal(totals: Totals, part: { stageId: string; currency: string; count: number; sumMinor: number }): void {
  const key = `${part.stageId} ${part.currency}`;
  const total = totals.get(key) ?? { ...part, count: 0, sumMinor: 0 };
  total.count += part.count;
  total.sumMinor += part.sumMinor;
  totals.set(key, total);
}

/** Ends a transaction that was only to be tried, with what came of it. */
class RolledBack extends Error {
  readonly tried: Tried & { totals: TotalRow[] };
  constructor(tried: Tried & { totals: TotalRow[] }) {
    super("rolled back");
    this.tried = tried;
  }
}

async function tryRolledBack(
  { db, workspaceId, importId, plan, actorId, nowMs }: Checking,
  frame: Frame,
  kind: Kind,
  rows: readonly ItemRow[],
  totals: Totals,
): Promise<Tried> {
  try {
    await db.inWorkspace(workspaceId, async (tx) => {
      await lockLedger(tx);
      const pipeline = await setUp(tx, { importId, plan, workspace: frame.workspace, startedAt: nowMs, actorId });
      const before = await listTotals(tx, pipeline, frame.workspace, nowMs);
      const seq = await lockLedger(tx);
      const verdicts = await applyItems(tx, { ...frame, pipeline }, kind, rows);
      const after = await listTotals(tx, pipeline, frame.workspace, nowMs);
      throw new RolledBack({
        verdicts,
        rows: await snapshotsAfter(tx, seq),
        totals: [...after, ...before.map((row) => ({ ...row, count: -row.count, sumMinor: -row.sumMinor }))],
      });
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    for (const row of error.tried.totals) addTotal(totals, row);
    return error.tried;
  }
  throw new Error("a try was not rolled back");
}

async function snapshotsAfter(tx: Tx, seq: number): Promise<Tried["rows"]> {
  return tx.query<Tried["rows"][number]>(sql`
    select seq, case when type like 'deal.%' then 'deal' else 'contact' end as kind, case when type like 'deal.%' then deal_id else contact_id end as id,
      case when type = 'deal.removed' then null when type like 'deal.%' then data -> 'deal' else data -> 'contact' end::text as body
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${seq} and (type like 'deal.%' or (type like 'contact.%' and data ? 'contact'))
    order by seq
  `);
}

type TotalRow = { stageId: string; currency: string; count: number; sumMinor: number };

/** What the board counts: open deals, and those won in the last 30 days. */
function listTotals(tx: Tx, pipeline: Pipeline, workspace: Workspace, nowMs: number): Promise<TotalRow[]> {
  const wonFrom = addDays(dayOf(nowMs, workspace.timeZone), -29);
  return tx.query<TotalRow>(sql`
    select stage_id as "stageId", currency, sum(deals) as count, sum(sum_minor) as "sumMinor"
    from stage_total
    where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipeline.id} and (day = ${openDay} or (stage_id = ${wonStage(pipeline)?.id ?? null} and day >= ${wonFrom}))
    group by stage_id, currency
  `);
}

async function boardOf(tx: Tx, { pipeline, workspace, startedAt }: Frame, added: Totals): Promise<ImportResult["board"]> {
  const rates = await ratesOn(tx, workspace.currency, dayOf(startedAt, workspace.timeZone));
  const now = await listTotals(tx, pipeline, workspace, startedAt);
  const addUp = (rows: readonly TotalRow[]) => ({
    count: rows.reduce((sum, row) => sum + row.count, 0),
    sumMinor: rows.reduce((sum, row) => {
      const rate = row.currency === workspace.currency || row.currency === "" ? 1 : rates.get(row.currency);
      return rate === undefined ? sum : sum + convertMinor(row.sumMinor, row.currency || workspace.currency, workspace.currency, rate);
    }, 0),
  });
  return pipeline.stages.map(({ id, name, kind }) => {
    const [before, more] = [now, [...added.values()]].map((rows) => addUp(rows.filter((row) => row.stageId === id))) as [
      ReturnType<typeof addUp>,
      ReturnType<typeof addUp>,
    ];
    return { stageId: id, name, kind, before, after: { count: before.count + more.count, sumMinor: before.sumMinor + more.sumMinor } };
  });
}

async function addsOf(tx: Tx, { plan, pipeline, importId }: Frame): Promise<ImportResult["adds"]> {
  const members = new Set(
    (await tx.query<{ id: string }>(sql`select user_id as id from member where workspace_id = ${tx.workspaceId}`)).map(({ id }) => id),
  );
  const stored = await tx.query<{ stages: { id: string }[] }>(
    sql`select stages from pipeline where workspace_id = ${tx.workspaceId} and id = ${pipeline.id}`,
  );
  const known = new Set(stored[0]?.stages.map(({ id }) => id));
  return {
    stages: pipeline.stages.flatMap(({ id, name, kind }) => (kind === "open" && !known.has(id) ? [name] : [])),
    people: Object.entries(plan.people).flatMap(([name, target]) =>
      "create" in target && !members.has(`name:${name.toLowerCase()}`.slice(0, 100)) ? [name] : [],
    ),
    pipeline: pipeline.id === importId && stored.length === 0 ? pipeline.name : null,
  };
}

/** Activities may be about deals of the same import, which are not there while they are tried. */
async function withPlannedDeals(work: Work, verdicts: readonly Verdict[]): Promise<readonly Verdict[]> {
  const missing = verdicts.filter(({ fault }) => fault?.code === "deal_unknown");
  if (missing.length === 0) return verdicts;
  const found = await work.rows<{ key: string }>(
    `select key from item where kind = 'deals' and list_contains(from_json($keys, '["VARCHAR"]'), key)`,
    {
      keys: JSON.stringify(missing.map(({ fault }) => fault!.value)),
    },
  );
  const planned = new Set(found.map(({ key }) => key));
  return verdicts.map((verdict) => {
    if (!planned.has(verdict.fault?.value ?? "")) return verdict;
    const { fault: _, ...rest } = verdict;
    return { ...rest, status: "created" };
  });
}

/** What came of the rows by kind: of the items tried, and of those that could not be read. */
async function countVerdicts(work: Work): Promise<ImportResult["kinds"]> {
  const rows = await work.rows<{ kind: string; created: number; updated: number; unchanged: number; joined: number; refused: number }>(`
    select kind, sum(created)::bigint as created, sum(updated)::bigint as updated, sum(unchanged)::bigint as unchanged, sum(joined)::bigint as joined, sum(refused)::bigint as refused
    from (
      select item.kind, count(*) filter (where status = 'created') as created, count(*) filter (where status = 'updated') as updated,
        count(*) filter (where status = 'unchanged') as unchanged, count(*) filter (where joined is not null and status <> 'refused') as joined,
        count(*) filter (where status = 'refused') as refused
      from item join verdict using (n)
      group by item.kind
      union all
      select case kind when 'leads' then 'contacts' else kind end, 0, 0, 0, 0, count(distinct (file, first)) from refused group by 1
    )
    group by kind
  `);
  return steps.flatMap((kind) => {
    const row = rows.find((each) => each.kind === kind);
    return row ? [{ ...row, kind, rows: row.created + row.updated + row.unchanged + row.refused }] : [];
  });
}

async function listRefusals(work: Work): Promise<ImportResult["refusals"]> {
  return work.rows<{ code: string; field: string | null; count: number; sample: string }>(`
    select code, field, sum(n)::bigint as count, coalesce(any_value(value), '') as sample
    from (
      select code, field, count(distinct (file, first)) as n, any_value(value) as value from refused group by code, field
      union all
      select code, field, count(*), any_value(value) from verdict where status = 'refused' group by code, field
    )
    group by code, field
    order by count desc, code
    limit 100
  `);
}
