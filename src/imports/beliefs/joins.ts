import type { Duck } from "#base/duck.ts";
import type { Belief, Field, Kind, Plan } from "../contract.ts";
import type { Known } from "./believe.ts";
import { normalised } from "./header.ts";

type Side = { known: Known; column: number; field: Field | null };

/** Which list a field of another file names a row of. */
const listFor: Partial<Record<Field, { kind: Kind; fields: Field[] }[]>> = {
  company: [{ kind: "companies", fields: ["name", "externalId"] }],
  parent: [{ kind: "companies", fields: ["name", "externalId"] }],
  product: [{ kind: "products", fields: ["name", "externalId"] }],
  itemId: [{ kind: "products", fields: ["externalId"] }],
  itemName: [{ kind: "products", fields: ["name"] }],
  owner: [{ kind: "team", fields: ["name", "email"] }],
  author: [{ kind: "team", fields: ["name", "email"] }],
  contactId: [
    { kind: "leads", fields: ["externalId"] },
    { kind: "contacts", fields: ["externalId"] },
  ],
  customerId: [{ kind: "contacts", fields: ["externalId"] }],
  contactEmail: [
    { kind: "contacts", fields: ["email"] },
    { kind: "leads", fields: ["email"] },
  ],
  contactName: [{ kind: "contacts", fields: ["name"] }],
  email: [{ kind: "contacts", fields: ["email"] }],
  dealId: [{ kind: "deals", fields: ["externalId"] }],
};
const enough = 0.5;
const most = 20;

/** Columns of two files that name the same things, by how many of the values are found again. */
export async function joinsOf(duck: Duck, known: readonly Known[]): Promise<{ joins: Plan["joins"]; beliefs: Belief[] }> {
  const joins: Plan["joins"] = [];
  const beliefs: Belief[] = [];
  for (const [from, to] of candidatesOf(known)) {
    if (joins.length >= most) break;
    if (
      joins.some(({ file, column, toFile }) => file === from.known.file.fileId && column === from.column && toFile === to.known.file.fileId)
    )
      continue;
    const { found, total } = await sharedValues(duck, from, to);
    if (total === 0 || found < total * enough) continue;
    beliefs.push({
      about: `joins.${joins.length}`,
      strength: found >= total * 0.8 ? "sure" : "likely",
      code: "join_found",
      details: { column: headerOf(from), toColumn: headerOf(to), file: from.known.file.name, toFile: to.known.file.name, found, total },
    });
    joins.push({ file: from.known.file.fileId, column: from.column, toFile: to.known.file.fileId, toColumn: to.column });
  }
  return { joins, beliefs };
}

function candidatesOf(known: readonly Known[]): [Side, Side][] {
  const pairs: [Side, Side][] = [];
  for (const one of known) {
    for (const [column, field] of one.found.fields.entries()) {
      const from = { known: one, column, field };
      for (const two of known) {
        if (two === one) continue;
        for (const target of (field && listFor[field]) ?? []) {
          if (two.found.kind !== target.kind) continue;
          for (const wanted of target.fields) {
            const at = two.found.fields.indexOf(wanted);
            if (at !== -1) pairs.push([from, { known: two, column: at, field: wanted }]);
          }
        }
        pairs.push(...byHeader(from, two));
      }
    }
  }
  return pairs;
}

/** The same id by the same name in both files ("mql_id"), where it is the other's key. */
function byHeader(from: Side, two: Known): [Side, Side][] {
  const word = normalised(headerOf(from));
  if (!/\b(id|nr|nummer|number|key|code)\b/.test(word) || word === "id") return [];
  const at = two.profile.columns.findIndex(({ header }) => normalised(header) === word);
  if (at === -1 || two.found.fields[at] !== "externalId") return [];
  return [[from, { known: two, column: at, field: "externalId" }]];
}

function headerOf({ known, column }: Side): string {
  return known.profile.columns[column]!.header;
}

async function sharedValues(duck: Duck, from: Side, to: Side): Promise<{ found: number; total: number }> {
  const [row] = await duck.rows<{ found: number; total: number }>(`
    with one as (select distinct lower(trim(c${from.column})) as value from file_${from.known.file.fileId} where trim(c${from.column}) <> ''),
    two as (select distinct lower(trim(c${to.column})) as value from file_${to.known.file.fileId} where trim(c${to.column}) <> '')
    select count(*) as total, count(two.value) as found
    from one left join two using (value)`);
  return row!;
}
