import { afterAll, beforeAll, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

/** What a spreadsheet of a few columns holds is told by those few. */
const cases: [string, string, string][] = [
  ["email,name\nada@example.com,Ada Lovelace\nbea@example.com,Bea Blau\n", "contacts", "email,name"],
  ["email\nada@example.com\nbea@example.com\n", "contacts", "email"],
  [
    "id,name,email,city\n1,Ada Lovelace,ada@example.com,Berlin\n2,Bea Blau,bea@example.com,Bonn\n",
    "contacts",
    "externalId,name,email,city",
  ],
  ["Name,Company,Phone\nAda,Blue Ltd,0171 1234567\nBea,Green Ltd,0172 7654321\n", "contacts", "name,company,phone"],
  [
    'Dealname,Phase,Betrag,Angelegt am\nTee,Angebot,"1.200,00",03.02.2025\nTassen,Gewonnen,"900,50",14.05.2025\n',
    "deals",
    "name,stage,value,createdAt",
  ],
];

it.each(cases)("%j", async (text, kind, fields) => {
  const { plan } = await room.believe([await room.take(text)]);
  expect(plan.files[0]!.kind).toBe(kind);
  expect(plan.files[0]!.columns.map(({ field }) => field).join(",")).toBe(fields);
});
