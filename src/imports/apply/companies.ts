import { sql } from "kysely";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { currentCompany } from "#people/companies/company-detail.ts";
import type { CompanyItem, Details } from "../items.ts";
import { changesOf, type Frame, type ItemRow, type Verdict } from "./frame.ts";

type Company = { id: string; key: string; name: string; details: Details | null };

/** Companies by name; upper and lower case are alike. What a file says of one is added to what is known. */
export async function applyCompanies(tx: Tx, frame: Frame, rows: readonly ItemRow<CompanyItem>[]): Promise<Verdict[]> {
  const known = await findCompanies(
    tx,
    rows.map(({ item }) => item.name),
  );
  const fresh = new Map<string, Company>();
  const changed = new Map<string, Company>();
  const verdicts = rows.map(({ n, item }): Verdict => {
    const key = companyKey(item.name);
    const before = known.get(key);
    if (!before) {
      const company = { id: newId(), key, name: item.name, details: item.details };
      known.set(key, company);
      fresh.set(key, company);
      return { n, status: "created", title: item.name };
    }
    const details = { ...before.details, ...item.details };
    const changes = changesOf({ ...before.details }, details);
    if (changes.length === 0) return { n, status: "unchanged", title: before.name, joined: before.name };
    const after = { ...before, details };
    known.set(key, after);
    (fresh.has(key) ? fresh : changed).set(key, after);
    return { n, status: "updated", title: before.name, joined: before.name, changes };
  });
  await insertCompanies(tx, [...fresh.values()], frame.startedAt);
  if (changed.size > 0)
    await tx.query(sql`
      update company c set details = r.details::jsonb
      from json_to_recordset(${wire([...changed.values()])}::json) as r (id uuid, details text)
      where c.workspace_id = ${tx.workspaceId} and c.id = r.id
    `);
  return verdicts;
}

/** The ids of companies by `companyKey`; those that are not there are made. */
export async function companiesNamed(tx: Tx, names: readonly string[], atMs: number): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const known = await findCompanies(tx, names);
  const fresh = new Map<string, Company>();
  for (const name of names) {
    const key = companyKey(name);
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, { id: newId(), key, name, details: null });
  }
  await insertCompanies(tx, [...fresh.values()], atMs);
  return new Map([...known.values(), ...fresh.values()].map(({ key, id }) => [key, id]));
}

export function companyKey(name: string): string {
  return `n:${name.toLowerCase()}`;
}

export async function findCompanies(tx: Tx, names: readonly string[]): Promise<Map<string, Company>> {
  const keys = [...new Set(names.map(companyKey))];
  const rows = await tx.query<Company & { merged: boolean }>(sql`
    select id, external_key as key, name, details, merged_into is not null as merged from company where workspace_id = ${tx.workspaceId} and external_key = any(${keys}::text[])
  `);
  const known = new Map<string, Company>();
  for (const { merged, ...row } of rows) known.set(row.key, merged ? { ...row, id: await currentCompany(tx, row.id) } : row); // merged ones are few
  return known;
}

async function insertCompanies(tx: Tx, companies: readonly Company[], atMs: number): Promise<void> {
  if (companies.length === 0) return;
  await tx.query(sql`
    insert into company (workspace_id, id, name, external_key, created_at, details)
    select ${tx.workspaceId}, r.id, r.name, r.key, ${new Date(atMs).toISOString()}, r.details::jsonb
    from json_to_recordset(${wire(companies)}::json) as r (id uuid, name text, key text, details text)
    on conflict (workspace_id, external_key) where external_key is not null do nothing
  `);
}

function wire(rows: readonly { details: Details | null }[]): string {
  return JSON.stringify(rows.map((row) => ({ ...row, details: row.details && JSON.stringify(row.details) })));
}
