import { sql } from "kysely";
import type { TestApp, TestShop } from "./app.ts";

/** Another merchant's shop, full of words that nobody outside may ever read. */
export type ForeignShop = TestShop & {
  dealId: string;
  contactId: string;
  otherContactId: string;
  companyId: string;
  otherCompanyId: string;
  sourceId: string;
  externalId: string;
  userId: string;
  keyId: string;
  invitationId: string;
  importId: string;
  taskId: string;
  changeId: string;
  viewId: string;
  alertId: string;
};

/** Matches every word of the foreign shop. */
export const foreignWords = /geheim|fremd/i;

/** Fills a second workspace through the doors everybody uses: a source, an event, an order, a deal, a member, a key, an invitation. */
export async function buildForeignShop(app: TestApp): Promise<ForeignShop> {
  const shop = await app.buildShop();
  const workspace = shop.workspaceId;
  const post = async (path: string, body: object) => (await app.api("POST", path, body, { workspace })).body;
  await app.api("PATCH", "/api/workspace", { name: "Geheimladen" }, { workspace });

  const source = await post("/api/sources", { kind: "segment", name: "Geheimquelle" });
  const event = {
    messageId: "geheim-1",
    userId: "geheim-user",
    event: "Order Completed",
    properties: {
      order_id: "GEHEIM-77",
      total: 77,
      currency: "EUR",
      email: "geheim@fremd.example",
      products: [{ name: "Geheimtee", price: 77, quantity: 1 }],
    },
    context: { traits: { email: "geheim@fremd.example", name: "Zacharias Geheim" } },
  };
  const sent = await fetch(`${await app.listen()}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify(event),
  });
  if (sent.status !== 200) throw new Error(`The foreign shop's event was answered ${sent.status}.`);
  await app.settle();

  await app.signedIn("owner", shop);
  await app.db.inSystem((tx) =>
    tx.query(sql`update member set name = 'Frau Geheim', email = 'chefin@fremd.example' where workspace_id = ${workspace}`),
  );
  const key = await post("/api/keys", { name: "Geheimschluessel", scopes: ["read"] });
  const task = await post("/api/tasks", { title: "Geheime Aufgabe", pipelineId: shop.pipeline.id, stageId: "decision" });
  const change = await post("/api/changes", { title: "Geheime Änderung", day: "2026-01-01" });
  const view = await post("/api/views", { name: "Geheime Ansicht", filters: {}, shared: true });
  const brought = await post("/api/imports", {});
  const invitation = await post("/api/invitations", { email: "gast@fremd.example", role: "seller" });
  const deal = await post("/api/deals", {
    pipelineId: shop.pipeline.id,
    stageId: "interest",
    name: "Geheimer Handel",
    email: "kundin@fremd.example",
  });
  await post(`/api/deals/${deal.id}/activities`, { type: "note", text: "Geheime Notiz" });
  for (const name of ["Geheimkontor GmbH", "Geheim-Kontor"]) await post("/api/contacts", { name: "Fremder Geheimrat", company: name });
  await app.settle(); // pairs of duplicates stand there too
  const [company, otherCompany] = await app.db.inSystem((tx) =>
    tx.query<{ id: string }>(sql`select id from company where workspace_id = ${workspace} order by id limit 2`),
  );
  const [contact, other] = await app.db.inSystem((tx) =>
    tx.query<{ id: string }>(sql`select id from contact where workspace_id = ${workspace} order by id limit 2`),
  );
  const [member] = await app.db.inSystem((tx) =>
    tx.query<{ id: string }>(sql`select user_id as id from member where workspace_id = ${workspace}`),
  );
  const [alert] = await app.db.inSystem((tx) =>
    tx.query<{ id: string }>(sql`
      insert into alert (workspace_id, id, metric, segment_by, segment, direction, since_day, since_low, since_high, compared_from, looked_to, before, after,
        change_low, change_high, n_before, n_after, currency, chance, found_at, told_at)
      values (${workspace}, gen_random_uuid(), 'winRate', 'source', 'geheime-quelle', -1, '2026-01-05', '2026-01-05', '2026-01-12', '2025-07-07', '2026-03-01',
        0.5, 0.4, -0.15, -0.05, 300, 100, 'EUR', 0.001, now(), now())
      returning id
    `),
  );
  return {
    ...shop,
    dealId: deal.id,
    contactId: contact!.id,
    otherContactId: other!.id,
    companyId: company!.id,
    otherCompanyId: otherCompany!.id,
    sourceId: source.id,
    externalId: event.messageId,
    userId: member!.id,
    keyId: key.id,
    invitationId: invitation.id,
    importId: brought.id,
    taskId: task.id,
    changeId: change.id,
    viewId: view.id,
    alertId: alert!.id,
  };
}
