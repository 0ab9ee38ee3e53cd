import { DuckDBInstance } from "@duckdb/node-api";
import { projectionFile } from "#insights/duck.ts";
import { wallDays } from "#insights/metrics.ts";
import { schema } from "#insights/schema.ts";

/**
 * Writes a projection of this many deals of two years, six stays each on average, beside an empty ledger: figures are read from the
 * projection alone; every third belongs to a person, who did something two or three times, and about each of these we did something two to four times. Visitors come evenly, with a bow over the year; of ten that end two buy; the oldest open deals lie dead. Rows lie in the
 * order of their deal's last change, as they do where Sluice wrote them: a deal's rows are written anew with each of its changes.
 */
export async function writeProjection(
  dataDir: string,
  ids: { workspaceId: string; pipelineId: string },
  deals: number,
): Promise<{ deals: number; visits: number; open: number }> {
  const instance = await DuckDBInstance.create(projectionFile(dataDir), { threads: "2", memory_limit: "4GB" });
  const connection = await instance.connect();
  const workspace = `'${ids.workspaceId}'::uuid`;
  const pipeline = `'${ids.pipelineId}'::uuid`;
  const now = Date.now();
  const [row] = (await connection.runAndReadAll("select count(*) from duckdb_tables() where table_name = 'shape'")).getRows();
  if (Number(row![0]) === 0) await connection.run(schema);
  for (const table of ["deal", "deal_record", "visit", "contact", "activity", "customer_act", "progress", "stage"])
    await connection.run(`delete from ${table}`);
  await connection.run(`
    select setseed(0.42);
    create temp table seed as
    select
      i,
      (printf('%012x', begun) || printf('%020x', (i * 7919 + 13)::bigint))::uuid as id,
      begun, stays, pace, u
    from (
      select
        range as i, (${now} - 730 * 86400000::bigint + (range / ${deals}::double * 730 + 20 * sin(range / ${deals}::double * 12)) * 86400000)::bigint as begun,
        1 + floor(random() * 11)::integer as stays, (0.2 + -ln(random()) * 16) * 86400000 as pace, random() as u
      from range(${deals})
    )
    where begun < ${now};

    create temp table stay as
    select i, id, n, begun, stays, u, begun + (n * pace + random() * pace / 2)::bigint as entered,
      case when n < 4 then ['awareness', 'interest', 'evaluation', 'decision'][n + 1] when n % 2 = 0 then 'evaluation' else 'decision' end as stage
    from (select *, unnest(range(stays)) as n from seed);
    delete from stay where entered >= ${now};

    create temp table ended as
    select seed.*, end_at, case when end_at >= ${now} then 'open' when u < 0.2 and stays >= 3 then 'won' else 'lost' end as outcome
    from (select *, begun + (stays * pace)::bigint as end_at from seed) seed;

    insert into contact
    select ${workspace}, id, begun + 60000, case when outcome = 'won' then end_at end, begun, ['google', 'instagram', 'newsletter', null][1 + i % 4], ['DE', 'AT', 'CH', 'NL'][1 + i % 4], null
    from ended where i % 3 = 0 order by begun;

    insert into deal
    select
      ${workspace}, id, ${pipeline}, case when i % 3 = 0 then id end, 0, true, 1, coalesce(last.stage, 'awareness'), outcome, case when outcome = 'lost' then 'no_activity' end,
      case when stays >= 3 then (500 + exp(8 + random() * 2))::bigint end, case when stays >= 3 then 'EUR' end, false,
      case when i % 5 = 0 then 'seller-' || (i % 30) end, ['google', 'instagram', 'newsletter', 'direct'][1 + i % 4],
      ['tea', 'pots', 'gifts', 'books', 'sweets'][1 + i % 5], i % 6 = 0, begun, begun, case when outcome <> 'open' then end_at end, greatest(begun, coalesce(last.entered, begun), case when outcome <> 'open' then end_at else 0 end), null
    from ended
    left join (select id, arg_max(stage, n) as stage, max(entered) as entered from stay group by id) last using (id)
    order by 21, id;

    insert into visit
    with path as (
      select *, coalesce(lead(entered) over (partition by id order by n), case when outcome <> 'open' then end_at end) as left_at
      from (
        select id, n, stage, entered from stay
        union all
        select id, stays, 'purchase', end_at from ended where outcome = 'won'
      )
      join (select id, outcome, end_at from ended) using (id)
    ),
    ranked as (
      select *, case stage when 'awareness' then 0 when 'interest' then 1 when 'evaluation' then 2 when 'decision' then 3 else 1000 end as rank
      from path
    )
    select
      ${workspace}, p.id, ${pipeline}, p.n, p.stage, p.entered,
      p.left_at, lead(p.stage) over own,
      arg_min(p.stage, p.n) filter (where coalesce(${wallDays("p.left_at - e.begun")} > ${wallDays("p.entered - e.begun")}, true)) over later,
      case when lead(p.entered) over own is null and e.outcome <> 'open' then e.outcome end, 'shop',
      row_number() over (partition by p.id, p.stage order by p.n) = 1,
      case when p.rank < 1000 then coalesce(
        min(p.entered) filter (where p.rank = 1000) over later, min(case when p.rank > 2 and p.stage = 'decision' then p.entered end) over later) end,
      case when e.outcome = 'lost' then e.end_at end, false,
      d.contact_id, d.value_minor, d.currency, d.owner_id, d.touch_source, d.category, d.is_repeat, d.begun_at, d.seen_from, d.outcome
    from ranked p join ended e using (id) join deal d using (id)
    window own as (partition by p.id order by p.n), later as (partition by p.id order by p.n rows between 1 following and unbounded following)
    order by d.changed_at, p.id, p.n;

    insert into deal_record
    select ${workspace}, deal_id, row_number() over (order by entered_at), entered_at, coalesce(visit.outcome, 'open'), case when visit.outcome is not null then left_at end, d.value_minor, d.currency, false, d.owner_id, d.touch_source, d.category
    from visit join deal d on d.id = visit.deal_id
    order by 3;

    insert into activity
    select ${workspace}, id, begun + ((n + random()) / times * (least(end_at, ${now}) - begun))::bigint as happened
    from (select *, unnest(range(times)) as n from (select *, 2 + i // 3 % 3 as times from ended where i % 3 = 0))
    order by happened;

    insert into customer_act
    select ${workspace}, id, begun + ((n + random()) / times * (least(end_at, ${now}) - begun))::bigint as happened
    from (select *, unnest(range(times)) as n from (select *, 2 + i // 9 % 2 as times from ended where i % 3 = 0))
    order by happened;

    insert into progress values (${workspace}, 0);
    insert into stage
    select ${workspace}, ${pipeline}, 1, unnest(['awareness', 'interest', 'evaluation', 'decision', 'purchase', 'retention']), unnest([0, 1, 2, 3, 1000, -1]);
    checkpoint;
  `);
  const [counts] = (
    await connection.runAndReadAll(
      "select (select count(*) from deal)::integer, (select count(*) from visit)::integer, (select count(*) from deal where outcome = 'open')::integer",
    )
  ).getRows();
  connection.closeSync();
  instance.closeSync();
  return { deals: Number(counts![0]), visits: Number(counts![1]), open: Number(counts![2]) };
}
