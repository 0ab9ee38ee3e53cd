import { sql } from "kysely";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { ProductItem } from "../items.ts";
import { changesOf, type Frame, type ItemRow, type Verdict } from "./frame.ts";

export type Product = {
  id: string;
  key: string;
  name: string;
  category: string | null;
  priceMinor: number | null;
  currency: string | null;
};

/** The products that deals are about, by name. */
export async function applyProducts(tx: Tx, frame: Frame, rows: readonly ItemRow<ProductItem>[]): Promise<Verdict[]> {
  const known = await findProducts(
    tx,
    rows.map(({ item }) => item.name),
  );
  const touched = new Map<string, Product>();
  const verdicts = rows.map(({ n, item }): Verdict => {
    const key = item.name.toLowerCase();
    const before = known.get(key);
    const after: Product = {
      id: before?.id ?? newId(),
      key,
      name: before?.name ?? item.name,
      category: item.category ?? before?.category ?? null,
      priceMinor: item.price?.amountMinor ?? before?.priceMinor ?? null,
      currency: item.price?.currency ?? before?.currency ?? null,
    };
    known.set(key, after);
    if (!before) {
      touched.set(key, after);
      return { n, status: "created", title: after.name };
    }
    const changes = changesOf(before, after);
    if (changes.length === 0) return { n, status: "unchanged", title: after.name };
    touched.set(key, after);
    return { n, status: "updated", title: after.name, changes };
  });
  await saveProducts(tx, [...touched.values()], frame.startedAt);
  return verdicts;
}

/** Products by name in small letters; those that are not there are made. */
export async function productsNamed(tx: Tx, names: readonly string[], atMs: number): Promise<Map<string, Product>> {
  if (names.length === 0) return new Map();
  const known = await findProducts(tx, names);
  const fresh = new Map<string, Product>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, { id: newId(), key, name, category: null, priceMinor: null, currency: null });
  }
  await saveProducts(tx, [...fresh.values()], atMs);
  return new Map([...known, ...fresh]);
}

export async function findProducts(tx: Tx, names: readonly string[]): Promise<Map<string, Product>> {
  const keys = [...new Set(names.map((name) => name.toLowerCase()))];
  const rows = await tx.query<Product>(sql`
    select id, key, name, category, price_minor as "priceMinor", currency from product where workspace_id = ${tx.workspaceId} and key = any(${keys}::text[])
  `);
  return new Map(rows.map((row) => [row.key, row]));
}

async function saveProducts(tx: Tx, products: readonly Product[], atMs: number): Promise<void> {
  if (products.length === 0) return;
  await tx.query(sql`
    insert into product (workspace_id, id, key, name, category, price_minor, currency, created_at)
    select ${tx.workspaceId}, r.id, r.key, r.name, r.category, r."priceMinor", r.currency, ${new Date(atMs).toISOString()}
    from json_to_recordset(${JSON.stringify(products)}::json) as r (id uuid, key text, name text, category text, "priceMinor" bigint, currency text)
    on conflict (workspace_id, key) do update set category = excluded.category, price_minor = excluded.price_minor, currency = excluded.currency
  `);
}
