import { notBackedUp } from "./format.ts";

type Rows = <Row>(statement: string, values?: unknown[]) => Promise<Row[]>;
export type BackupTable = { name: string; columns: string[] };

/** Every table of ours with its stored columns, those that others point to before those that point. */
export async function listTables(rows: Rows): Promise<BackupTable[]> {
  const tables = await rows<BackupTable>(
    `
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and c.relname <> all($1)
    group by c.relname
    order by c.relname`,
    [notBackedUp],
  );
  const points = await rows<{ from: string; to: string }>(`
    select distinct c.conrelid::regclass::text as "from", c.confrelid::regclass::text as "to"
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    where c.contype = 'f' and n.nspname = 'public' and c.conrelid <> c.confrelid`);
  const placed: BackupTable[] = [];
  for (let left = tables; left.length > 0;) {
    const ready = left.filter(({ name }) => !points.some(({ from, to }) => from === name && left.some((other) => other.name === to)));
    if (ready.length === 0) throw new Error(`These tables point to each other in a circle: ${left.map(({ name }) => name).join(", ")}.`);
    placed.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return placed;
}

/** Where the counters stand that the database numbers rows with. */
export async function listSequences(rows: Rows): Promise<{ table: string; column: string; last: number }[]> {
  const found = await rows<{ table: string; column: string; last: string | null }>(`
    select c.relname as "table", a.attname as "column", s.last_value as last
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_sequences s on format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)
    where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity and a.attidentity <> ''
    order by 1, 2`);
  return found.flatMap(({ table, column, last }) => (last === null ? [] : [{ table, column, last: Number(last) }]));
}

export function copyOut({ name, columns }: BackupTable): string {
  return `copy ${quoted(name)} (${columns.map(quoted).join(", ")}) to stdout`;
}

export function copyIn({ name, columns }: BackupTable): string {
  return `copy ${quoted(name)} (${columns.map(quoted).join(", ")}) from stdin`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
